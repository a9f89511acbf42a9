package com.okonect.consent.servlet.guard;

import jakarta.servlet.http.Cookie;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Makes up cookies as applications and browsers write them, almost as they do, and as nobody should. */
final class OddCookies {

    private static final String[] NAMES = {
        "lang",
        "basket",
        "offers",
        "_pk_id.1",
        "_pk_id.",
        "JSESSIONID",
        "XSRF-TOKEN",
        "AWSALBAPP-0",
        "eu-consent",
        "checkout",
        "unknown",
        "LANG",
        "lang ",
        " \tlang",
        "\u00A0lang",
        "lan\u0261",
        "\"lang\"",
        "lang,x",
        "%6Cang",
        "__Host-a",
        "__secure-a",
        "Path",
        "Expires",
        "$Version",
        "a b",
        "",
        "A",
        "\u00E9"
    };

    private static final String[] VALUES = {
        "",
        "1",
        "\"a;b\"",
        "a=b",
        "x y",
        "\t1\t",
        "1, lang=2",
        "\u00E9t\u00E9",
        "\u00C3\u00A9",
        "%3B",
        "\"\"",
        "=",
        "a\u0000",
        "a\rb",
        "a\nSet-Cookie: unknown=1",
        "\u010D\u010A",
        "\uD83D\uDE00",
        "\u007F",
        "unknown=1"
    };

    private static final String[] ATTRIBUTES = {
        "Path",
        "path",
        "Domain",
        "DOMAIN",
        "Max-Age",
        "max-age",
        "Expires",
        "expires",
        "Secure",
        "HttpOnly",
        "SameSite",
        "Partitioned",
        "Priority",
        "Secure ",
        "\tPath",
        "",
        "Ma\u017F-Age",
        "Version",
        "expires\u00A0"
    };

    private static final String[] ATTRIBUTE_VALUES = {
        "",
        "/",
        "/a",
        "a",
        "/a/b/",
        "/\u00E9",
        "shop.example",
        ".shop.example",
        "WWW.Shop.Example",
        "example",
        "evil.example",
        "shop.example.",
        "..shop.example",
        "www.shop.example:80",
        "0",
        "-1",
        "+0",
        "\"0\"",
        "60",
        "060",
        "9999999",
        "99999999999999999999",
        "1.5",
        "-",
        "true",
        "false",
        "Lax",
        "strict",
        "NONE",
        "bogus",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Fri, 01 Jan 2100 00:00:00 GMT",
        "Tue, 24-Nov-26 10:15:30 GMT",
        "24 nov 2026 1:2:3x",
        "0",
        "31 Feb 2030 00:00:00",
        "1 Jan 1600 00:00:00",
        "2030 1 jan 24:00:00",
        "\u0001"
    };

    private static final String[] PARTS = {
        ";",
        "=",
        " ",
        "\t",
        ",",
        "\"",
        "\\",
        "; ",
        "\r\n",
        "\u0000",
        "\u007F",
        "\u0080",
        "\u00A0",
        "\u00FF",
        "\u0100",
        "\u2003",
        "\u017F",
        "\uFF1D",
        "lang=1",
        "; Max-Age=0",
        "; Path=/",
        "; Secure",
        "Set-Cookie: "
    };

    private final Random random;

    OddCookies(Random random) {
        this.random = random;
    }

    /** One {@code Set-Cookie} value. */
    String setCookie() {
        String text = switch (random.nextInt(12)) {
            case 0 -> soup();
            case 1 -> anything(random.nextInt(24));
            case 2 -> nearTheLimits();
            default -> pair() + attributes();
        };
        return random.nextInt(4) == 0 ? disturbed(text) : text;
    }

    /** The {@code Cookie} lines of one request. */
    List<String> cookieLines() {
        List<String> lines = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            String line = random.nextInt(6) == 0 ? soup() : pairs();
            lines.add(random.nextInt(4) == 0 ? disturbed(line) : line);
        }
        return lines;
    }

    /** What an application may give to {@code addCookie}; its name is one that the API lets through. */
    Cookie cookie() {
        Cookie cookie = aCookie();
        cookie.setValue(any(VALUES));
        if (random.nextBoolean()) {
            cookie.setPath(any(ATTRIBUTE_VALUES));
        }
        if (random.nextInt(3) == 0) {
            cookie.setDomain(any(ATTRIBUTE_VALUES));
        }
        if (random.nextBoolean()) {
            cookie.setMaxAge(random.nextInt(200) - 100);
        }
        cookie.setSecure(random.nextBoolean());
        cookie.setHttpOnly(random.nextBoolean());
        for (int i = random.nextInt(3); i > 0; i--) {
            String value = any(ATTRIBUTE_VALUES);
            tried(() -> {
                cookie.setAttribute(any(ATTRIBUTES), value);
                return cookie;
            });
        }
        return cookie;
    }

    private Cookie aCookie() {
        Cookie cookie = null;
        while (cookie == null) {
            String name = random.nextInt(3) == 0 ? anything(1 + random.nextInt(4)) : any(NAMES);
            cookie = tried(() -> new Cookie(name, ""));
        }
        return cookie;
    }

    private static Cookie tried(Supplier<Cookie> attempt) {
        try {
            return attempt.get();
        } catch (IllegalArgumentException refusedByTheApi) {
            return null;
        }
    }

    private String pair() {
        return any(NAMES) + (random.nextInt(12) == 0 ? "" : "=") + any(VALUES);
    }

    private String pairs() {
        StringBuilder pairs = new StringBuilder();
        for (int i = random.nextInt(5); i >= 0; i--) {
            pairs.append(pair()).append(random.nextInt(8) == 0 ? any(PARTS) : "; ");
        }
        return pairs.toString();
    }

    private String attributes() {
        StringBuilder attributes = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            attributes.append(random.nextInt(10) == 0 ? ";" : "; ").append(any(ATTRIBUTES));
            if (random.nextInt(4) > 0) {
                attributes.append(random.nextInt(10) == 0 ? " = " : "=").append(any(ATTRIBUTE_VALUES));
            }
        }
        return attributes.toString();
    }

    private String nearTheLimits() {
        String value = "v".repeat(random.nextInt(3) == 0 ? 4085 + random.nextInt(12) : 1);
        String path = "/" + "p".repeat(1020 + random.nextInt(6));
        return "lang=" + value + attributes() + (random.nextBoolean() ? "; Path=" + path : "")
                + (random.nextBoolean() ? "; Domain=" + path : "")
                + (random.nextBoolean() ? "; Max-Age=" + "1".repeat(1020 + random.nextInt(8)) : "") + attributes();
    }

    private String soup() {
        StringBuilder soup = new StringBuilder();
        for (int i = random.nextInt(10); i > 0; i--) {
            soup.append(
                    switch (random.nextInt(4)) {
                        case 0 -> any(NAMES);
                        case 1 -> any(ATTRIBUTES);
                        default -> any(PARTS);
                    });
        }
        return soup.toString();
    }

    private String anything(int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(character());
        }
        return text.toString();
    }

    private char character() {
        return switch (random.nextInt(8)) {
            case 0 -> (char) random.nextInt(0x10000);
            case 1 -> (char) random.nextInt(0x100);
            default -> (char) (0x20 + random.nextInt(0x5F));
        };
    }

    private String disturbed(String text) {
        int at = random.nextInt(text.length() + 1);
        String rest = text.substring(Math.min(text.length(), at + random.nextInt(2)));
        return text.substring(0, at) + (random.nextBoolean() ? any(PARTS) : anything(1)) + rest;
    }

    private String any(String[] texts) {
        return texts[random.nextInt(texts.length)];
    }
}
