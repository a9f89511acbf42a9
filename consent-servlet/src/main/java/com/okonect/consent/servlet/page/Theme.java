package com.okonect.consent.servlet.page;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How banner and pages look. It dresses all buttons alike: there is nothing in it for one of them alone. Every contrast
 * is checked (WCAG 2.2, criteria 1.4.3 and 1.4.11).
 *
 * @param placement where the banner stands
 * @param radius how round its corners are, a CSS length
 * @param light the colours of the light scheme
 * @param dark the colours of the dark scheme
 * @param prefix what the names of classes and ids begin with, before a hyphen
 */
public record Theme(Placement placement, String radius, Colours light, Colours dark, String prefix) {

    /** Where the banner stands. */
    public enum Placement {
        /** Along the lower edge. */
        BAR,
        /** In the lower corner at the end of the line. */
        CORNER,
        /** In the middle. */
        CENTRE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The colours of one scheme, each as {@code #rrggbb}.
     *
     * @param surface what is behind the text
     * @param text the text
     * @param soft the text of lesser weight
     * @param line the lines that part one thing from another
     * @param button every button
     * @param buttonText the text on every button
     */
    public record Colours(String surface, String text, String soft, String line, String button, String buttonText) {

        private static final List<String> NAMES = List.of("surface", "text", "soft", "line", "button", "buttonText");
        private static final double PAGE_SHADE = 0.04;
        private static final double LABEL_SHADE = 0.07;
        private static final double GRANTED_SHADE = 0.16;

        Map<String, String> view() {
            Map<String, String> view = new LinkedHashMap<>();
            view.put("surface", surface);
            view.put("text", text);
            view.put("soft", soft);
            view.put("line", line);
            view.put("button", button);
            view.put("buttonText", buttonText);
            view.put("page", page());
            view.put("label", mixed(surface, text, LABEL_SHADE));
            view.put("granted", mixed(surface, button, GRANTED_SHADE));
            return view;
        }

        private String page() {
            return mixed(surface, text, PAGE_SHADE);
        }

        @SuppressWarnings("NullAway") // the view has every colour
        private void check(String at, List<String> faults) {
            contrast(at, "text", text, "surface", surface, TEXT_CONTRAST, faults);
            contrast(at, "text", text, "the page's shade of surface", page(), TEXT_CONTRAST, faults);
            contrast(at, "text", text, "the shade of a label", view().get("label"), TEXT_CONTRAST, faults);
            contrast(at, "text", text, "the shade of a granted label", view().get("granted"), TEXT_CONTRAST, faults);
            contrast(at, "soft", soft, "surface", surface, TEXT_CONTRAST, faults);
            contrast(at, "soft", soft, "the page's shade of surface", page(), TEXT_CONTRAST, faults);
            contrast(at, "buttonText", buttonText, "button", button, TEXT_CONTRAST, faults);
            contrast(at, "button", button, "surface", surface, CONTROL_CONTRAST, faults);
            contrast(at, "button", button, "the page's shade of surface", page(), CONTROL_CONTRAST, faults);
        }

        private static void contrast(
                String at, String one, String first, String other, String second, double least, List<String> faults) {
            double contrast = Theme.contrast(first, second);
            if (contrast < least) {
                faults.add(String.format(
                        Locale.ROOT,
                        "%s.%s: the contrast with %s is %.2f to 1, it has to be %.1f",
                        at,
                        one,
                        other,
                        contrast,
                        least));
            }
        }
    }

    /** The library's own look. */
    public static final Theme DEFAULT = new Theme(
            Placement.BAR,
            "1em",
            new Colours("#ffffff", "#1a2230", "#4f5b6d", "#d5dbe5", "#1f3a63", "#ffffff"),
            new Colours("#171d28", "#eef2f8", "#b3bdcc", "#3a4556", "#b9d2fb", "#0f1b2e"),
            "ok");

    private static final double TEXT_CONTRAST = 4.5;
    private static final double CONTROL_CONTRAST = 3;
    private static final Pattern OWN_NAME = Pattern.compile("(^|[^A-Za-z0-9])ok-");
    private static final Pattern COLOUR = Pattern.compile("#[0-9A-Fa-f]{6}");
    private static final Pattern LENGTH = Pattern.compile("0|(\\d{1,2}|\\d?\\.\\d{1,3}|\\d\\.\\d{1,3})(px|em|rem)");
    private static final Pattern PREFIX = Pattern.compile("[a-z][a-z0-9]{0,11}");

    /**
     * Reads a theme. What it leaves out is as in {@link #DEFAULT}.
     *
     * @param json an object with {@code placement}, {@code radius}, {@code light}, {@code dark} and {@code prefix}
     * @return the theme
     * @throws IllegalArgumentException if it is not JSON or has faults; every fault is listed with its place
     */
    public static Theme parse(String json) {
        List<String> faults = new ArrayList<>();
        Theme theme = DEFAULT;
        try {
            // Made here, for most sites have no theme and need not wait for it.
            ObjectMapper reader = new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
            theme = read(reader.readTree(json), faults);
        } catch (JsonProcessingException e) {
            faults.add("not JSON: " + e.getOriginalMessage());
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException("the theme has faults:\n  " + String.join("\n  ", faults));
        }
        return theme;
    }

    private static Theme read(JsonNode root, List<String> faults) {
        known(root, "$", List.of("placement", "radius", "light", "dark", "prefix"), faults);
        Theme theme = new Theme(
                placement(root, faults),
                text(root, "$", "radius", DEFAULT.radius(), LENGTH, "a length such as 0.5em", faults),
                colours(root, "light", DEFAULT.light(), faults),
                colours(root, "dark", DEFAULT.dark(), faults),
                text(root, "$", "prefix", DEFAULT.prefix(), PREFIX, "1 to 12 small letters and digits", faults));
        if (faults.isEmpty()) {
            theme.light().check("$.light", faults);
            theme.dark().check("$.dark", faults);
        }
        return theme;
    }

    private static Placement placement(JsonNode root, List<String> faults) {
        if (!root.has("placement")) {
            return DEFAULT.placement();
        }
        String word = root.get("placement").asText();
        return Arrays.stream(Placement.values())
                .filter(placement -> placement.word().equals(word))
                .findFirst()
                .orElseGet(() -> {
                    faults.add("$.placement: '" + word + "' is none; allowed are bar, corner and centre");
                    return DEFAULT.placement();
                });
    }

    private static Colours colours(JsonNode root, String key, Colours otherwise, List<String> faults) {
        JsonNode node = root.get(key);
        if (node == null) {
            return otherwise;
        }
        String at = "$." + key;
        known(node, at, Colours.NAMES, faults);
        Map<String, String> standard = otherwise.view();
        List<String> read = Colours.NAMES.stream()
                .map(name -> text(
                        node, at, name, standard.getOrDefault(name, ""), COLOUR, "a colour such as #1f3a63", faults))
                .toList();
        return new Colours(read.get(0), read.get(1), read.get(2), read.get(3), read.get(4), read.get(5));
    }

    private static String text(
            JsonNode node,
            String at,
            String key,
            String otherwise,
            Pattern allowed,
            String description,
            List<String> faults) {
        JsonNode value = node.get(key);
        if (value == null) {
            return otherwise;
        }
        if (!value.isTextual() || !allowed.matcher(value.textValue()).matches()) {
            faults.add(at + "." + key + ": '" + value.asText() + "' is not " + description);
            return otherwise;
        }
        return value.textValue();
    }

    private static void known(JsonNode node, String at, List<String> allowed, List<String> faults) {
        if (!node.isObject()) {
            faults.add(at + ": is not an object");
        }
        node.fieldNames().forEachRemaining(name -> {
            if (!allowed.contains(name)) {
                faults.add(at + "." + name + ": unknown; allowed are " + String.join(", ", allowed));
            }
        });
    }

    /** Between 1 and 21 (WCAG 2.2, "contrast ratio"). */
    static double contrast(String one, String other) {
        double first = luminance(one);
        double second = luminance(other);
        return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
    }

    private static double luminance(String colour) {
        return 0.2126 * linear(colour, 1) + 0.7152 * linear(colour, 3) + 0.0722 * linear(colour, 5);
    }

    private static double linear(String colour, int at) {
        double value = channel(colour, at) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }

    private static int channel(String colour, int at) {
        return Integer.parseInt(colour.substring(at, at + 2), 16);
    }

    /** So much of the other in the one. */
    private static String mixed(String one, String other, double share) {
        StringBuilder mixed = new StringBuilder("#");
        for (int at = 1; at < 7; at += 2) {
            long channel = Math.round(channel(one, at) * (1 - share) + channel(other, at) * share);
            mixed.append(HexFormat.of().toHexDigits((byte) channel));
        }
        return mixed.toString();
    }

    /** A template, style or script with the names of this theme. */
    String renamed(String source) {
        return prefix.equals(DEFAULT.prefix) ? source : OWN_NAME.matcher(source).replaceAll("$1" + prefix + "-");
    }

    /** What the styles are filled with; of the placements this one alone is in it. */
    Map<String, Object> view() {
        return Map.of("light", light.view(), "dark", dark.view(), "radius", radius, placement.word(), true);
    }
}
