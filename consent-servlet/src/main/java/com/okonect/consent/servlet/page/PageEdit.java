package com.okonect.consent.servlet.page;

import com.okonect.consent.Consent;
import com.okonect.consent.policy.Notice;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What goes into the page that answers one request. */
final class PageEdit {

    /** What there is to put in. */
    enum Kind {
        /** The banner, for a visitor who has to be asked. The page is for this visitor alone. */
        BANNER,
        /** The script that fetches the banner, and a link to the settings: the same for every visitor. */
        SHARED,
        /** The script for third-party tags, and a link to the settings. The page is for this visitor alone. */
        TRACKED,
        /** A link to the settings. */
        LINK;

        /** Whether no cache keeps the page. */
        boolean isPersonal() {
            return this == BANNER || this == TRACKED;
        }
    }

    private final Pages pages;
    private final BannerInjection injection;
    private final HttpServletRequest request;
    private final Consent consent;
    private final boolean asks;
    private final boolean tracked;
    private final String uri;
    private final String returnPath;
    private @Nullable Boolean looks;
    private boolean styled;
    private boolean trackersDone;

    /**
     * Prepares the insertions.
     *
     * @param consent the visitor's consent
     * @param asks whether the visitor has to be asked
     * @param tracked whether the visitor's pages need the script for third-party tags
     */
    PageEdit(
            BannerInjection injection,
            Pages pages,
            HttpServletRequest request,
            Consent consent,
            boolean asks,
            boolean tracked) {
        this.injection = injection;
        this.pages = pages;
        this.request = request;
        this.consent = consent;
        this.asks = asks;
        this.tracked = tracked;
        this.uri = request.getRequestURI();
        this.returnPath = asks ? injection.returnPath(request) : "";
    }

    /** Whether the answer is the library's own and nothing goes into it. */
    boolean isLeft() {
        return BannerInjection.isLeft(request);
    }

    Buffering buffering() {
        return injection.buffering();
    }

    Kind kind(boolean shared) {
        if (shared) {
            return Kind.SHARED;
        }
        return asks ? Kind.BANNER : tracked ? Kind.TRACKED : Kind.LINK;
    }

    PageScanner scanner(Kind kind, boolean xml) {
        boolean document = "document".equals(request.getHeader("Sec-Fetch-Dest"));
        PageScanner scanner = new PageScanner(
                xml, document, kind != Kind.LINK, kind != Kind.BANNER, looksForLink(kind) ? injection.ownPath() : null);
        scanner.compareWith(injection.knownStarts(), uri);
        trackersDone = kind == Kind.SHARED ? !pages.trackers().isNeededByAny() : !tracked;
        if (!trackersDone && pages.trackers().runsFirst()) {
            scanner.seekScript();
        }
        return scanner;
    }

    /**
     * Returns what goes to a place.
     *
     * @param charsetKnown whether the response says the page's charset: otherwise the page may say it within its first
     *     1,024 bytes, and nothing long may come before
     */
    Html html(
            Kind kind,
            PageScanner.Place place,
            PageScanner scanner,
            Supplier<Collection<String>> policies,
            Supplier<@Nullable String> contentLanguage,
            boolean charsetKnown) {
        if (place == PageScanner.Place.END) {
            return pages.link(notice(scanner, contentLanguage));
        }
        ContentPolicy allowed = allowed(policies.get(), scanner.metaPolicies());
        switch (place) {
            case HEAD -> {
                styled = kind == Kind.BANNER && allowed.inlineStyle() && charsetKnown;
                return styled ? pages.style(allowed) : Html.NONE;
            }
            case SCRIPT -> {
                return trackers(kind, allowed);
            }
            default -> {
                Html first = trackers(kind, allowed);
                if (kind == Kind.SHARED) {
                    return first.and(Html.of(pages.loader(allowed)));
                } else if (kind != Kind.BANNER) {
                    return first;
                }
                Notice notice = notice(scanner, contentLanguage);
                return first.and(pages.banner(notice, consent, returnPath, injection.newChoiceId(), allowed, !styled));
            }
        }
    }

    private ContentPolicy allowed(Collection<String> ofResponse, Collection<String> ofPage) {
        if (ofResponse.isEmpty() && ofPage.isEmpty()) {
            return ContentPolicy.NONE;
        }
        List<String> all = new ArrayList<>(ofResponse);
        all.addAll(ofPage);
        return ContentPolicy.of(all, request.getServerName().toLowerCase(Locale.ROOT));
    }

    /** Once, before the page's first script where that matters. */
    private Html trackers(Kind kind, ContentPolicy allowed) {
        if (trackersDone) {
            return Html.NONE;
        }
        trackersDone = true;
        return Html.of(pages.trackers(allowed, kind == Kind.SHARED ? null : consent));
    }

    /** To be called when the answer to a visitor who is not asked is no page: the next ones need not be looked at. */
    void noPage() {
        if (!injection.pageLinks().contains(uri)) {
            injection.quiet(uri);
        }
    }

    /** Always where a cache keeps what is found; else one answer holds for the whole response. */
    private boolean looksForLink(Kind kind) {
        if (kind == Kind.BANNER || kind == Kind.SHARED) {
            return true;
        }
        Boolean known = looks;
        if (known == null) {
            known = !injection.pageLinks().skips(uri);
            looks = known;
        }
        return known;
    }

    /** To be called when a page turns out to have a link of its own to the settings. */
    void linked(Kind kind) {
        PageLinks links = injection.pageLinks();
        links.noteLinked(uri);
        if (kind == Kind.LINK && links.areLinked(uri)) {
            injection.quiet(uri);
        }
    }

    /**
     * To be called when a page was looked through and has no link of its own.
     *
     * @param whole whether its last tags were seen
     */
    void unlinked(boolean whole) {
        injection.pageLinks().noteUnlinked(uri, whole);
    }

    /** In the page's language as the page says it, else as the response does, else in the visitor's. */
    private Notice notice(PageScanner scanner, Supplier<@Nullable String> contentLanguage) {
        return scanner.language()
                .flatMap(injection::notice)
                .or(() -> Optional.ofNullable(contentLanguage.get())
                        .flatMap(tags -> injection.notice(tags.split(",", 2)[0])))
                .orElseGet(() -> injection.visitors(request));
    }
}
