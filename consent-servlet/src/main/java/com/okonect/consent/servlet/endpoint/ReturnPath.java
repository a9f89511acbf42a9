package com.okonect.consent.servlet.endpoint;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Where to go after a choice: a path of this site, never another site. */
final class ReturnPath {

    private static final int MAXIMUM_LENGTH = 2048;

    private ReturnPath() {}

    /**
     * Returns the path for the {@code Location} header. Browsers strip control characters from an address before they
     * read it (WHATWG URL, section 4.4), so that one of them could hide a second slash: such a path does not count.
     */
    static String of(@Nullable String wanted, String contextPath) {
        return wanted != null && isOwn(wanted) ? ascii(wanted) : contextPath + "/";
    }

    private static boolean isOwn(String path) {
        return path.length() <= MAXIMUM_LENGTH
                && path.startsWith("/")
                && !path.startsWith("//")
                && !path.startsWith("/\\")
                && path.chars().noneMatch(c -> c < ' ' || c == 0x7f);
    }

    private static String ascii(String path) {
        StringBuilder ascii = new StringBuilder();
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            if (b > ' ') {
                ascii.append((char) b);
            } else {
                ascii.append(String.format("%%%02X", b));
            }
        }
        return ascii.toString();
    }
}
