package com.okonect.consent.servlet.operator;

import com.okonect.consent.servlet.guard.GuardSettings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The style of the pages, by an address of its own: what is written into a page would need a hole in its policy. */
final class Style implements OperatorPage {

    static final String PATH = "operator.css";

    private final byte[] content = Layout.resource(PATH).getBytes(StandardCharsets.UTF_8);

    @Override
    public String path() {
        return PATH;
    }

    @Override
    public String title() {
        return "";
    }

    @Override
    public void answer(GuardSettings site, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Layout.write("text/css;charset=utf-8", content, response);
    }
}
