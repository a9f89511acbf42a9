package com.okonect.consent.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.okonect.consent.Category;
import java.io.IOException;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one policy file, collecting every fault with its place in the JSON. Not reusable. */
final class PolicyReader {

    /** What the consent cookie holds of a category besides its id: colon, boolean, fingerprint and separator. */
    private static final int DECISION_LENGTH = 11;

    private static final int LONGEST_DECISIONS = 3000;
    private static final Period LONGEST_CHOICE = Period.ofYears(10);
    private static final Period LONGEST_RETENTION = Period.ofYears(100);
    private static final Set<String> AUDIENCE_CONDITIONS = Set.of(
            "sole-purpose",
            "publisher-only",
            "anonymous-statistics",
            "no-cross-checking",
            "no-disclosure",
            "no-cross-site-tracking");
    private static final Set<String> CLEARED = Set.of("cache", "storage");
    private static final Set<String> ROLES = Set.of("processor", "controller", "joint-controller");

    // A token of RFC 9110, section 5.6.2, with one * at most; * itself is a token character and means any characters.
    private static final Pattern COOKIE_NAME =
            Pattern.compile("[!#$%&'+.^_`|~0-9A-Za-z-]*\\*?[!#$%&'+.^_`|~0-9A-Za-z-]*");

    private final List<String> faults = new ArrayList<>();
    private final Map<String, String> placeOfName = new HashMap<>();
    private final Map<Locale, Texts> shipped = new HashMap<>();
    private List<Locale> languages = List.of();

    ConsentPolicy.Content read(String json) {
        JsonValue root;
        try {
            root = Json.read(json);
        } catch (JsonProcessingException e) {
            var place = e.getLocation();
            throw new InvalidPolicyException(List.of("line " + place.getLineNr() + ", column " + place.getColumnNr()
                    + ": not JSON: " + e.getOriginalMessage()));
        } catch (IOException e) {
            throw new IllegalStateException("a text could not be read", e);
        }
        ConsentPolicy.Content content = read(root);
        if (!faults.isEmpty()) {
            throw new InvalidPolicyException(faults);
        }
        return content;
    }

    private ConsentPolicy.Content read(JsonValue root) {
        String at = "$";
        object(
                root,
                at,
                "$schema",
                "controller",
                "languages",
                "strict",
                "choiceLifetime",
                "evidenceRetention",
                "exempt",
                "providers",
                "categories",
                "clearSiteData",
                "tags",
                "gpc");
        languages = languages(root);
        List<Provider> providers = items(root, at, "providers", this::provider);
        List<String> ids = new ArrayList<>();
        for (Provider provider : providers) {
            ids.add(provider.id());
        }
        Set<String> providerIds = unique(ids, "$.providers", "id");
        List<CategoryDeclaration> categories = new ArrayList<>();
        for (List<CategoryDeclaration> parts :
                items(root, at, "categories", (node, place) -> categories(node, place, providers, providerIds))) {
            categories.addAll(parts);
        }
        List<String> categoryIds = new ArrayList<>();
        int decisions = 0;
        for (CategoryDeclaration declared : categories) {
            categoryIds.add(declared.category().id());
            decisions += declared.category().id().length() + DECISION_LENGTH;
        }
        unique(categoryIds, "$.categories", "id");
        exemptOrNot(providers, categories);
        if (decisions > LONGEST_DECISIONS) {
            fault("$.categories", "are too many for one cookie; use fewer or shorter ids");
        }
        if (!root.has("evidenceRetention")) {
            fault(
                    "$.evidenceRetention",
                    "missing; say how long records are kept after the end of a consent, such as P12M");
        }
        JsonValue controller = root.get("controller");
        return new ConsentPolicy.Content(
                controller == null ? null : controller(controller, "$.controller"),
                languages,
                bool(root, at, "strict"),
                period(root, at, "choiceLifetime", LONGEST_CHOICE),
                period(root, at, "evidenceRetention", LONGEST_RETENTION),
                items(root, at, "exempt", this::exempt),
                providers,
                categories,
                clearSiteData(root),
                tags(root, categories),
                gpc(root, categories));
    }

    private List<String> clearSiteData(JsonValue root) {
        List<String> directives = strings(root, "$", "clearSiteData");
        for (int i = 0; i < directives.size(); i++) {
            if (!CLEARED.contains(directives.get(i))) {
                fault(
                        "$.clearSiteData[" + i + "]",
                        "'" + directives.get(i) + "' cannot be cleared here; allowed are "
                                + String.join(", ", new TreeSet<>(CLEARED))
                                + " (declared cookies are expired one by one: to clear them all would end the log-ins of"
                                + " other applications of the domain, and lose the refusal)");
            }
        }
        unique(directives, "$.clearSiteData", "directive");
        return directives;
    }

    private List<Category> gpc(JsonValue root, List<CategoryDeclaration> categories) {
        List<Category> refused = new ArrayList<>();
        List<String> ids = strings(root, "$", "gpc");
        for (int i = 0; i < ids.size(); i++) {
            Category category = of(ids.get(i).isEmpty() ? null : ids.get(i), "$.gpc[" + i + "]", categories);
            if (category != null) {
                refused.add(category);
            }
        }
        return refused;
    }

    private Tags tags(JsonValue root, List<CategoryDeclaration> categories) {
        JsonValue node = root.get("tags");
        String at = "$.tags";
        if (node == null) {
            return Tags.NONE;
        }
        object(node, at, "gating", "googleConsentMode", "matomo", "microsoftUet", "clarity");
        return new Tags(
                bool(node, at, "gating"),
                types(node, at, "googleConsentMode", Tags.GOOGLE_TYPES, categories),
                of(optional(node, at, "matomo"), at + ".matomo", categories),
                of(optional(node, at, "microsoftUet"), at + ".microsoftUet", categories),
                types(node, at, "clarity", Tags.CLARITY_TYPES, categories));
    }

    private SortedMap<String, Category> types(
            JsonValue parent, String parentAt, String key, Set<String> allowed, List<CategoryDeclaration> categories) {
        SortedMap<String, Category> types = new TreeMap<>();
        JsonValue node = parent.get(key);
        String at = parentAt + "." + key;
        if (node == null) {
            return types;
        }
        object(node, at, allowed.toArray(new String[0]));
        for (String type : allowed) {
            Category category = of(optional(node, at, type), at + "." + type, categories);
            if (category != null) {
                types.put(type, category);
            }
        }
        if (types.isEmpty()) {
            fault(at, "names no category; leave it out to turn it off");
        }
        return types;
    }

    private @Nullable Category of(@Nullable String id, String at, List<CategoryDeclaration> categories) {
        if (id == null) {
            return null;
        }
        for (CategoryDeclaration declared : categories) {
            if (declared.category().id().equals(id)) {
                return declared.category();
            }
        }
        fault(at, "no category has the id '" + id + "'");
        return null;
    }

    /** A provider's content needs consent or is exempt; there is no third way for it either. */
    private void exemptOrNot(List<Provider> providers, List<CategoryDeclaration> categories) {
        for (int i = 0; i < providers.size(); i++) {
            Provider provider = providers.get(i);
            if (provider.exempt() != null
                    && categories.stream().anyMatch(c -> c.providers().contains(provider.id()))) {
                fault(
                        "$.providers[" + i + "].exempt",
                        "the provider takes part in a category and cannot be exempt; give the exempt part an id of its own");
            }
        }
    }

    private List<Locale> languages(JsonValue root) {
        List<String> tags = strings(root, "$", "languages");
        if (tags.isEmpty()) {
            if (root.has("languages")) {
                fault("$.languages", "empty; leave it out for English and French");
            }
            return ConsentPolicy.DEFAULT_LANGUAGES;
        }
        List<Locale> found = new ArrayList<>();
        for (int i = 0; i < tags.size(); i++) {
            Locale language = Locale.forLanguageTag(tags.get(i));
            if (Texts.LANGUAGES.contains(language.toLanguageTag())) {
                found.add(language);
            } else {
                fault(
                        "$.languages[" + i + "]",
                        "'" + tags.get(i) + "' is not shipped; allowed are " + String.join(", ", Texts.LANGUAGES));
            }
        }
        unique(tags, "$.languages", "language");
        return found;
    }

    private Controller controller(JsonValue node, String at) {
        object(node, at, "name", "contact", "policyUrl", "authority");
        String contact = optional(node, at, "contact");
        if (contact != null && !contact.startsWith("mailto:") && !contact.startsWith("tel:") && !isLink(contact)) {
            fault(at + ".contact", "'" + contact + "' is not an address such as mailto:privacy@site.example");
        }
        return new Controller(
                required(node, at, "name"), contact, link(node, at, "policyUrl"), optional(node, at, "authority"));
    }

    private Provider provider(JsonValue node, String at) {
        object(node, at, "id", "name", "role", "country", "policyUrl", "origins", "transfer", "exempt", "routes");
        String id = required(node, at, "id");
        String role = node.has("role") ? required(node, at, "role") : "processor";
        if (!ROLES.contains(role)) {
            fault(at + ".role", "'" + role + "' is not a role; allowed are " + String.join(", ", new TreeSet<>(ROLES)));
        }
        String country = optional(node, at, "country");
        if (country != null && !Set.of(Locale.getISOCountries()).contains(country)) {
            fault(at + ".country", "'" + country + "' is not an ISO 3166-1 code of two capital letters");
        }
        List<String> origins = strings(node, at, "origins");
        for (int i = 0; i < origins.size(); i++) {
            if (!isOrigin(origins.get(i))) {
                fault(
                        at + ".origins[" + i + "]",
                        "'" + origins.get(i) + "' is not an origin such as https://stats.example");
            }
        }
        return new Provider(
                id,
                node.has("name") ? required(node, at, "name") : id,
                role,
                country,
                link(node, at, "policyUrl"),
                origins,
                optional(node, at, "transfer"),
                node.has("exempt") ? reason(node, at, "exempt") : null,
                exemptRoutes(node, at));
    }

    private ExemptCookie exempt(JsonValue node, String at) {
        object(node, at, "name", "reason", "lifetime", "purpose", "routes", "attested");
        String name = cookieName(node, at);
        ExemptReason reason = reason(node, at, "reason");
        Lifetime lifetime = lifetime(node, at);
        List<String> attested = strings(node, at, "attested");
        if (reason == ExemptReason.AUDIENCE) {
            audience(lifetime, attested, at);
        } else if (!attested.isEmpty()) {
            fault(at + ".attested", "goes with the reason audience alone");
        }
        return new ExemptCookie(
                name,
                reason == null ? ExemptReason.INTERFACE : reason,
                lifetime,
                text(node, at, "purpose"),
                routes(node, at),
                false);
    }

    private @Nullable ExemptReason reason(JsonValue node, String at, String key) {
        String word = required(node, at, key);
        ExemptReason reason = ExemptReason.find(word).orElse(null);
        if (reason == null && !word.isEmpty()) {
            fault(
                    at + "." + key,
                    "'" + word + "' is not a reason; allowed are "
                            + String.join(
                                    ", ",
                                    Arrays.stream(ExemptReason.values())
                                            .map(ExemptReason::word)
                                            .toList()));
        }
        return reason;
    }

    private List<String> exemptRoutes(JsonValue node, String at) {
        if (node.has("routes") && !node.has("exempt")) {
            fault(at + ".routes", "goes with exempt alone");
        }
        return routes(node, at);
    }

    private List<String> routes(JsonValue node, String at) {
        List<String> routes = strings(node, at, "routes");
        for (int i = 0; i < routes.size(); i++) {
            String route = routes.get(i);
            int star = route.indexOf('*');
            if (!route.startsWith("/") || (star >= 0 && (star != route.length() - 1 || !route.endsWith("/*")))) {
                fault(at + ".routes[" + i + "]", "'" + route + "' is not a route such as /checkout or /checkout/*");
            }
        }
        return routes;
    }

    /** CNIL's conditions for audience measurement without consent; its point 50 is the source of the 13 months. */
    private void audience(Lifetime lifetime, List<String> attested, String at) {
        if (!Set.copyOf(attested).equals(AUDIENCE_CONDITIONS)) {
            fault(
                    at + ".attested",
                    "the reason audience needs the site's word for each of "
                            + String.join(", ", new TreeSet<>(AUDIENCE_CONDITIONS)));
        }
        Instant start = Instant.EPOCH;
        long longest = new Lifetime(Period.ofMonths(13)).maxAge(start).orElseThrow();
        if (lifetime.maxAge(start).orElse(0) > longest) {
            fault(
                    at + ".lifetime",
                    "'" + lifetime + "' is longer than the 13 months that audience measurement may last");
        }
    }

    /** One category, or one for each of its providers, so that visitors choose among them. */
    private List<CategoryDeclaration> categories(
            JsonValue node, String at, List<Provider> providers, Set<String> providerIds) {
        CategoryDeclaration whole = category(node, at, providerIds);
        if (!bool(node, at, "perProvider")) {
            return List.of(whole);
        }
        if (whole.providers().isEmpty()) {
            fault(at + ".perProvider", "no provider takes part in this category");
        }
        List<CategoryDeclaration> parts = new ArrayList<>();
        List<ConsentBoundCookie> own = whole.cookies().stream()
                .filter(cookie -> cookie.provider() == null)
                .toList();
        if (!own.isEmpty() || !whole.storage().isEmpty()) {
            parts.add(part(whole, whole.category(), whole.title(), own, whole.storage(), List.of()));
        }
        for (Provider provider : providers) {
            if (whole.providers().contains(provider.id())) {
                parts.add(ofProvider(whole, provider, at));
            }
        }
        return parts;
    }

    private CategoryDeclaration ofProvider(CategoryDeclaration whole, Provider provider, String at) {
        String id = whole.category().id() + "-" + provider.id();
        if (!Category.isId(id)) {
            fault(
                    at + ".perProvider",
                    "'" + id + "' would be the id of the category for this provider alone, and is not a category id"
                            + " (1 to 24 of a-z, 0-9 and -, a letter first)");
            return whole;
        }
        Category category = Category.of(id);
        List<ConsentBoundCookie> cookies = whole.cookies().stream()
                .filter(cookie -> provider.id().equals(cookie.provider()))
                .map(cookie -> new ConsentBoundCookie(
                        cookie.name(),
                        category,
                        cookie.provider(),
                        cookie.lifetime(),
                        cookie.purpose(),
                        cookie.paths()))
                .toList();
        LocalizedText title = inEveryLanguage(whole, whole.title(), "title", " (" + provider.name() + ")");
        return part(whole, category, title, cookies, List.of(), List.of(provider.id()));
    }

    private CategoryDeclaration part(
            CategoryDeclaration whole,
            Category category,
            LocalizedText title,
            List<ConsentBoundCookie> cookies,
            List<String> storage,
            List<String> of) {
        return new CategoryDeclaration(
                category,
                title,
                inEveryLanguage(whole, whole.description(), "description", ""),
                inEveryLanguage(whole, whole.consequence(), "consequence", ""),
                cookies,
                storage,
                of);
    }

    /** The site's own text, else the built-in one of the whole category, with what follows it. */
    private LocalizedText inEveryLanguage(CategoryDeclaration whole, LocalizedText own, String key, String after) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Locale language : languages) {
            Texts shipped = shipped(language);
            String shippedKey = "category." + whole.category().id() + "." + key;
            String text = own.in(language, shipped.has(shippedKey) ? shipped.get(shippedKey) : "");
            texts.put(language.toLanguageTag(), text + after);
        }
        return new LocalizedText(texts);
    }

    private boolean isShipped(String key) {
        for (Locale language : languages) {
            if (!shipped(language).has(key)) {
                return false;
            }
        }
        return true;
    }

    private Texts shipped(Locale language) {
        return shipped.computeIfAbsent(language, Texts::in);
    }

    private CategoryDeclaration category(JsonValue node, String at, Set<String> providerIds) {
        object(node, at, "id", "title", "description", "consequence", "cookies", "storage", "providers", "perProvider");
        String id = required(node, at, "id");
        Category category = Category.STATISTICS;
        if (id.equals("signal")) {
            fault(at + ".id", "'signal' is the name under which choices are marked; choose another");
        } else if (id.equals(Category.AUDIENCE.id())) {
            fault(
                    at + ".id",
                    "'audience' is the name under which visitors object to exempt measurement; choose another");
        } else if (Category.isId(id)) {
            category = Category.of(id);
        } else if (!id.isEmpty()) {
            fault(at + ".id", "'" + id + "' is not a category id (1 to 24 of a-z, 0-9 and -, a letter first)");
        }
        for (String key : List.of("title", "description", "consequence")) {
            if (!node.has(key) && !isShipped("category." + id + "." + key)) {
                fault(at + "." + key, "missing; the category '" + id + "' is not built in and brings its own texts");
            }
        }
        Category of = category;
        List<ConsentBoundCookie> cookies =
                items(node, at, "cookies", (cookie, place) -> cookie(cookie, place, of, providerIds));
        Set<String> providers = new LinkedHashSet<>(strings(node, at, "providers"));
        for (String provider : providers) {
            known(provider, providerIds, at + ".providers");
        }
        for (ConsentBoundCookie cookie : cookies) {
            if (cookie.provider() != null) {
                providers.add(cookie.provider());
            }
        }
        providers.retainAll(providerIds);
        return new CategoryDeclaration(
                category,
                text(node, at, "title"),
                text(node, at, "description"),
                text(node, at, "consequence"),
                cookies,
                strings(node, at, "storage"),
                List.copyOf(providers));
    }

    private ConsentBoundCookie cookie(JsonValue node, String at, Category category, Set<String> providerIds) {
        object(node, at, "name", "provider", "lifetime", "purpose", "paths");
        String name = cookieName(node, at);
        String provider = optional(node, at, "provider");
        if (provider != null) {
            known(provider, providerIds, at + ".provider");
        }
        return new ConsentBoundCookie(
                name, category, provider, lifetime(node, at), text(node, at, "purpose"), strings(node, at, "paths"));
    }

    private void known(String provider, Set<String> providerIds, String at) {
        if (!providerIds.contains(provider)) {
            fault(at, "no provider has the id '" + provider + "'");
        }
    }

    private String cookieName(JsonValue node, String at) {
        String name = required(node, at, "name");
        if (!COOKIE_NAME.matcher(name).matches() || name.equals("*")) {
            fault(at + ".name", "'" + name + "' is not a cookie name with at most one *, and more than that");
        } else if (!name.isEmpty()) {
            String before = placeOfName.putIfAbsent(name, at);
            if (before != null) {
                fault(at + ".name", "'" + name + "' is declared at " + before + " already");
            }
        }
        return name;
    }

    private Lifetime lifetime(JsonValue node, String at) {
        String text = required(node, at, "lifetime");
        try {
            return text.isEmpty() ? Lifetime.SESSION : Lifetime.parse(text);
        } catch (IllegalArgumentException e) {
            fault(at + ".lifetime", String.valueOf(e.getMessage()));
            return Lifetime.SESSION;
        }
    }

    private Period period(JsonValue node, String at, String key, Period longest) {
        String text = optional(node, at, key);
        if (text != null) {
            try {
                Period period = Period.parse(text);
                if (!period.isZero() && !period.isNegative() && period.toTotalMonths() <= longest.toTotalMonths()) {
                    return period;
                }
            } catch (DateTimeException | ArithmeticException unreadable) {
                // said below
            }
            fault(
                    at + "." + key,
                    "'" + text + "' is not a period such as P6M, of " + longest.getYears() + " years at most");
        }
        return ConsentPolicy.DEFAULT_CHOICE_LIFETIME;
    }

    private LocalizedText text(JsonValue parent, String parentAt, String key) {
        JsonValue node = parent.get(key);
        String at = parentAt + "." + key;
        if (node == null) {
            return LocalizedText.NONE;
        }
        if (node.isText()) {
            return new LocalizedText(Map.of("", notBlank(node.text(), at)));
        }
        if (!node.isObject()) {
            fault(at, "is not a text, nor an object with a text for each language");
            return LocalizedText.NONE;
        }
        Map<String, String> byLanguage = new LinkedHashMap<>();
        for (Map.Entry<String, JsonValue> field : node.fields().entrySet()) {
            if (field.getValue().isText()) {
                byLanguage.put(field.getKey(), notBlank(field.getValue().text(), at + "." + field.getKey()));
            } else {
                fault(at + "." + field.getKey(), "is not a text");
            }
        }
        LocalizedText text = new LocalizedText(byLanguage);
        for (Locale language : languages) {
            if (!text.covers(language)) {
                fault(at, "has no text in the language " + language.toLanguageTag());
            }
        }
        return text;
    }

    private String notBlank(String text, String at) {
        if (text.isBlank()) {
            fault(at, "is empty");
        }
        return text;
    }

    private @Nullable String link(JsonValue node, String at, String key) {
        String text = optional(node, at, key);
        if (text != null && !isLink(text)) {
            fault(at + "." + key, "'" + text + "' is neither an http or https address nor a path that starts with /");
        }
        return text;
    }

    private static boolean isLink(String text) {
        return text.startsWith("/")
                || isUri(
                        text,
                        uri -> uri.getHost() != null && Set.of("http", "https").contains(uri.getScheme()));
    }

    private static boolean isOrigin(String text) {
        return isUri(
                text.replaceFirst("://\\*\\.", "://"),
                uri -> uri.getHost() != null
                        && Set.of("http", "https", "ws", "wss").contains(uri.getScheme())
                        && uri.getRawPath().isEmpty()
                        && uri.getRawQuery() == null
                        && uri.getRawFragment() == null
                        && uri.getRawUserInfo() == null);
    }

    private static boolean isUri(String text, Predicate<URI> condition) {
        try {
            URI uri = URI.create(text);
            return uri.getScheme() != null && condition.test(uri);
        } catch (IllegalArgumentException unreadable) {
            return false;
        }
    }

    private <T> List<T> items(JsonValue parent, String at, String key, BiFunction<JsonValue, String, T> read) {
        List<T> items = new ArrayList<>();
        JsonValue array = array(parent, at, key);
        for (int i = 0; array != null && i < array.items().size(); i++) {
            items.add(read.apply(array.items().get(i), at + "." + key + "[" + i + "]"));
        }
        return items;
    }

    private List<String> strings(JsonValue parent, String at, String key) {
        return items(parent, at, key, (node, place) -> {
            if (!node.isText() || node.text().isBlank()) {
                fault(place, "is not a text");
                return "";
            }
            return node.text();
        });
    }

    private @Nullable JsonValue array(JsonValue parent, String at, String key) {
        JsonValue node = parent.get(key);
        if (node != null && !node.isArray()) {
            fault(at + "." + key, "is not a list");
            return null;
        }
        return node;
    }

    private boolean bool(JsonValue parent, String at, String key) {
        JsonValue node = parent.get(key);
        if (node != null && !node.isBoolean()) {
            fault(at + "." + key, "is neither true nor false");
        }
        return node != null && node.isTrue();
    }

    private String required(JsonValue parent, String at, String key) {
        String text = optional(parent, at, key);
        if (text == null && !parent.has(key)) {
            fault(at + "." + key, "missing");
        }
        return text == null ? "" : text;
    }

    private @Nullable String optional(JsonValue parent, String at, String key) {
        JsonValue node = parent.get(key);
        if (node == null) {
            return null;
        }
        if (!node.isText() || node.text().isBlank()) {
            fault(at + "." + key, "is not a text");
            return null;
        }
        return node.text();
    }

    private void object(JsonValue node, String at, String... allowed) {
        if (!node.isObject()) {
            fault(at, "is not an object");
            return;
        }
        for (String name : node.fields().keySet()) {
            if (!Arrays.asList(allowed).contains(name)) {
                fault(at + "." + name, "unknown; allowed are " + String.join(", ", allowed));
            }
        }
    }

    private Set<String> unique(List<String> names, String at, String what) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < names.size(); i++) {
            if (!seen.add(names.get(i)) && !names.get(i).isEmpty()) {
                fault(at + "[" + i + "]", "the " + what + " '" + names.get(i) + "' is there already");
            }
        }
        return seen;
    }

    private void fault(String at, String message) {
        faults.add(at + ": " + message);
    }
}
