package com.okonect.consent.policy;

import com.okonect.consent.Category;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Period;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a site declares: its controller, categories, cookies, providers and lifetimes.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class ConsentPolicy {

    /** The languages of a policy that names none. */
    public static final List<Locale> DEFAULT_LANGUAGES = List.of(Locale.ENGLISH, Locale.FRENCH);

    /** How long a choice holds where the policy does not say (CNIL deliberation 2020-092, points 38 and 39). */
    public static final Period DEFAULT_CHOICE_LIFETIME = Period.ofMonths(6);

    private static final String DEFAULT_SESSION_COOKIE = "JSESSIONID";
    private static final String DEFAULT_CONSENT_COOKIE = "eu-consent";

    private final Content content;
    private final String consentCookie;
    private final String sessionCookie;
    private final CookieNames declared;
    private final CookieNames presets;
    private final SortedSet<Category> refusedByGpc;

    /** What the policy file says. */
    record Content(
            @Nullable Controller controller,
            List<Locale> languages,
            boolean strict,
            Period choiceLifetime,
            Period evidenceRetention,
            List<ExemptCookie> exempt,
            List<Provider> providers,
            List<CategoryDeclaration> categories,
            List<String> clearSiteData,
            Tags tags,
            List<Category> gpc) {
        Content {
            gpc = List.copyOf(gpc);
            languages = List.copyOf(languages);
            exempt = List.copyOf(exempt);
            providers = List.copyOf(providers);
            categories = List.copyOf(categories);
            clearSiteData = List.copyOf(clearSiteData);
        }
    }

    ConsentPolicy(Content content) {
        this(content, DEFAULT_CONSENT_COOKIE, DEFAULT_SESSION_COOKIE);
    }

    private ConsentPolicy(Content content, String consentCookie, String sessionCookie) {
        this.content = content;
        this.consentCookie = consentCookie;
        this.sessionCookie = sessionCookie;
        List<DeclaredCookie> own = new ArrayList<>(content.exempt());
        TreeSet<Category> refused = new TreeSet<>(content.gpc());
        for (CategoryDeclaration declaration : content.categories()) {
            own.addAll(declaration.cookies());
            if (isMarketing(declaration.category())) {
                refused.add(declaration.category());
            }
        }
        this.declared = new CookieNames(own);
        List<ExemptCookie> shipped = new ArrayList<>(ExemptPresets.ALL);
        shipped.add(ExemptPresets.session(sessionCookie));
        this.presets = new CookieNames(shipped);
        this.refusedByGpc = Collections.unmodifiableSortedSet(refused);
    }

    /**
     * Reads a policy from JSON.
     *
     * @param json the text of a policy file
     * @return the policy
     * @throws InvalidPolicyException if it is not JSON or has faults; every fault is listed
     */
    public static ConsentPolicy parse(String json) {
        return new ConsentPolicy(new PolicyReader().read(json));
    }

    /**
     * Reads a policy from a stream of JSON in UTF-8.
     *
     * @param json the stream, read to its end and not closed
     * @return the policy
     * @throws IOException if the stream cannot be read
     * @throws InvalidPolicyException as {@link #parse}
     */
    public static ConsentPolicy read(InputStream json) throws IOException {
        return parse(new String(json.readAllBytes(), StandardCharsets.UTF_8));
    }

    /**
     * Reads a policy from a file of JSON in UTF-8.
     *
     * @param file the file
     * @return the policy
     * @throws IOException if the file cannot be read
     * @throws InvalidPolicyException as {@link #parse}
     */
    public static ConsentPolicy read(Path file) throws IOException {
        return parse(Files.readString(file));
    }

    /**
     * Returns the policy of a site that has none: exempt cookies pass, all else is blocked, nothing can be granted.
     *
     * @return a policy without controller and categories
     */
    public static ConsentPolicy none() {
        return new ConsentPolicy(new Content(
                null,
                DEFAULT_LANGUAGES,
                false,
                DEFAULT_CHOICE_LIFETIME,
                DEFAULT_CHOICE_LIFETIME,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Tags.NONE,
                List.of()));
    }

    /**
     * Returns this policy for a site whose own cookies have these names.
     *
     * @param consentCookieName the name of the consent cookie
     * @param sessionCookieName the name of the container's session cookie
     * @return a policy that differs in these names only
     */
    public ConsentPolicy named(String consentCookieName, String sessionCookieName) {
        return new ConsentPolicy(content, consentCookieName, sessionCookieName);
    }

    /**
     * Says whether visitors can grant anything.
     *
     * @return true if there are a controller and at least one category
     */
    public boolean canGrant() {
        return content.controller() != null && !content.categories().isEmpty();
    }

    /**
     * Returns who is responsible.
     *
     * @return the controller; empty if the policy names none, in which case nothing can be granted
     */
    public Optional<Controller> controller() {
        return Optional.ofNullable(content.controller());
    }

    /**
     * Returns the languages of the site's visitors.
     *
     * @return at least one, the site's first choice first
     */
    public List<Locale> languages() {
        return content.languages();
    }

    /**
     * Says whether exempt cookies wait for a choice, too.
     *
     * @return the policy's {@code strict}
     */
    public boolean strict() {
        return content.strict();
    }

    /**
     * Returns how long a choice holds, accepting and refusing alike.
     *
     * @return more than nothing
     */
    public Period choiceLifetime() {
        return content.choiceLifetime();
    }

    /**
     * Returns how long records are kept after the end of the consent.
     *
     * @return more than nothing
     */
    public Period evidenceRetention() {
        return content.evidenceRetention();
    }

    /**
     * Returns what the browser is told to clear of the site when a visitor has their records erased.
     *
     * @return directives of {@code Clear-Site-Data}, {@code cache} or {@code storage} or both; empty where the policy does
     *     not ask for it
     */
    public List<String> clearSiteData() {
        return content.clearSiteData();
    }

    /**
     * Returns the cookies that the policy declares exempt.
     *
     * @return in the policy's order, without those that come with the library
     */
    public List<ExemptCookie> exempt() {
        return content.exempt();
    }

    /**
     * Returns the providers.
     *
     * @return in the policy's order
     */
    public List<Provider> providers() {
        return content.providers();
    }

    /** Marketing as a whole, or of one provider. */
    private static boolean isMarketing(Category category) {
        return category.equals(Category.MARKETING) || category.id().startsWith(Category.MARKETING.id() + "-");
    }

    /**
     * Returns what the Global Privacy Control signal refuses.
     *
     * @return marketing, as far as it is declared, and what the policy names; unmodifiable
     */
    public SortedSet<Category> refusedByGpc() {
        return refusedByGpc;
    }

    /**
     * Returns what is turned on for third-party tags in pages.
     *
     * @return {@link Tags#NONE} where the policy says nothing
     */
    public Tags tags() {
        return content.tags();
    }

    /**
     * Returns the categories.
     *
     * @return in the policy's order
     */
    public List<CategoryDeclaration> categories() {
        return content.categories();
    }

    /**
     * Finds what the policy says of one category.
     *
     * @param category any category
     * @return its declaration, or empty
     */
    public Optional<CategoryDeclaration> category(Category category) {
        return content.categories().stream()
                .filter(declaration -> declaration.category().equals(category))
                .findFirst();
    }

    /**
     * Finds the declaration of a cookie: what the policy says, else what the library ships.
     *
     * @param name the cookie's name, case-sensitive
     * @return its declaration; null if it is undeclared
     */
    public @Nullable DeclaredCookie cookie(String name) {
        DeclaredCookie cookie = declared.find(name);
        return cookie != null ? cookie : presets.find(name);
    }

    /**
     * Says whether any cookie is exempt for a reason: one that the policy names, or one that the library ships.
     *
     * @param reason any reason
     * @return true if there is one
     */
    public boolean exempts(ExemptReason reason) {
        return Stream.concat(content.exempt().stream(), ExemptPresets.ALL.stream())
                .anyMatch(cookie -> cookie.reason() == reason);
    }

    /**
     * Says whether the site measures its audience without consent, to which visitors can object.
     *
     * @return true if a cookie is declared exempt for {@link ExemptReason#AUDIENCE}
     */
    public boolean measuresAudience() {
        return content.exempt().stream().anyMatch(cookie -> cookie.reason() == ExemptReason.AUDIENCE);
    }

    /**
     * Returns the name of the consent cookie.
     *
     * @return {@code eu-consent}, unless {@linkplain #named named} otherwise
     */
    public String consentCookieName() {
        return consentCookie;
    }

    /**
     * Returns the name of the container's session cookie.
     *
     * @return {@code JSESSIONID}, unless {@linkplain #named named} otherwise
     */
    public String sessionCookieName() {
        return sessionCookie;
    }

    /**
     * Derives the notice in one language.
     *
     * @param language one of {@link #languages}
     * @param layout what identifies the layout of the page that shows it; empty where there is no page
     * @return the notice, the same for the same arguments
     * @throws IllegalArgumentException if the policy does not have this language
     */
    public Notice notice(Locale language, String layout) {
        if (!content.languages().contains(language)) {
            throw new IllegalArgumentException("the policy has no language " + language.toLanguageTag());
        }
        return new NoticeWriter(this, language).write(layout);
    }

    /** The exempt cookies that the notice names: the consent cookie, the session cookie and those of the policy. */
    List<ExemptCookie> disclosedExempt() {
        List<ExemptCookie> disclosed = new ArrayList<>();
        disclosed.add(ExemptPresets.choice(consentCookie, content.choiceLifetime()));
        if (cookie(sessionCookie) instanceof ExemptCookie session && session.preset()) {
            disclosed.add(session);
        }
        disclosed.addAll(content.exempt());
        return disclosed;
    }
}
