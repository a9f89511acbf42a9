package com.okonect.consent.servlet.page;

import com.okonect.consent.Consent;
import com.okonect.consent.ConsentService;
import com.okonect.consent.ConsentState;
import com.okonect.consent.policy.Notice;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts the banner into the HTML pages of visitors who have to be asked, streaming, right after {@code <body …>}. A page
 * that cannot be changed safely passes unchanged; its visitors still have the settings page.
 *
 * <p>One for each application. Safe for use by several threads.
 */
public final class BannerInjection {

    private static final int LONGEST_RETURN = 2_000;
    private static final Pattern SESSION_ID = Pattern.compile(";jsessionid=[^;/?]*", Pattern.CASE_INSENSITIVE);

    private final ConsentService service;
    private final Pages pages;
    private final PageSettings settings;

    /**
     * What the application is given in place of what the filter was given.
     *
     * @param request asks for a whole, plain page
     * @param response takes the banner
     */
    public record Exchange(HttpServletRequest request, HttpServletResponse response) {

        /** To be called when the chain has returned and nothing goes on asynchronously: completes a bodiless response. */
        public void finish() {
            if (response instanceof BannerResponse banner) {
                banner.release();
            }
        }
    }

    /**
     * Prepares the injection.
     *
     * @param service whose policy says what is asked
     * @param pages renders the banner
     * @param settings where the visitor's pages live, and whether the banner is injected
     */
    public BannerInjection(ConsentService service, Pages pages, PageSettings settings) {
        this.service = service;
        this.pages = pages;
        this.settings = settings;
    }

    /**
     * Wraps request and response if the answer may need a banner. Nested calls wrap once.
     *
     * @param request what the application would be given
     * @param response what the application would be given
     * @param consent the visitor's consent; asked only if all else speaks for a banner
     * @return what to give to the application instead; null to leave both as they are
     */
    public @Nullable Exchange wrap(
            HttpServletRequest request, HttpServletResponse response, Supplier<Consent> consent) {
        if (!settings.inject() || !service.policy().canGrant() || !isPageRequest(request) || isWrapped(response)) {
            return null;
        }
        Consent held = consent.get();
        if (held.states().values().stream().noneMatch(ConsentState::asks)) {
            return null;
        }
        String returnPath = returnPath(request);
        BannerResponse withBanner = new BannerResponse(
                response, () -> pages.banner(notice(request, response), held, returnPath, UUID.randomUUID()));
        return new Exchange(new BannerRequest(request, withBanner), withBanner);
    }

    private boolean isPageRequest(HttpServletRequest request) {
        DispatcherType dispatch = request.getDispatcherType();
        if (dispatch != DispatcherType.REQUEST && dispatch != DispatcherType.ERROR) {
            return false;
        }
        String destination = request.getHeader("Sec-Fetch-Dest");
        return !request.getMethod().equals("HEAD")
                && (destination == null || destination.equals("document"))
                && request.getHeader("X-Requested-With") == null
                && !isOwn(request.getRequestURI());
    }

    private boolean isOwn(String uri) {
        String own = settings.path();
        return uri.startsWith(own) && (uri.length() == own.length() || "/;".indexOf(uri.charAt(own.length())) >= 0);
    }

    private static boolean isWrapped(HttpServletResponse response) {
        ServletResponse at = response;
        while (at instanceof ServletResponseWrapper wrapper) {
            if (at instanceof BannerResponse) {
                return true;
            }
            at = wrapper.getResponse();
        }
        return false;
    }

    private Notice notice(HttpServletRequest request, HttpServletResponse response) {
        String page = response.getHeader("Content-Language");
        List<Locale> wanted =
                page == null ? Collections.list(request.getLocales()) : List.of(Locale.forLanguageTag(page));
        return service.notice(wanted);
    }

    /** The page's own path and query, without a session id; the application's root where they cannot be gone back to. */
    private String returnPath(HttpServletRequest request) {
        boolean error = request.getDispatcherType() == DispatcherType.ERROR;
        Object failed = error ? request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) : null;
        String uri = failed instanceof String text ? text : request.getRequestURI();
        String query = error ? null : request.getQueryString();
        String path = SESSION_ID.matcher(uri).replaceAll("") + (query == null ? "" : "?" + query);
        boolean usable = path.startsWith("/")
                && !path.startsWith("//")
                && !path.startsWith("/\\")
                && path.length() <= LONGEST_RETURN;
        return usable ? path : settings.home();
    }
}
