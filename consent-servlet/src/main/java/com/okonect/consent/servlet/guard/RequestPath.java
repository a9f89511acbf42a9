package com.okonect.consent.servlet.guard;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The path of a request within its application, as a policy's routes name it. */
final class RequestPath {

    private RequestPath() {}

    /**
     * Returns the path after the context path, decoded and without parameters. Returns null for a path on which two
     * readers might disagree: with dot segments, encoded slashes, backslashes, control characters or broken escapes.
     */
    static @Nullable String within(String contextPath, String uri) {
        if (!uri.startsWith(contextPath)) {
            return null;
        }
        String path = decode(withoutParameters(uri.substring(contextPath.length())));
        if (path == null || path.isEmpty()) {
            return path == null ? null : "/";
        }
        if (path.charAt(0) != '/') {
            return null;
        }
        for (String segment : path.split("/", -1)) {
            if (segment.equals(".") || segment.equals("..")) {
                return null;
            }
        }
        return path;
    }

    /** Parameters can carry a session id. */
    static String withoutParameters(String path) {
        if (path.indexOf(';') < 0) {
            return path;
        }
        StringBuilder rest = new StringBuilder(path.length());
        boolean parameter = false;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            parameter = c == ';' || (parameter && c != '/');
            if (!parameter) {
                rest.append(c);
            }
        }
        return rest.toString();
    }

    private static @Nullable String decode(String path) {
        byte[] octets = new byte[path.length() * 3];
        int length = 0;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            byte[] decoded;
            if (c == '%') {
                if (i + 2 >= path.length()
                        || !HexFormat.isHexDigit(path.charAt(i + 1))
                        || !HexFormat.isHexDigit(path.charAt(i + 2))) {
                    return null;
                }
                int octet = HexFormat.fromHexDigits(path, i + 1, i + 3);
                if (octet == '/') {
                    return null;
                }
                decoded = new byte[] {(byte) octet};
                i += 2;
            } else {
                decoded = String.valueOf(c).getBytes(StandardCharsets.UTF_8);
            }
            System.arraycopy(decoded, 0, octets, length, decoded.length);
            length += decoded.length;
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets, 0, length))
                    .toString();
            return text.chars().anyMatch(c -> c < ' ' || c == 0x7F || c == '\\') ? null : text;
        } catch (CharacterCodingException broken) {
            return null;
        }
    }
}
