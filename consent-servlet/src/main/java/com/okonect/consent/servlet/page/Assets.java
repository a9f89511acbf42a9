package com.okonect.consent.servlet.page;

import com.okonect.consent.servlet.tracker.TrackerScript;
import com.samskivert.mustache.Mustache;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The scripts and styles of the visitor's pages by name. They never change; those for third-party tags are made when they
 * are first asked for.
 */
public final class Assets {

    /** The name under which pages that are cached for long refer to the banner's script, whatever its content is. */
    static final String LOADER = "load.js";

    /** The name under which pages refer to the script for third-party tags that the policy does not turn on. */
    static final String TRACKERS = "trackers.js";

    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String STYLE = "text/css; charset=utf-8";

    private static final int HASH_BYTES = 6;
    /** Brackets, operators of one character, and the first and the last of {@code ==} and {@code =>}. */
    private static final String SINGLE = "=,:?+{}()";

    private final Theme theme;
    private final Map<String, Asset> byName = new LinkedHashMap<>();
    private final Asset script;
    private final Asset style;
    private final Asset pageStyle;
    private final @Nullable TrackerScript trackers;
    private volatile @Nullable ForTags forTags;

    /** What pages need for third-party tags. */
    private record ForTags(Asset trackers, Asset always, Asset framesScript, Asset framesStyle) {

        List<Asset> all() {
            return List.of(trackers, always, framesScript, framesStyle);
        }
    }

    /**
     * Reads them from the library's jar.
     *
     * @param theme what fills them
     */
    Assets(Theme theme) {
        this(theme, null);
    }

    /**
     * Reads them, with what pages need for third-party tags.
     *
     * @param theme what fills them
     * @param trackers what the policy turns on; null where pages have none
     */
    Assets(Theme theme, @Nullable TrackerScript trackers) {
        this.theme = theme;
        this.trackers = trackers;
        script = add("layer", "js", SCRIPT, script("layer.js"));
        byName.put(LOADER, new Asset(LOADER, script.contentType(), script.content(), false));
        style = add("layer", "css", STYLE, css("layer.css"));
        pageStyle = add("page", "css", STYLE, css("page.css"));
    }

    private @Nullable ForTags forTags() {
        ForTags made = forTags;
        if (made == null && trackers != null) {
            byte[] always = trackers(trackers, true).getBytes(StandardCharsets.UTF_8);
            made = new ForTags(
                    asset("trackers", "js", SCRIPT, trackers(trackers, trackers.gates())),
                    new Asset(TRACKERS, SCRIPT, always, false),
                    asset("frames", "js", SCRIPT, script("frames.js")),
                    asset("frames", "css", STYLE, css("frames.css")));
            forTags = made;
        }
        return made;
    }

    private String trackers(TrackerScript turnedOn, boolean gates) {
        String source = TrackerScript.sections(Templates.resource("trackers.js"), turnedOn.parts(gates));
        return minified(source).replace("CONFIG", turnedOn.config());
    }

    /**
     * Finds an asset.
     *
     * @param name the last part of its address, as the visitor sent it
     * @return the asset, or empty
     */
    public Optional<Asset> find(String name) {
        Asset asset = byName.get(name);
        ForTags made = asset == null ? forTags() : null;
        return made == null
                ? Optional.ofNullable(asset)
                : made.all().stream().filter(one -> one.name().equals(name)).findFirst();
    }

    /** Returns every asset but those for third-party tags. */
    Collection<Asset> all() {
        return byName.values();
    }

    /** Returns the name of the banner's script. */
    public String scriptName() {
        return script.name();
    }

    /** Returns the name of the banner's style. */
    public String styleName() {
        return style.name();
    }

    /** Returns the name of the script for third-party tags. */
    String trackersName() {
        ForTags made = forTags();
        return made == null ? "" : made.trackers().name();
    }

    /** Returns the name of the script for frames that wait. */
    String framesScriptName() {
        ForTags made = forTags();
        return made == null ? "" : made.framesScript().name();
    }

    /** Returns the name of the style of what stands in the place of frames. */
    String framesStyleName() {
        ForTags made = forTags();
        return made == null ? "" : made.framesStyle().name();
    }

    /** Returns the name of the style of the settings, notice and problem pages. */
    public String pageStyleName() {
        return pageStyle.name();
    }

    /**
     * A script without comments and without the space that has no meaning. Ours keep to what this can read: a comment is
     * a line, a text is in single quotes, a statement ends with a semicolon.
     */
    private String script(String file) {
        return minified(Templates.resource(file));
    }

    private String minified(String source) {
        StringBuilder script = new StringBuilder();
        for (String line : Templates.compact(theme.renamed(source)).split("\n")) {
            boolean open = !script.isEmpty() && ";{}(,".indexOf(script.charAt(script.length() - 1)) < 0;
            script.append(open ? "\n" : "");
            String[] parts = line.split("'", -1);
            for (int i = 0; i < parts.length; i++) {
                boolean text = i % 2 == 1;
                script.append(text ? "'" + parts[i] + "'" : withoutSpace(parts[i]));
            }
        }
        return script.toString();
    }

    /** Leaves out a space on either side of brackets and of the operators that ours have. */
    private static String withoutSpace(String code) {
        StringBuilder kept = new StringBuilder();
        for (int i = 0; i < code.length(); i++) {
            boolean free = code.charAt(i) == ' ' && (endsOperator(code, i - 1) || startsOperator(code, i + 1));
            if (!free) {
                kept.append(code.charAt(i));
            }
        }
        return kept.toString();
    }

    private static boolean endsOperator(String code, int last) {
        return last >= 0
                && (SINGLE.indexOf(code.charAt(last)) >= 0
                        || code.startsWith("=>", last - 1)
                        || code.startsWith("&&", last - 1)
                        || code.startsWith("||", last - 1));
    }

    private static boolean startsOperator(String code, int first) {
        return first < code.length()
                && (SINGLE.indexOf(code.charAt(first)) >= 0
                        || code.startsWith("!=", first)
                        || code.startsWith("&&", first)
                        || code.startsWith("||", first));
    }

    /** A style in one line. Ours keep to what this can read: a line ends with a brace, a comma or a semicolon. */
    private String css(String file) {
        String source = withoutComments(Templates.resource(file));
        String filled = Mustache.compiler().compile(theme.renamed(source)).execute(theme.view());
        return Templates.compact(filled).replace("\n", "").replace(";}", "}");
    }

    private static String withoutComments(String css) {
        StringBuilder kept = new StringBuilder();
        int from = 0;
        for (int comment = css.indexOf("/*"); comment >= 0; comment = css.indexOf("/*", from)) {
            kept.append(css, from, comment);
            int end = css.indexOf("*/", comment + "/*".length());
            // One that nobody closes goes to the end of the style (CSS Syntax, section 4.3.2).
            from = end < 0 ? css.length() : end + "*/".length();
        }
        return kept.append(css, from, css.length()).toString();
    }

    private Asset add(String stem, String suffix, String contentType, String text) {
        Asset asset = asset(stem, suffix, contentType, text);
        byName.put(asset.name(), asset);
        return asset;
    }

    private static Asset asset(String stem, String suffix, String contentType, String text) {
        byte[] content = Templates.compact(text).getBytes(StandardCharsets.UTF_8);
        String name = stem + "-" + hash(content) + "." + suffix;
        return new Asset(name, contentType, content, true);
    }

    /** The start of the SHA-256 in base64url. */
    static String hash(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, HASH_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is missing, though every Java platform must have it", e);
        }
    }
}
