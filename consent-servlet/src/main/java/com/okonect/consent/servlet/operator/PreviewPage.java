package com.okonect.consent.servlet.operator;

import com.okonect.consent.policy.Notice;
import com.okonect.consent.servlet.guard.GuardSettings;
import com.okonect.consent.servlet.page.Pages;
import com.okonect.consent.servlet.page.SettingsView;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;

/** What a visitor who has not chosen sees, to be shown in a frame: nothing runs in it, and no form leaves it. */
final class PreviewPage implements OperatorPage {

    private static final UUID NO_CHOICE = new UUID(0, 0);
    private static final String POLICY =
            "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self'; form-action 'none'; base-uri 'none';"
                    + " frame-ancestors 'self'";

    @Override
    public String path() {
        return "preview";
    }

    @Override
    public String title() {
        return "";
    }

    /** The notice in the language that the request names, else in the policy's first. */
    static Notice notice(GuardSettings site, HttpServletRequest request) {
        String language = Objects.requireNonNullElse(request.getParameter("lang"), "");
        return site.service().notice(List.of(Locale.forLanguageTag(language)));
    }

    @Override
    public void answer(GuardSettings site, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Pages pages = Pages.of(request.getServletContext());
        Notice notice = notice(site, request);
        response.setHeader(OperatorPages.CONTENT_POLICY, POLICY);
        Layout.write(
                "text/html;charset=utf-8",
                html(pages, site, notice, Objects.requireNonNullElse(request.getParameter("of"), ""))
                        .getBytes(StandardCharsets.UTF_8),
                response);
    }

    private static String html(Pages pages, GuardSettings site, Notice notice, String what) {
        return switch (what) {
            case "settings" -> pages.settings(notice, site.service().undecided(), SettingsView.of(NO_CHOICE, "/"));
            case "notice" -> pages.notice(notice);
            default ->
                "<!DOCTYPE html><html lang=\"" + notice.language().toLanguageTag() + "\"><head><meta charset=\"utf-8\">"
                        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
                        + "<meta name=\"color-scheme\" content=\"light dark\"><title>Banner</title></head><body>"
                        + pages.banner(notice, site.service().undecided(), "/", NO_CHOICE) + "</body></html>";
        };
    }
}
