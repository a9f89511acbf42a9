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
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The scripts and styles of the visitor's pages by name. Immutable. */
public final class Assets {

    /** The name under which pages that are cached for long refer to the banner's script, whatever its content is. */
    static final String LOADER = "load.js";

    /** The name under which pages refer to the script for third-party tags that the policy does not turn on. */
    static final String TRACKERS = "trackers.js";

    private static final String SCRIPT = "text/javascript; charset=utf-8";

    private static final int HASH_BYTES = 6;
    private static final Pattern SPACE = Pattern.compile(" ?(=>|&&|\\|\\||[=!]?=|[,:?+{}()]) ?");
    private static final Pattern CSS_COMMENT = Pattern.compile("/\\*.*?\\*/", Pattern.DOTALL);

    private final Theme theme;
    private final Map<String, Asset> byName = new LinkedHashMap<>();
    private final Asset script;
    private final Asset style;
    private final Asset pageStyle;
    private String trackersName = "";
    private String framesScriptName = "";
    private String framesStyleName = "";

    /**
     * Reads them from the library's jar.
     *
     * @param theme what fills them
     */
    Assets(Theme theme) {
        this.theme = theme;
        script = add("layer", "js", "text/javascript; charset=utf-8", script("layer.js"));
        byName.put(LOADER, new Asset(LOADER, script.contentType(), script.content(), false));
        style = add("layer", "css", "text/css; charset=utf-8", css("layer.css"));
        pageStyle = add("page", "css", "text/css; charset=utf-8", css("page.css"));
    }

    /**
     * Reads them, with what pages need for third-party tags.
     *
     * @param theme what fills them
     * @param trackers what the policy turns on
     */
    Assets(Theme theme, TrackerScript trackers) {
        this(theme);
        trackersName = add("trackers", "js", SCRIPT, trackers(trackers, trackers.gates()))
                .name();
        byte[] always = trackers(trackers, true).getBytes(StandardCharsets.UTF_8);
        byName.put(TRACKERS, new Asset(TRACKERS, SCRIPT, always, false));
        framesScriptName = add("frames", "js", SCRIPT, script("frames.js")).name();
        framesStyleName = add("frames", "css", "text/css; charset=utf-8", css("frames.css"))
                .name();
    }

    private String trackers(TrackerScript trackers, boolean gates) {
        String source = TrackerScript.sections(Templates.resource("trackers.js"), trackers.parts(gates));
        return minified(source).replace("CONFIG", trackers.config());
    }

    /**
     * Finds an asset.
     *
     * @param name the last part of its address, as the visitor sent it
     * @return the asset, or empty
     */
    public Optional<Asset> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Returns every asset. */
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
        return trackersName;
    }

    /** Returns the name of the script for frames that wait. */
    String framesScriptName() {
        return framesScriptName;
    }

    /** Returns the name of the style of what stands in the place of frames. */
    String framesStyleName() {
        return framesStyleName;
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
                script.append(
                        text ? "'" + parts[i] + "'" : SPACE.matcher(parts[i]).replaceAll("$1"));
            }
        }
        return script.toString();
    }

    private String css(String file) {
        String source = CSS_COMMENT.matcher(Templates.resource(file)).replaceAll("");
        return Mustache.compiler().compile(theme.renamed(source)).execute(theme.view());
    }

    private Asset add(String stem, String suffix, String contentType, String text) {
        byte[] content = Templates.compact(text).getBytes(StandardCharsets.UTF_8);
        String name = stem + "-" + hash(content) + "." + suffix;
        Asset asset = new Asset(name, contentType, content, true);
        byName.put(name, asset);
        return asset;
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
