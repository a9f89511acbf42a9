/**
 * OKONECT's site: small servlets that use the consent library as any application would. Start reading at
 * {@link com.okonect.consent.example.Site}.
 */
@NullMarked
package com.okonect.consent.example;

import org.jspecify.annotations.NullMarked;
