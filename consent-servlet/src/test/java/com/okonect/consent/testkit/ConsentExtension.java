package com.okonect.consent.testkit;

import com.okonect.consent.policy.ConsentPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Collects the cookies that the responses of a test class set, and fails the test that saw one that is not declared.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final ConsentExtension consent =
 *         ConsentExtension.ofClassPath("com/okonect/consent/examples/consent.json").requireAllUsed();
 * }</pre>
 *
 * <pre>{@code
 * @Test
 * void homePage() throws Exception {
 *     HttpResponse<String> home = client.send(request, BodyHandlers.ofString());
 *     consent.sees(home.headers().allValues("Set-Cookie"));
 * }
 * }</pre>
 *
 * <p>Safe for use by several threads; what a test sees is checked when the next one of the class ends at the latest.
 */
public final class ConsentExtension implements AfterEachCallback, AfterAllCallback {

    private final ConsentAssertions assertions;
    private final List<String> unchecked = new CopyOnWriteArrayList<>();
    private final List<String> all = new CopyOnWriteArrayList<>();
    private boolean allUsed;

    private ConsentExtension(ConsentPolicy policy) {
        assertions = ConsentAssertions.of(policy);
    }

    /**
     * Returns an extension for a policy.
     *
     * @param policy what the site declares
     * @return the extension, to be registered
     */
    public static ConsentExtension of(ConsentPolicy policy) {
        return new ConsentExtension(policy);
    }

    /**
     * Returns an extension for the policy on the class path.
     *
     * @param name such as {@code META-INF/consent.json}
     * @return the extension, to be registered
     * @throws IllegalArgumentException if there is none, or it has faults
     */
    public static ConsentExtension ofClassPath(String name) {
        try (InputStream in = Thread.currentThread().getContextClassLoader().getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalArgumentException(name + " is not on the class path");
            }
            return of(ConsentPolicy.read(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Has the class fail, too, if a declared cookie was set in none of its tests.
     *
     * @return this extension
     */
    public ConsentExtension requireAllUsed() {
        allUsed = true;
        return this;
    }

    /**
     * Notes the cookies of a response.
     *
     * @param setCookies the values of its {@code Set-Cookie} fields
     */
    public void sees(Collection<String> setCookies) {
        unchecked.addAll(setCookies);
        all.addAll(setCookies);
    }

    /**
     * Notes the cookies of a response to a visitor who has not decided, and asserts that none of them needs consent.
     *
     * @param setCookies the values of its {@code Set-Cookie} fields
     * @throws AssertionError if one does, or is not declared
     */
    public void seesBeforeConsent(Collection<String> setCookies) {
        all.addAll(setCookies);
        assertions.assertNoneBeforeConsent(setCookies);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        List<String> seen = new ArrayList<>(unchecked);
        unchecked.removeAll(seen);
        assertions.assertDeclared(seen);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (allUsed) {
            assertions.assertAllUsed(all);
        }
    }
}
