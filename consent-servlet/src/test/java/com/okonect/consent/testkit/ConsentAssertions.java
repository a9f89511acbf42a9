package com.okonect.consent.testkit;

import com.okonect.consent.Category;
import com.okonect.consent.policy.ConsentBoundCookie;
import com.okonect.consent.policy.ConsentPolicy;
import com.okonect.consent.policy.DeclaredCookie;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the cookies of a response have to be, by the policy. All take the values of the response's {@code Set-Cookie}
 * fields, or bare names, as Selenium and Playwright list what is in a browser; deletions pass. A failure says what to write
 * into the policy.
 *
 * <pre>{@code
 * HttpResponse<String> home = client.send(request, BodyHandlers.ofString());
 * ConsentAssertions.of(policy).assertNoneBeforeConsent(home.headers().allValues("Set-Cookie"));
 * }</pre>
 */
public final class ConsentAssertions {

    private final ConsentPolicy policy;

    private ConsentAssertions(ConsentPolicy policy) {
        this.policy = policy;
    }

    /**
     * Returns the assertions for a policy.
     *
     * @param policy what the site declares
     * @return the assertions
     */
    public static ConsentAssertions of(ConsentPolicy policy) {
        return new ConsentAssertions(policy);
    }

    /**
     * Asserts that every cookie is declared. Where the filter stands before the tests it keeps others back: run it with
     * {@code consent.mode=observe} to see them.
     *
     * @param setCookies the values of the {@code Set-Cookie} fields
     * @throws AssertionError if one is not
     */
    public void assertDeclared(Collection<String> setCookies) {
        Set<String> undeclared = names(setCookies);
        undeclared.removeIf(this::isKnown);
        if (!undeclared.isEmpty()) {
            throw new AssertionError(undeclared(undeclared));
        }
    }

    /**
     * Asserts that no cookie is set that needs a consent, nor one that is not declared.
     *
     * @param setCookies the values of the {@code Set-Cookie} fields
     * @throws AssertionError if one is
     */
    public void assertNoneBeforeConsent(Collection<String> setCookies) {
        assertOnlyGranted(setCookies);
    }

    /**
     * Asserts that no cookie is set that needs another consent than the given ones, nor one that is not declared.
     *
     * @param setCookies the values of the {@code Set-Cookie} fields
     * @param granted ids of the categories that the visitor has granted
     * @throws AssertionError if one is
     */
    public void assertOnlyGranted(Collection<String> setCookies, String... granted) {
        assertDeclared(setCookies);
        Set<Category> allowed =
                Arrays.stream(granted).map(Category::of).collect(Collectors.toCollection(LinkedHashSet::new));
        List<String> early = names(setCookies).stream()
                .filter(name ->
                        policy.cookie(name) instanceof ConsentBoundCookie bound && !allowed.contains(bound.category()))
                .map(name -> "'" + name + "' (" + ((ConsentBoundCookie) policy.cookie(name)).category() + ")")
                .toList();
        if (!early.isEmpty()) {
            throw new AssertionError("set without consent, granted are " + allowed + ": " + String.join(", ", early));
        }
    }

    /**
     * Asserts that every cookie that the policy declares was set somewhere: what is no longer used should not be declared.
     *
     * @param setCookies the values of the {@code Set-Cookie} fields of all responses
     * @throws AssertionError if one was not
     */
    public void assertAllUsed(Collection<String> setCookies) {
        Set<DeclaredCookie> unused = new LinkedHashSet<>(policy.exempt());
        policy.categories().forEach(category -> unused.addAll(category.cookies()));
        for (String line : setCookies) {
            unused.remove(policy.cookie(SetCookieLine.parse(line).name()));
        }
        if (!unused.isEmpty()) {
            throw new AssertionError("declared and set nowhere: "
                    + unused.stream().map(cookie -> "'" + cookie.name() + "'").collect(Collectors.joining(", "))
                    + ". Visit what sets them, or remove them from the policy");
        }
    }

    private boolean isKnown(String name) {
        return name.equals(policy.consentCookieName()) || policy.cookie(name) != null;
    }

    private static Set<String> names(Collection<String> setCookies) {
        return setCookies.stream()
                .map(SetCookieLine::parse)
                .filter(cookie -> !cookie.deletes())
                .map(SetCookieLine::name)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static String undeclared(Collection<String> names) {
        StringBuilder text = new StringBuilder("set and not declared. Add to the \"cookies\" of a category, or to"
                + " \"exempt\" with a \"reason\" if the law exempts it:");
        for (String name : names) {
            text.append("\n  { \"name\": \"")
                    .append(name.replace("\\", "\\\\").replace("\"", "\\\""))
                    .append("\", \"lifetime\": \"session\", \"purpose\": { \"en\": \"...\" } }");
        }
        return text.toString();
    }
}
