package com.okonect.consent.example;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;

/** The privacy policy. What it says of cookies is in the library's notice, which is made from the policy file. */
final class PrivacyServlet extends SiteServlet {

    private static final List<String> PROCESSING = List.of(
            "orders",
            "messages",
            "newsletter",
            "statistics",
            "personalisation",
            "payment",
            "marketing",
            "proof",
            "requests");

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Page page = new Page(request, "privacy");
        page.with(
                        "processing",
                        PROCESSING.stream()
                                .map(name -> Processing.of(name, page.language()))
                                .toList())
                .send(response);
    }

    private record Processing(String title, String data, String basis, String kept) {

        static Processing of(String name, Language language) {
            String key = "processing-" + name;
            return new Processing(
                    language.text(key),
                    language.text(key + "-data"),
                    language.text(key + "-basis"),
                    language.text(key + "-kept"));
        }
    }
}
