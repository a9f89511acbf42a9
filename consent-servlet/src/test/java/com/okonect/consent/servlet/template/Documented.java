package com.okonect.consent.servlet.template;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The examples of {@code consent-servlet/docs/templates.md}, word for word. */
final class Documented {

    private static final Path FILE = Path.of("..", "consent-servlet", "docs", "templates.md");

    private Documented() {}

    /** The first block of code below a heading. */
    static String example(String heading) throws IOException {
        String text = Files.readString(FILE);
        int section = text.indexOf("\n## " + heading + "\n");
        int fence = text.indexOf("\n```", section);
        int start = text.indexOf('\n', fence + 1) + 1;
        int end = text.indexOf("\n```", start);
        if (section < 0 || end < 0) {
            throw new IllegalArgumentException("no example for " + heading);
        }
        return text.substring(start, end + 1);
    }
}
