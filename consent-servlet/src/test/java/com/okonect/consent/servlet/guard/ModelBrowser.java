package com.okonect.consent.servlet.guard;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a browser makes of a {@code Set-Cookie} line, step by step as RFC 6265bis says it (5.6 and 5.7), and of a {@code
 * Cookie} line as servers are told to read it. Shares no code with the guard, which is compared with it.
 *
 * @param host of the page, which is on HTTPS
 * @param uri of the page
 * @param now the time of the answer
 */
record ModelBrowser(String host, String uri, Instant now) {

    /** A cookie in the browser's store. */
    record Stored(String name, String value, Place place, Traits traits, Optional<Instant> expires) {

        boolean isGone(Instant now) {
            return expires.isPresent() && !expires.get().isAfter(now);
        }
    }

    /** What else identifies a cookie: a later one of the same name and place takes its place. */
    record Place(String domain, boolean hostOnly, String path, boolean partitioned) {}

    record Traits(boolean secure, boolean httpOnly, String sameSite) {}

    record Sent(String name, String value) {}

    private record Attribute(String name, String value) {}

    /** Returns nothing where the browser ignores the line, or where it is no line, but of other characters than octets. */
    Optional<Stored> store(String line) {
        for (char c : line.toCharArray()) {
            if (c > 0xFF || c <= 0x08 || (c >= 0x0A && c <= 0x1F) || c == 0x7F) {
                return Optional.empty();
            }
        }
        String pair = until(line, ';');
        List<Attribute> attributes = attributes(line.substring(pair.length()));
        boolean named = pair.indexOf('=') >= 0;
        String name = named ? trim(until(pair, '=')) : "";
        String value = trim(named ? pair.substring(pair.indexOf('=') + 1) : pair);
        if (name.length() + value.length() > 4096 || name.length() + value.length() == 0) {
            return Optional.empty();
        }
        Optional<Place> place = place(attributes);
        Traits traits = traits(attributes);
        if (place.isEmpty() || (place.get().partitioned() && !traits.secure())) {
            return Optional.empty();
        }
        String start = (name.isEmpty() ? value : name).toLowerCase(Locale.ROOT);
        boolean wantsSecure = start.startsWith("__secure-") || start.startsWith("__host-");
        boolean wantsHost = start.startsWith("__host-");
        boolean isHost = place.get().hostOnly() && place.get().path().equals("/") && has(attributes, "path");
        if ((wantsSecure && (name.isEmpty() || !traits.secure())) || (wantsHost && !isHost)) {
            return Optional.empty();
        }
        return Optional.of(new Stored(name, value, place.get(), traits, expiry(attributes)));
    }

    private static List<Attribute> attributes(String rest) {
        List<Attribute> attributes = new ArrayList<>();
        String unparsed = rest;
        while (!unparsed.isEmpty()) {
            String attribute = until(unparsed.substring(1), ';');
            unparsed = unparsed.substring(1 + attribute.length());
            String name = until(attribute, '=');
            String value = name.length() < attribute.length() ? attribute.substring(name.length() + 1) : "";
            if (trim(value).length() <= 1024) {
                attributes.add(new Attribute(lower(trim(name)), trim(value)));
            }
        }
        return attributes;
    }

    private Optional<Place> place(List<Attribute> attributes) {
        String domain = last(attributes, "domain").map(ModelBrowser::lower).orElse("");
        if (domain.startsWith(".")) {
            domain = domain.substring(1);
        }
        String path = last(attributes, "path").filter(p -> p.startsWith("/")).orElseGet(this::defaultPath);
        boolean partitioned = has(attributes, "partitioned");
        if (domain.isEmpty()) {
            return Optional.of(new Place(host, true, path, partitioned));
        }
        boolean publicSuffix = domain.indexOf('.') < 0;
        if (publicSuffix && domain.equals(host)) {
            return Optional.of(new Place(host, true, path, partitioned));
        }
        boolean matches = host.equals(domain) || host.endsWith("." + domain);
        return publicSuffix || !matches ? Optional.empty() : Optional.of(new Place(domain, false, path, partitioned));
    }

    private String defaultPath() {
        int slash = uri.lastIndexOf('/');
        return !uri.startsWith("/") || slash == 0 ? "/" : uri.substring(0, slash);
    }

    private static Traits traits(List<Attribute> attributes) {
        String sameSite = lower(last(attributes, "samesite").orElse(""));
        return new Traits(
                has(attributes, "secure"),
                has(attributes, "httponly"),
                List.of("none", "strict", "lax").contains(sameSite) ? sameSite : "default");
    }

    private Optional<Instant> expiry(List<Attribute> attributes) {
        Optional<Instant> byAge = Optional.empty();
        Optional<Instant> byDate = Optional.empty();
        for (Attribute attribute : attributes) {
            if (attribute.name.equals("max-age") && isDeltaSeconds(attribute.value)) {
                byAge = Optional.of(after(attribute.value));
            } else if (attribute.name.equals("expires")) {
                Optional<Instant> date = date(attribute.value);
                byDate = date.isPresent() ? date : byDate;
            }
        }
        return byAge.isPresent() ? byAge : byDate;
    }

    private static boolean isDeltaSeconds(String value) {
        String digits = value.startsWith("-") ? value.substring(1) : value;
        return !digits.isEmpty() && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private Instant after(String deltaSeconds) {
        if (deltaSeconds.startsWith("-")) {
            return Instant.EPOCH;
        }
        String digits = deltaSeconds.replaceFirst("^0+(?=.)", "");
        long seconds = digits.length() > 10 ? 99_999_999_999L : Long.parseLong(digits);
        return seconds == 0 ? Instant.EPOCH : now.plusSeconds(seconds);
    }

    /** Section 5.1.1. */
    static Optional<Instant> date(String text) {
        int[] time = null;
        int day = -1;
        int month = -1;
        int year = -1;
        for (String token : tokens(text)) {
            int[] hms = hms(token);
            int digits = digits(token, 0);
            if (time == null && hms != null) {
                time = hms;
            } else if (day < 0 && (digits == 1 || digits == 2)) {
                day = Integer.parseInt(token.substring(0, digits));
            } else if (month < 0 && token.length() >= 3 && month(token) >= 0) {
                month = month(token) + 1;
            } else if (year < 0 && digits >= 2 && digits <= 4) {
                year = Integer.parseInt(token.substring(0, digits));
            }
        }
        if (year >= 70 && year <= 99) {
            year += 1900;
        } else if (year >= 0 && year <= 69) {
            year += 2000;
        }
        if (time == null || day < 1 || day > 31 || month < 0 || year < 1601) {
            return Optional.empty();
        }
        if (time[0] > 23 || time[1] > 59 || time[2] > 59) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDateTime.of(year, month, day, time[0], time[1], time[2])
                    .toInstant(ZoneOffset.UTC));
        } catch (DateTimeException thereIsNoSuchDay) {
            return Optional.empty();
        }
    }

    private static List<String> tokens(String text) {
        List<String> tokens = new ArrayList<>();
        StringBuilder token = new StringBuilder();
        for (char c : (text + " ").toCharArray()) {
            boolean delimiter = c == 0x09
                    || (c >= 0x20 && c <= 0x2F)
                    || (c >= 0x3B && c <= 0x40)
                    || (c >= 0x5B && c <= 0x60)
                    || (c >= 0x7B && c <= 0x7E);
            if (!delimiter) {
                token.append(c);
            } else if (token.length() > 0) {
                tokens.add(token.toString());
                token.setLength(0);
            }
        }
        return tokens;
    }

    private static int month(String token) {
        return List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
                .indexOf(lower(token.substring(0, 3)));
    }

    /** Three fields of one or two digits between colons, and no digit behind them. */
    private static int[] hms(String token) {
        int[] fields = new int[3];
        int at = 0;
        for (int field = 0; field < 3; field++) {
            int digits = digits(token, at);
            if (digits < 1 || digits > 2) {
                return null;
            }
            fields[field] = Integer.parseInt(token.substring(at, at + digits));
            at += digits;
            if (field < 2) {
                if (at >= token.length() || token.charAt(at) != ':') {
                    return null;
                }
                at++;
            }
        }
        return fields;
    }

    private static int digits(String token, int from) {
        int to = from;
        while (to < token.length() && token.charAt(to) >= '0' && token.charAt(to) <= '9') {
            to++;
        }
        return to - from;
    }

    /** The cookies of a {@code Cookie} line, those without a name too. */
    static List<Sent> read(String line) {
        List<Sent> cookies = new ArrayList<>();
        String unparsed = line + ";";
        while (!unparsed.isEmpty()) {
            String pair = until(unparsed, ';');
            unparsed = unparsed.substring(pair.length() + 1);
            String trimmed = trim(pair);
            if (trimmed.indexOf('=') >= 0) {
                cookies.add(new Sent(
                        trim(until(trimmed, '=')),
                        trim(trimmed.substring(until(trimmed, '=').length() + 1))));
            } else if (!trimmed.isEmpty()) {
                cookies.add(new Sent("", trimmed));
            }
        }
        return cookies;
    }

    private static Optional<String> last(List<Attribute> attributes, String name) {
        String value = null;
        for (Attribute attribute : attributes) {
            value = attribute.name.equals(name) ? attribute.value : value;
        }
        return Optional.ofNullable(value);
    }

    private static boolean has(List<Attribute> attributes, String name) {
        return last(attributes, name).isPresent();
    }

    private static String until(String text, char c) {
        int at = text.indexOf(c);
        return at < 0 ? text : text.substring(0, at);
    }

    /** Letters of ASCII only. */
    private static String lower(String text) {
        StringBuilder lower = new StringBuilder(text);
        for (int i = 0; i < lower.length(); i++) {
            char c = lower.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                lower.setCharAt(i, (char) (c + 32));
            }
        }
        return lower.toString();
    }

    private static String trim(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && " \t".indexOf(text.charAt(from)) >= 0) {
            from++;
        }
        while (to > from && " \t".indexOf(text.charAt(to - 1)) >= 0) {
            to--;
        }
        return text.substring(from, to);
    }
}
