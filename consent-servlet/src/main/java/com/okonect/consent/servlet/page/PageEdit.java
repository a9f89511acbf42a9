package com.okonect.consent.servlet.page;

import com.okonect.consent.Consent;
import com.okonect.consent.policy.Notice;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What goes into the page that answers one request. */
final class PageEdit {

    /** What there is to put in. */
    enum Kind {
        /** The banner, for a visitor who has to be asked. The page is for this visitor alone. */
        BANNER,
        /** The script that fetches the banner, and a link to the settings: the same for every visitor. */
        SHARED,
        /** A link to the settings. */
        LINK
    }

    private final Pages pages;
    private final BannerInjection injection;
    private final HttpServletRequest request;
    private final @Nullable Consent asked;
    private final String uri;
    private final String returnPath;
    private @Nullable ContentPolicy policy;
    private boolean styled;

    /**
     * Prepares the insertions.
     *
     * @param asked the consent of a visitor who has to be asked; null if nothing is to be asked
     */
    PageEdit(BannerInjection injection, Pages pages, HttpServletRequest request, @Nullable Consent asked) {
        this.injection = injection;
        this.pages = pages;
        this.request = request;
        this.asked = asked;
        this.uri = request.getRequestURI();
        this.returnPath = asked == null ? "" : injection.returnPath(request);
    }

    /** Whether the answer is the library's own and nothing goes into it. */
    boolean isLeft() {
        return BannerInjection.isLeft(request);
    }

    Kind kind(boolean shared) {
        return shared ? Kind.SHARED : asked != null ? Kind.BANNER : Kind.LINK;
    }

    PageScanner scanner(Kind kind, boolean xml) {
        boolean document = "document".equals(request.getHeader("Sec-Fetch-Dest"));
        return new PageScanner(xml, document, kind != Kind.LINK, kind != Kind.BANNER, injection.ownPath());
    }

    /**
     * Returns what goes to a place.
     *
     * @param charsetKnown whether the response says the page's charset: otherwise the page may say it within its first
     *     1,024 bytes, and nothing long may come before
     */
    String html(
            Kind kind,
            PageScanner.Place place,
            PageScanner scanner,
            Collection<String> policies,
            @Nullable String contentLanguage,
            boolean charsetKnown) {
        ContentPolicy allowed = policy;
        if (allowed == null || place != PageScanner.Place.END) {
            List<String> all = new ArrayList<>(policies);
            all.addAll(scanner.metaPolicies());
            allowed = ContentPolicy.of(all, request.getServerName().toLowerCase(Locale.ROOT));
            policy = allowed;
        }
        switch (place) {
            case HEAD -> {
                styled = kind == Kind.BANNER && allowed.inlineStyle() && charsetKnown;
                return styled ? pages.style(allowed) : "";
            }
            case BODY -> {
                if (kind == Kind.SHARED) {
                    return pages.loader(allowed);
                }
                Notice notice = notice(scanner, contentLanguage);
                return asked == null
                        ? ""
                        : pages.banner(notice, asked, returnPath, UUID.randomUUID(), allowed, !styled);
            }
            default -> {
                return pages.link(notice(scanner, contentLanguage));
            }
        }
    }

    /** To be called when the page of a visitor who is not asked needs nothing: the next ones need not be looked at. */
    void quiet() {
        injection.quiet(uri);
    }

    /** In the page's language, then in the visitor's. */
    private Notice notice(PageScanner scanner, @Nullable String contentLanguage) {
        List<Locale> wanted = new ArrayList<>();
        Consumer<String> add = tag -> wanted.add(Locale.forLanguageTag(tag.strip()));
        scanner.language().ifPresent(add);
        if (contentLanguage != null) {
            add.accept(contentLanguage.split(",")[0]);
        }
        if (request.getHeader("Accept-Language") != null) {
            wanted.addAll(Collections.list(request.getLocales()));
        }
        return injection.notice(wanted);
    }
}
