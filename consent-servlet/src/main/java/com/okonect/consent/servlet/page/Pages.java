package com.okonect.consent.servlet.page;

import com.okonect.consent.Category;
import com.okonect.consent.Consent;
import com.okonect.consent.ConsentService;
import com.okonect.consent.ConsentState;
import com.okonect.consent.EarlierChoice;
import com.okonect.consent.policy.Controller;
import com.okonect.consent.policy.Notice;
import com.okonect.consent.servlet.tracker.TrackerScript;
import jakarta.servlet.ServletContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Renders what the visitor sees, from the content of a notice: what is proven is what was shown.
 *
 * <p>One for each application. Safe for use by several threads.
 */
public final class Pages {

    private static final String ATTRIBUTE = "com.okonect.consent.pages";
    private static final int MOST_PREPARED = 200;
    private static final ContentPolicy LINKED = new ContentPolicy(false, null, true, null);
    private static final Set<String> RIGHT_TO_LEFT = Set.of("ar", "fa", "he", "ur", "yi");

    private final ConsentService service;
    private final PageSettings settings;
    private final Assets assets;
    private final Templates templates;
    private final TrackerScript trackers;
    private final String css;
    /** The states of those whom nobody has asked yet: nearly all who see a banner. */
    private final String undecided;

    private final Map<PreparedKey, PreparedText> prepared = new ConcurrentHashMap<>();
    private volatile @Nullable Recent recent;
    /** What is always the same: the style, and the link in the language of each notice by its hash. */
    private final Map<String, Html> fixed = new ConcurrentHashMap<>();

    /** Reads what the pages are made of. */
    Pages(ConsentService service, PageSettings settings) {
        this(service, settings, new Layout(service.policy(), settings));
    }

    /**
     * Checks the site's own templates.
     *
     * @param service whose policy the pages show
     * @param settings where the pages live and how they look
     * @param layout what they are made of, by the same policy and settings
     * @throws IllegalArgumentException if the site's own templates are not fair to the visitor; every fault is listed
     */
    public Pages(ConsentService service, PageSettings settings, Layout layout) {
        this.service = service;
        this.settings = settings;
        undecided = states(service.undecided());
        trackers = layout.trackers();
        assets = layout.assets();
        templates = layout.templates();
        css = new String(assets.find(assets.styleName()).orElseThrow().content(), StandardCharsets.UTF_8);
        if (templates.areOwn()) {
            templates.check();
            if (service.policy().canGrant()) {
                checkFairness();
            }
        }
    }

    private void checkFairness() {
        List<String> faults = new ArrayList<>();
        for (Locale language : service.policy().languages()) {
            Notice notice = service.notice(List.of(language));
            Map<String, List<String>> said = new LinkedHashMap<>();
            for (Map<String, Object> category : categories(notice)) {
                said.put(
                        category(category).id(),
                        Stream.of("title", "description", "consequence")
                                .map(category::get)
                                .filter(Objects::nonNull)
                                .map(String::valueOf)
                                .toList());
            }
            Consent undecided = service.undecided();
            UUID id = new UUID(0, 0);
            faults.addAll(Fairness.faults("banner", banner(notice, undecided, "/", id), said));
            faults.addAll(Fairness.faults("settings", settings(notice, undecided, SettingsView.of(id, "/")), said));
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(
                    "the site's own templates are not fair:\n  " + String.join("\n  ", new TreeSet<>(faults)));
        }
    }

    /**
     * Returns what identifies the library's own templates and assets.
     *
     * @return a short hash
     */
    public static String layoutId() {
        return layoutId(PageSettings.of("", ""));
    }

    /**
     * Returns what {@link Layout#id} returns, which no policy has a part in.
     *
     * @param settings how the pages look
     * @return a short hash
     */
    public static String layoutId(PageSettings settings) {
        return Layout.id(settings, new Templates(settings), new Assets(settings.theme()));
    }

    /**
     * Returns the {@linkplain Manifest manifest} of what visitors are shown.
     *
     * @param notices those in force
     * @return JSON in UTF-8
     */
    public byte[] manifest(Collection<Notice> notices) {
        return Manifest.of(notices, settings);
    }

    /**
     * Finds the pages of an application.
     *
     * @param context the application
     * @return its pages
     * @throws IllegalStateException if no filter has started in the application
     */
    public static Pages of(ServletContext context) {
        if (context.getAttribute(ATTRIBUTE) instanceof Pages pages) {
            return pages;
        }
        throw new IllegalStateException("no ConsentFilter has started in this application");
    }

    /**
     * Has an application find these pages.
     *
     * @param context the application
     */
    public void open(ServletContext context) {
        context.setAttribute(ATTRIBUTE, this);
    }

    /** Returns the scripts and styles that the pages refer to. */
    public Assets assets() {
        return assets;
    }

    /**
     * Renders the banner with its style and script, for a place right after a page's {@code <body>}.
     *
     * @param notice in the language of the page
     * @param consent what the visitor has decided so far
     * @param returnPath the page's own path and query
     * @param choiceId the id that the banner's choice will be recorded under, new for every rendering
     * @return HTML that is well-formed XML, too
     */
    public String banner(Notice notice, Consent consent, String returnPath, UUID choiceId) {
        return banner(notice, consent, returnPath, choiceId, LINKED, true).text();
    }

    /**
     * Renders the banner for a page with these policies.
     *
     * @param styled whether the style comes with it; else {@link #style} went before
     */
    Html banner(
            Notice notice, Consent consent, String returnPath, UUID choiceId, ContentPolicy allowed, boolean styled) {
        if (allowed.styleNonce() != null || allowed.scriptNonce() != null || prepared.size() >= MOST_PREPARED) {
            return Html.of(templates.render(
                    "banner", bannerView(notice, consent, returnPath, choiceId.toString(), allowed, styled)));
        }
        Recent last = recent;
        if (last != null && last.serves(notice, consent, allowed, styled)) {
            return last.text.with(returnPath, choiceId);
        }
        boolean isUndecided = consent == service.undecided();
        PreparedKey key = new PreparedKey(
                notice.hash(),
                isUndecided ? undecided : states(consent),
                consent.decided(),
                !consent.signalled().isEmpty(),
                allowed,
                styled);
        PreparedText text = prepared.get(key);
        if (text == null) {
            text = prepared.computeIfAbsent(
                    key,
                    missing -> new PreparedText(templates.render(
                            "banner",
                            bannerView(
                                    notice, consent, PreparedText.RETURN, PreparedText.CHOICE_ID, allowed, styled))));
        }
        if (isUndecided) {
            recent = new Recent(notice, consent, allowed, styled, text);
        }
        return text.with(returnPath, choiceId);
    }

    /** The last banner of a visitor whom nobody has asked yet: on most sites the next one is the same. */
    private record Recent(Notice notice, Consent undecided, ContentPolicy allowed, boolean styled, PreparedText text) {

        @SuppressWarnings("ReferenceEquality") // another that is equal is looked for among those that are prepared
        boolean serves(Notice wanted, Consent consent, ContentPolicy policy, boolean withStyle) {
            return notice == wanted && undecided == consent && styled == withStyle && allowed.equals(policy);
        }
    }

    /** What a banner depends on, but for the page that it is on. */
    private record PreparedKey(
            String notice, String states, boolean decided, boolean signalled, ContentPolicy allowed, boolean styled) {}

    /**
     * Renders what the banner's script fetches for a page that came without it: the visitor's state, and the banner if
     * there is something to be asked.
     *
     * @param notice in the language of the page
     * @param consent what the visitor has decided so far
     * @param returnPath the page's own path and query
     * @param choiceId the id that the banner's choice will be recorded under, new for every rendering
     * @return a whole HTML page
     */
    public String layer(Notice notice, Consent consent, String returnPath, UUID choiceId) {
        Map<String, Object> view = bannerView(notice, consent, returnPath, choiceId.toString(), LINKED, true);
        view.put("asks", !consent.asks().isEmpty());
        view.put("scripted", false);
        return templates.render("layer", view);
    }

    private Map<String, Object> bannerView(
            Notice notice, Consent consent, String returnPath, String choiceId, ContentPolicy allowed, boolean styled) {
        Map<String, Object> view = view(notice, "banner", returnPath, choiceId);
        view.put("css", css);
        view.put("styleNonce", allowed.styleNonce() == null ? "" : allowed.styleNonce());
        view.put("inlineStyle", styled && allowed.inlineStyle());
        view.put("linkedStyle", styled && !allowed.inlineStyle());
        view.put("mendStyle", allowed.inlineStyle());
        view.put("scripted", allowed.script());
        view.put("scriptNonce", allowed.scriptNonce() == null ? "" : allowed.scriptNonce());
        boolean partial = consent.decided();
        List<Object> asked = new ArrayList<>();
        List<Object> kept = new ArrayList<>();
        for (Map<String, Object> category : categories(notice)) {
            ConsentState state = state(consent, category);
            if (consent.asks().contains(category(category))) {
                asked.add(category);
            } else if (state.allows()) {
                kept.add(category);
            }
        }
        view.put("asked", asked);
        view.put("kept", kept);
        view.put("partial", partial);
        view.put("gpc", !consent.signalled().isEmpty());
        view.put("accept", partial ? "grant" : "accept");
        view.put("refuse", partial ? "withdraw" : "refuse");
        // A signal refuses, and decides nothing for the visitor: the states alone do not say.
        view.put("state", states(consent) + (consent.decided() ? " !" : ""));
        return view;
    }

    /** Returns which pages need the script for third-party tags. */
    TrackerScript trackers() {
        return trackers;
    }

    /**
     * Renders the script for third-party tags.
     *
     * @param consent the visitor's; null for a page that is the same for every visitor
     */
    String trackers(ContentPolicy allowed, @Nullable Consent consent) {
        if (!allowed.script()) {
            return "";
        }
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("scriptNonce", allowed.scriptNonce() == null ? "" : allowed.scriptNonce());
        view.put("assets", settings.path() + "/assets/");
        view.put("trackers", assets.trackersName());
        view.put("state", consent == null ? "" : states(consent));
        view.put("defer", !trackers.runsFirst());
        return templates.render("trackers", view);
    }

    /**
     * Renders what stands in the place of frames that wait for consent, for each category.
     *
     * @param notice in the language of the page
     * @return a whole HTML page, for the script to take from
     */
    public String placeholders(Notice notice) {
        Map<String, Object> view = view(notice, "guard", settings.home(), null);
        view.put("once", trackers.loadsOnce());
        view.put("framesScript", assets.framesScriptName());
        view.put("framesStyle", assets.framesStyleName());
        return templates.render("placeholders", view);
    }

    /** Each choice with its purposes: in the words of this site where they are known, else in the platform's. */
    private static List<Object> earlier(Notice notice, List<EarlierChoice> choices) {
        List<Object> earlier = new ArrayList<>();
        for (EarlierChoice choice : choices) {
            List<Object> purposes = new ArrayList<>();
            choice.purposes()
                    .forEach((purpose, agreed) -> purposes.add(Map.of(
                            "purpose",
                            title(notice, purpose),
                            "said",
                            Objects.requireNonNull(texts(notice).get(agreed ? "state-granted" : "state-refused")))));
            Map<String, Object> view = new LinkedHashMap<>();
            view.put("platform", choice.platform());
            view.put("purposes", purposes);
            choice.at().ifPresent(at -> view.put("when", time(notice, at)));
            earlier.add(view);
        }
        return earlier;
    }

    private static String title(Notice notice, String purpose) {
        Category known = EarlierChoice.category(purpose);
        for (Map<String, Object> category : categories(notice)) {
            if (category(category).equals(known)) {
                return String.valueOf(category.get("title"));
            }
        }
        return purpose;
    }

    /** Renders the banner's style for the head of a page with these policies. */
    Html style(ContentPolicy allowed) {
        return allowed.styleNonce() == null
                ? fixed.computeIfAbsent("style", missing -> Html.prepared(newStyle(allowed)))
                : Html.of(newStyle(allowed));
    }

    private String newStyle(ContentPolicy allowed) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("css", css);
        view.put("styleNonce", allowed.styleNonce() == null ? "" : allowed.styleNonce());
        return templates.render("style", view);
    }

    /** Renders the script that fetches the banner, for a page that is the same for every visitor. */
    String loader(ContentPolicy allowed) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("scripted", allowed.script());
        view.put("scriptNonce", allowed.scriptNonce() == null ? "" : allowed.scriptNonce());
        view.put("assets", settings.path() + "/assets/");
        view.put("script", Assets.LOADER);
        return templates.render("script", view);
    }

    /** Renders a link to the settings. */
    String settingsText(Notice notice) {
        return Objects.requireNonNull(texts(notice).get("settings"));
    }

    /** Renders a link to the settings. */
    Html link(Notice notice) {
        return fixed.computeIfAbsent(
                notice.hash(),
                missing -> Html.prepared(
                        templates.render("link", Map.of("path", settings.path(), "texts", texts(notice)))));
    }

    /**
     * Renders the settings page.
     *
     * @param notice in the visitor's language
     * @param consent what the visitor has decided so far
     * @param shown the rest of what the page shows
     * @return a whole HTML page
     */
    public String settings(Notice notice, Consent consent, SettingsView shown) {
        Map<String, Object> view =
                view(notice, "settings", shown.returnPath(), shown.choiceId().toString());
        view.put("title", texts(notice).get("settings"));
        List<Object> states = new ArrayList<>();
        for (Map<String, Object> category : categories(notice)) {
            ConsentState state = state(consent, category);
            Map<String, Object> withState = shown(category);
            withState.put("granted", state.allows());
            withState.put("state", state.toString());
            withState.put("stateText", texts(notice).get("state-" + state));
            states.add(withState);
        }
        view.put("categories", states);
        view.put("saved", shown.saved());
        view.put("gpc", shown.gpc());
        view.put("audience", service.policy().measuresAudience());
        view.put("objects", consent.objectsToAudience());
        view.put("expired", !consent.decided() && consent.id().isPresent());
        view.put("earlier", earlier(notice, shown.earlier()));
        view.put("none", !consent.decided() && consent.id().isEmpty());
        view.put("languages", languages(notice));
        view.put("decided", consent.decided());
        view.put("refused", consent.decided() && consent.id().isEmpty());
        view.put("id", consent.id().orElse(""));
        consent.decidedAt().ifPresent(time -> view.put("decidedAt", time(notice, time)));
        consent.expiresAt().ifPresent(time -> view.put("expiresAt", time(notice, time)));
        return templates.render("settings", view);
    }

    /**
     * Renders the cookie notice.
     *
     * @param notice in the visitor's language
     * @return a whole HTML page
     */
    public String notice(Notice notice) {
        Map<String, Object> view = view(notice, null, null, null);
        view.put("title", texts(notice).get("notice-title"));
        view.put("here", settings.path() + "/notice");
        view.put("categories", categories(notice).stream().map(Pages::shown).toList());
        view.put("languages", languages(notice));
        return templates.render("notice", view);
    }

    /**
     * Renders a page that says what went wrong and how to go on.
     *
     * @param notice in the visitor's language
     * @param problem what went wrong
     * @param detail what exactly was wrong, in English, for readers of English; null if there is no more to say
     * @param concerned the categories that it is about; empty if it is about none
     * @param returnPath where the visitor came from; null if that is not known
     * @return a whole HTML page
     */
    public String problem(
            Notice notice,
            Problem problem,
            @Nullable String detail,
            Collection<Category> concerned,
            @Nullable String returnPath) {
        Map<String, Object> view = view(notice, null, returnPath, null);
        ProblemTexts words = ProblemTexts.in(notice.language());
        view.put("title", words.title(problem));
        view.put("explanation", words.explanation(problem));
        view.put("status", Integer.toString(problem.status()));
        boolean readable = notice.language().getLanguage().equals("en");
        view.put("detail", detail == null || !readable ? "" : detail);
        view.put("concerned", of(notice, concerned));
        return templates.render("problem", view);
    }

    /**
     * Renders the page for a visitor who asks for what needs a consent that is not given: it says what is missing and
     * lets the visitor grant exactly that.
     *
     * @param notice in the visitor's language
     * @param missing the categories that are needed and not granted
     * @param returnPath the path that the visitor asked for
     * @param choiceId the id that the page's choice will be recorded under, new for every rendering
     * @return a whole HTML page
     */
    public String required(Notice notice, Collection<Category> missing, String returnPath, UUID choiceId) {
        Map<String, Object> view = view(notice, "guard", returnPath, choiceId.toString());
        ProblemTexts words = ProblemTexts.in(notice.language());
        view.put("title", words.get("required.title"));
        view.put("explanation", words.get("required.explanation"));
        view.put("allow", words.get("required.allow"));
        view.put("decline", words.get("required.decline"));
        view.put("missing", of(notice, missing));
        return templates.render("required", view);
    }

    /**
     * Returns the short words for a problem.
     *
     * @param notice in the visitor's language
     * @param problem what went wrong
     * @return one line of text
     */
    public String title(Notice notice, Problem problem) {
        return ProblemTexts.in(notice.language()).title(problem);
    }

    private static List<Map<String, Object>> of(Notice notice, Collection<Category> some) {
        return categories(notice).stream()
                .filter(category -> some.contains(category(category)))
                .toList();
    }

    private Map<String, Object> view(
            Notice notice, @Nullable String method, @Nullable String returnPath, @Nullable String choiceId) {
        Map<String, Object> view = new LinkedHashMap<>(notice.content());
        view.put("dir", RIGHT_TO_LEFT.contains(notice.language().getLanguage()) ? "rtl" : "ltr");
        view.put("path", settings.path());
        view.put("home", settings.home());
        view.put("back", returnPath == null ? settings.home() : returnPath);
        view.put("return", returnPath == null ? settingsAgain(notice) : returnPath);
        view.put("returnQuery", returnPath == null ? "" : URLEncoder.encode(returnPath, StandardCharsets.UTF_8));
        view.put("here", settings.path());
        view.put("placement", settings.theme().placement().word());
        view.put("hasProviders", !service.policy().providers().isEmpty());
        view.put("contactText", contactText());
        view.put("hash", notice.hash());
        view.put("method", method == null ? "" : method);
        view.put("choiceId", choiceId == null ? "" : choiceId);
        view.put("assets", settings.path() + "/assets/");
        view.put("script", assets.scriptName());
        view.put("style", assets.styleName());
        view.put("pageStyle", assets.pageStyleName());
        return view;
    }

    /** The settings page, saying that a choice was made. */
    private String settingsAgain(Notice notice) {
        return settings.path() + "?saved=1&lang=" + notice.language().toLanguageTag();
    }

    private String contactText() {
        String contact = service.policy().controller().map(Controller::contact).orElse("");
        return contact.replaceFirst("^(mailto|tel):", "");
    }

    /** What its own page part needs to know besides. */
    private static Map<String, Object> shown(Map<String, Object> category) {
        Map<String, Object> shown = new LinkedHashMap<>(category);
        shown.put("hasProviders", !((List<?>) Objects.requireNonNull(category.get("providers"))).isEmpty());
        return shown;
    }

    /** The policy's languages, each in its own words; only where there is more than one. */
    private List<Object> languages(Notice notice) {
        List<Object> languages = new ArrayList<>();
        List<Locale> all = service.policy().languages();
        for (Locale language : all.size() > 1 ? all : List.<Locale>of()) {
            languages.add(Map.of(
                    "tag",
                    language.toLanguageTag(),
                    "name",
                    ownName(language),
                    "current",
                    language.equals(notice.language())));
        }
        return languages;
    }

    private static String ownName(Locale language) {
        String name = language.getDisplayName(language);
        return name.substring(0, 1).toUpperCase(language) + name.substring(1);
    }

    /** To the day: that is what a visitor needs, and all that there is of a refusal. */
    private static Map<String, String> time(Notice notice, Instant time) {
        LocalDate day = LocalDate.ofInstant(time, ZoneOffset.UTC);
        DateTimeFormatter words =
                DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG).withLocale(notice.language());
        return Map.of("machine", time.toString(), "text", words.format(day));
    }

    private static String states(Consent consent) {
        StringBuilder states = new StringBuilder();
        consent.states()
                .forEach((category, state) -> states.append(states.isEmpty() ? "" : " ")
                        .append(category)
                        .append(':')
                        .append(state));
        return states.toString();
    }

    private static ConsentState state(Consent consent, Map<String, Object> category) {
        return consent.state(category(category));
    }

    private static Category category(Map<String, Object> category) {
        return Category.of((String) Objects.requireNonNull(category.get("id")));
    }

    @SuppressWarnings("unchecked") // what Notice.content is made of
    private static List<Map<String, Object>> categories(Notice notice) {
        return (List<Map<String, Object>>)
                Objects.requireNonNull(notice.content().get("categories"));
    }

    @SuppressWarnings("unchecked") // what Notice.content is made of
    private static Map<String, String> texts(Notice notice) {
        return (Map<String, String>) Objects.requireNonNull(notice.content().get("texts"));
    }
}
