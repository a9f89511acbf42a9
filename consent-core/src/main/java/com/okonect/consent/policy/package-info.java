/** What a site declares: its controller, categories, cookies and providers, and the notice that follows from them. */
@NullMarked
package com.okonect.consent.policy;

import org.jspecify.annotations.NullMarked;
