package com.okonect.consent.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.servlet.RawHttp.Response;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A visitor before the page that says what a feature needs, without JavaScript. */
public final class GuardPage {

    private static final Pattern FORM =
            Pattern.compile("<form action=\"([^\"]+)\" method=\"post\">(.*?)</form>", Pattern.DOTALL);
    private static final Pattern HIDDEN =
            Pattern.compile("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"");
    private static final Pattern HOME = Pattern.compile("<form id=\"away\" action=\"([^\"]+)\"");

    private GuardPage() {}

    /** Presses the button that allows what is asked for, and comes back; the answer is that of the feature. */
    public static Response allow(RawHttp http, Response page) throws IOException {
        assertThat(page.status()).isEqualTo(403);
        assertThat(page.header("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/html"));
        Matcher form = FORM.matcher(page.text());
        assertThat(form.find()).isTrue();
        StringBuilder fields = new StringBuilder("choice=grant");
        Matcher hidden = HIDDEN.matcher(form.group(2));
        while (hidden.find()) {
            fields.append('&')
                    .append(hidden.group(1))
                    .append('=')
                    .append(URLEncoder.encode(plain(hidden.group(2)), StandardCharsets.UTF_8));
        }
        Response granted = http.post(plain(form.group(1)), fields.toString());
        assertThat(granted.status()).isEqualTo(303);
        return http.get(
                granted.header("Location").orElseThrow(),
                "Cookie: " + granted.cookie("eu-consent").orElseThrow());
    }

    /** Presses the button that does without. */
    public static Response decline(RawHttp http, Response page) throws IOException {
        Matcher home = HOME.matcher(page.text());
        assertThat(home.find()).isTrue();
        return http.get(plain(home.group(1)));
    }

    private static String plain(String html) {
        return html.replace("&#x3D;", "=")
                .replace("&quot;", "\"")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");
    }
}
