/** The Java of the documents, compiled; {@code DocumentsTest} compares them. */
package com.okonect.consent.servlet.documents;
