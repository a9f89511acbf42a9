package com.okonect.consent.servlet.page;

import com.okonect.consent.Consent;
import com.okonect.consent.ConsentService;
import com.okonect.consent.policy.Notice;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts the banner into the HTML pages of visitors who have to be asked, streaming, at the start of the body; and a link
 * to the settings into the pages of all others that have none of their own. A page that shared caches may keep gets the
 * same script and link for every visitor instead. A page that cannot be changed safely passes unchanged; its visitors
 * still have the settings page.
 *
 * <p>One for each application. Safe for use by several threads.
 */
public final class BannerInjection {

    private static final String OWN = "com.okonect.consent.own";
    private static final int LONGEST_RETURN = 2_000;
    private static final int MOST_LANGUAGES = 200;
    private static final Pattern SESSION_ID = Pattern.compile(";jsessionid=[^;/?]*", Pattern.CASE_INSENSITIVE);

    private final ConsentService service;
    private final Pages pages;
    private final PageSettings settings;
    private final boolean active;
    private final Buffering buffering;
    private final QuietPages quietPages;
    private final PageLinks pageLinks;
    private final KnownStarts knownStarts = new KnownStarts();
    private final ConcurrentMap<String, Optional<Notice>> languages = new ConcurrentHashMap<>();

    /**
     * What the application is given in place of what the filter was given.
     *
     * @param request asks for a whole, plain page, where something may go in
     * @param response takes the insertions, or gathers the text alone
     */
    public record Exchange(HttpServletRequest request, HttpServletResponse response) {

        /**
         * To be called when the chain has returned: completes the response, unless the application goes on with it.
         *
         * @param asynchronous whether it does
         * @throws IOException if the rest of the page cannot be written
         */
        public void returned(boolean asynchronous) throws IOException {
            if (response instanceof GatheredResponse page) {
                if (asynchronous) {
                    page.startedAsync();
                } else {
                    page.finish();
                }
            }
        }

        /** To be called when the chain has failed: what it has written is the container's. */
        public void failed() {
            if (response instanceof GatheredResponse page) {
                page.pour();
            }
        }
    }

    /**
     * Prepares the injection.
     *
     * @param service whose policy says what is asked
     * @param pages renders the banner
     * @param settings where the visitor's pages live, and whether the banner is injected
     * @param buffering what the container does with what is written
     */
    public BannerInjection(ConsentService service, Pages pages, PageSettings settings, Buffering buffering) {
        this(service, pages, settings, buffering, System::nanoTime);
    }

    /** @param nanos the time, in nanoseconds since any moment */
    BannerInjection(
            ConsentService service, Pages pages, PageSettings settings, Buffering buffering, LongSupplier nanos) {
        this.service = service;
        this.buffering = buffering;
        this.pages = pages;
        this.settings = settings;
        this.active = settings.inject() && service.policy().canGrant();
        this.quietPages = new QuietPages(nanos);
        this.pageLinks = new PageLinks(nanos);
    }

    /**
     * Wraps request and response if the answer may need an insertion. Nested calls wrap once.
     *
     * @param request what the application would be given
     * @param response what the application would be given
     * @param consent the visitor's consent; asked only if the request can be for a page
     * @return what to give to the application instead; null to leave both as they are
     */
    public @Nullable Exchange wrap(
            HttpServletRequest request, HttpServletResponse response, Supplier<Consent> consent) {
        if (!active || !isPageRequest(request) || isWrapped(response)) {
            return null;
        }
        Consent held = consent.get();
        boolean asks = asks(held);
        boolean tracked = pages.trackers().isNeededBy(held);
        if (!asks && !tracked && quietPages.contains(request.getRequestURI())) {
            return asItIs(request, response);
        }
        PageResponse page = new PageResponse(response, new PageEdit(this, pages, request, held, asks, tracked));
        return new Exchange(new PageRequest(request, page, asks || tracked), page);
    }

    /** What need not be looked at has its text gathered all the same, which is quicker than not to touch it. */
    private @Nullable Exchange asItIs(HttpServletRequest request, HttpServletResponse response) {
        if (!buffering.gathersText()) {
            return null;
        }
        GatheredResponse gathered = new GatheredResponse(response, buffering);
        return new Exchange(new GatheredRequest(request, gathered), gathered);
    }

    /**
     * Has the response to a request pass unchanged: it is the library's own.
     *
     * @param request what the application was given, wrapped or not
     */
    public static void leave(ServletRequest request) {
        request.setAttribute(OWN, true);
    }

    static boolean isLeft(ServletRequest request) {
        return request.getAttribute(OWN) != null;
    }

    private static boolean asks(Consent consent) {
        return !consent.asks().isEmpty();
    }

    private boolean isPageRequest(HttpServletRequest request) {
        DispatcherType dispatch = request.getDispatcherType();
        if (dispatch != DispatcherType.REQUEST && dispatch != DispatcherType.ERROR) {
            return false;
        }
        String destination = request.getHeader("Sec-Fetch-Dest");
        return !request.getMethod().equals("HEAD")
                && (destination == null ? accepts(request.getHeader("Accept")) : destination.equals("document"))
                && request.getHeader("X-Requested-With") == null
                && !isOwn(request.getRequestURI());
    }

    /** Browsers name HTML when they navigate; scripts and programs often name anything or nothing. */
    private static boolean accepts(@Nullable String accept) {
        return accept == null || accept.contains("text/html") || accept.contains("*/*") || accept.contains("xhtml");
    }

    private boolean isOwn(String uri) {
        String own = settings.path();
        return uri.startsWith(own) && (uri.length() == own.length() || "/;".indexOf(uri.charAt(own.length())) >= 0);
    }

    private static boolean isWrapped(HttpServletResponse response) {
        return find(response) != null;
    }

    private static @Nullable GatheredResponse find(HttpServletResponse response) {
        ServletResponse at = response;
        while (at instanceof ServletResponseWrapper wrapper) {
            if (at instanceof GatheredResponse page) {
                return page;
            }
            at = wrapper.getResponse();
        }
        return null;
    }

    /**
     * To be called when what a request was forwarded to has returned, where the container closes its own response then,
     * past every wrapper, as Tomcat 11 does: nothing of the response comes after it.
     *
     * @param response what the servlet was given
     * @throws IOException if the rest of the page cannot be written
     */
    public static void forwarded(HttpServletResponse response) throws IOException {
        GatheredResponse page = find(response);
        if (page != null) {
            page.finish();
        }
    }

    /**
     * Renders the banner for a page that brings its own place for it.
     *
     * @param request the visitor's request
     * @param consent the visitor's consent
     * @return HTML; empty if there is nothing to ask, or the banner is put in without a tag
     */
    public String ofTag(HttpServletRequest request, Consent consent) {
        return settings.inject() || !asks(consent) || !service.policy().canGrant()
                ? ""
                : pages.banner(visitors(request), consent, returnPath(request), service.newChoiceId());
    }

    /**
     * To be called before what a request is forwarded to runs, where the container has cleared its own buffer, past every
     * wrapper, as Jetty does.
     *
     * @param response what the servlet will be given
     */
    public static void forwards(HttpServletResponse response) {
        GatheredResponse page = find(response);
        if (page != null) {
            page.forwards();
        }
    }

    Buffering buffering() {
        return buffering;
    }

    UUID newChoiceId() {
        return service.newChoiceId();
    }

    /**
     * Returns where the visitor's settings are.
     *
     * @param request the visitor's request
     * @return a path, with the way back to the page in its query
     */
    public String settingsUrl(HttpServletRequest request) {
        return settings.path() + "?return=" + URLEncoder.encode(returnPath(request), StandardCharsets.UTF_8);
    }

    /**
     * Returns the words for a link to the settings.
     *
     * @param request the visitor's request
     * @return a text in the visitor's language
     */
    public String settingsText(HttpServletRequest request) {
        return pages.settingsText(visitors(request));
    }

    /** The notice in the visitor's language. */
    Notice visitors(HttpServletRequest request) {
        boolean says = request.getHeader("Accept-Language") != null;
        return service.notice(says ? Collections.list(request.getLocales()) : List.of());
    }

    /** The notice in a language, by its tag; read once for each tag, for a site's pages say few. */
    Optional<Notice> notice(String tag) {
        Optional<Notice> known = languages.get(tag);
        if (known == null) {
            known = service.noticeIn(Locale.forLanguageTag(tag.strip()));
            if (languages.size() < MOST_LANGUAGES) {
                languages.put(tag, known);
            }
        }
        return known;
    }

    String ownPath() {
        return settings.path();
    }

    void quiet(String uri) {
        quietPages.add(uri);
    }

    PageLinks pageLinks() {
        return pageLinks;
    }

    KnownStarts knownStarts() {
        return knownStarts;
    }

    /** The page's own path and query, without a session id; the application's root where they cannot be gone back to. */
    String returnPath(HttpServletRequest request) {
        boolean error = request.getDispatcherType() == DispatcherType.ERROR;
        boolean forwarded = request.getAttribute(RequestDispatcher.FORWARD_REQUEST_URI) != null;
        Object original = request.getAttribute(
                error ? RequestDispatcher.ERROR_REQUEST_URI : RequestDispatcher.FORWARD_REQUEST_URI);
        String uri = original instanceof String text ? text : request.getRequestURI();
        String query = error
                ? null
                : forwarded
                        ? (String) request.getAttribute(RequestDispatcher.FORWARD_QUERY_STRING)
                        : request.getQueryString();
        String plain = uri.indexOf(';') < 0 ? uri : SESSION_ID.matcher(uri).replaceAll("");
        String path = query == null ? plain : plain + "?" + query;
        boolean usable = path.startsWith("/")
                && !path.startsWith("//")
                && !path.startsWith("/\\")
                && path.length() <= LONGEST_RETURN;
        return usable ? path : settings.home();
    }
}
