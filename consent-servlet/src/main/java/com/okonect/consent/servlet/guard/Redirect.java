package com.okonect.consent.servlet.guard;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Sends redirects whose location is a header value on every container, and has no id of a session that is closed. */
public final class Redirect {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final @Nullable MethodHandle SERVLET_6_1 = find();

    private Redirect() {}

    /** Percent-encodes, as UTF-8, what a header value cannot hold: such characters are no part of a URI anyway. */
    static @Nullable String location(@Nullable String location) {
        if (location == null || HeaderText.isValue(location)) {
            return location;
        }
        StringBuilder encoded = new StringBuilder(location.length() + 8);
        location.codePoints().forEach(c -> {
            if (c <= 0xFF && HeaderText.isValue((char) c)) {
                encoded.append((char) c);
            } else {
                for (byte octet : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                    encoded.append('%').append(HEX.toHexDigits(octet));
                }
            }
        });
        return encoded.toString();
    }

    /** The location without the parameters in which containers write the id of a session. */
    static String withoutSession(String location, String sessionCookie) {
        String rest = location;
        for (String name : List.of("jsessionid", sessionCookie.toLowerCase(Locale.ROOT))) {
            String parameter = ";" + name + "=";
            int at = indexOf(rest, parameter);
            while (at >= 0) {
                int end = at + parameter.length();
                while (end < rest.length() && ";/?#".indexOf(rest.charAt(end)) < 0) {
                    end++;
                }
                rest = rest.substring(0, at) + rest.substring(end);
                at = indexOf(rest, parameter);
            }
        }
        return rest;
    }

    private static int indexOf(String location, String lowerCase) {
        for (int at = location.indexOf(';'); at >= 0; at = location.indexOf(';', at + 1)) {
            if (HeaderText.startsWith(location, at, lowerCase)) {
                return at;
            }
        }
        return -1;
    }

    /**
     * Hands on what a container of Servlet 6.1 is asked for; the library is compiled for 6.0.
     *
     * @param response where to
     * @param location the address
     * @param status the status
     * @param clearBuffer whether the buffer is cleared
     * @throws IOException as the container
     * @throws UnsupportedOperationException if the container is of 6.0
     */
    public static void send(HttpServletResponse response, @Nullable String location, int status, boolean clearBuffer)
            throws IOException {
        if (SERVLET_6_1 == null) {
            throw new UnsupportedOperationException("this container has no sendRedirect of Servlet 6.1");
        }
        try {
            SERVLET_6_1.invokeExact(response, location, status, clearBuffer);
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static @Nullable MethodHandle find() {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(
                            HttpServletResponse.class,
                            "sendRedirect",
                            MethodType.methodType(void.class, String.class, int.class, boolean.class));
        } catch (ReflectiveOperationException older) {
            return null;
        }
    }
}
