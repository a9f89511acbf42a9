package com.okonect.consent.servlet.operator;

import com.okonect.consent.policy.Notice;
import com.okonect.consent.servlet.guard.GuardSettings;
import com.samskivert.mustache.Template;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The notices in force with their hashes, and what visitors see of one of them. */
final class NoticesPage implements OperatorPage {

    private final Layout layout;
    private final Template template;

    NoticesPage(Layout layout) {
        this.layout = layout;
        this.template = layout.compile("notices");
    }

    @Override
    public String path() {
        return "notices";
    }

    @Override
    public String title() {
        return "Notices";
    }

    @Override
    public void answer(GuardSettings site, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Notice shown = PreviewPage.notice(site, request);
        List<Map<String, Object>> notices = site.service().policy().languages().stream()
                .map(language -> site.service().notice(List.of(language)))
                .map(notice -> row(notice, notice.equals(shown)))
                .toList();
        // The previews are pages of their own, so that their styles and these do not meet.
        response.setHeader(OperatorPages.CONTENT_POLICY, OperatorPages.POLICY + "; frame-src 'self'");
        layout.write(
                this,
                template,
                Map.of(
                        "notices", notices,
                        "canGrant", site.service().policy().canGrant(),
                        "language", shown.language().toLanguageTag(),
                        "languageName", shown.language().getDisplayLanguage(Locale.ENGLISH)),
                response);
    }

    private static Map<String, Object> row(Notice notice, boolean current) {
        return Map.of(
                "language", notice.language().toLanguageTag(),
                "languageName", notice.language().getDisplayLanguage(Locale.ENGLISH),
                "hash", notice.hash(),
                "bytes", Chart.number(notice.json().length),
                "current", current);
    }
}
