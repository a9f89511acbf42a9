/**
 * What a site declares: its controller, categories, cookies and providers, and the notice that follows from them.
 *
 * <pre>{@code
 * ConsentPolicy policy = ConsentPolicy.read(file);
 * DeclaredCookie cookie = policy.cookie("_pk_id.7"); // null where it is not declared
 * Notice notice = policy.notice(Locale.FRENCH, "");
 * }</pre>
 */
@NullMarked
package com.okonect.consent.policy;

import org.jspecify.annotations.NullMarked;
