/**
 * The test kit, for the tests of sites: {@link com.okonect.consent.testkit.ConsentExtension} fails a build for cookies
 * that the policy does not declare or that come too early, {@link com.okonect.consent.testkit.TestVisitor} has a visitor
 * decide. Both work with every HTTP client, with MockMvc, and with browsers. Needs JUnit 5 or 6.
 */
package com.okonect.consent.testkit;
