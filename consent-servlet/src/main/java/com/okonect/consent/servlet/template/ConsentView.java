package com.okonect.consent.servlet.template;

import com.okonect.consent.Category;
import com.okonect.consent.Consent;
import com.okonect.consent.ConsentState;
import com.okonect.consent.servlet.page.BannerInjection;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What templates know: the request attribute {@code consent} of every request behind the filter, unless the application
 * has an attribute of this name. Each property is computed when a template asks for it.
 */
public final class ConsentView {

    private final HttpServletRequest request;
    private final @Nullable HttpServletResponse response;
    private final Consent consent;
    private final BannerInjection banner;

    /**
     * Creates the view of one request.
     *
     * @param request the visitor's request
     * @param response its answer; null where it is not known, as on another thread
     * @param consent the visitor's consent
     * @param banner renders what a page puts in by itself
     */
    public ConsentView(
            HttpServletRequest request,
            @Nullable HttpServletResponse response,
            Consent consent,
            BannerInjection banner) {
        this.request = request;
        this.response = response;
        this.consent = consent;
        this.banner = banner;
    }

    /**
     * Returns whether each category of the policy is granted.
     *
     * @return by category id, as in {@code consent.allows.marketing}
     */
    public Map<String, Boolean> getAllows() {
        Map<String, Boolean> allows = new TreeMap<>();
        consent.states().forEach((category, state) -> allows.put(category.id(), state.allows()));
        return Collections.unmodifiableMap(allows);
    }

    /**
     * Returns the state of each category of the policy.
     *
     * @return such as {@code granted}, by category id
     */
    public Map<String, String> getStates() {
        Map<String, String> states = new TreeMap<>();
        for (Map.Entry<Category, ConsentState> state : consent.states().entrySet()) {
            states.put(state.getKey().id(), state.getValue().toString());
        }
        return Collections.unmodifiableMap(states);
    }

    /**
     * Says whether a choice of the visitor is in force.
     *
     * @return false before a choice, and when it has expired
     */
    public boolean isDecided() {
        return consent.decided();
    }

    /**
     * Returns where the visitor's settings are, with the way back to this page.
     *
     * @return a path with a query, to be escaped as every text
     */
    public String getSettingsUrl() {
        return banner.settingsUrl(request);
    }

    /**
     * Returns the words for a link to the settings, in the visitor's language.
     *
     * @return a text, to be escaped as every text
     */
    public String getSettingsText() {
        return banner.settingsText(request);
    }

    /**
     * Returns the banner, for a page that brings its own place for it ({@code consent.banner=manual}). The page is for
     * this visitor alone then: it is marked as not to be cached.
     *
     * @return HTML, to be written as it is; empty if there is nothing to ask, or the banner is put in without a tag
     */
    public String getBanner() {
        String html = banner.ofTag(request, consent);
        if (!html.isEmpty() && response != null && !response.isCommitted()) {
            response.setHeader("Cache-Control", "private, no-store");
        }
        return html;
    }
}
