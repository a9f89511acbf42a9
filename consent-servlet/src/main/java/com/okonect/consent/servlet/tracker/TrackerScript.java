package com.okonect.consent.servlet.tracker;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.okonect.consent.Category;
import com.okonect.consent.Consent;
import com.okonect.consent.policy.CategoryDeclaration;
import com.okonect.consent.policy.ConsentBoundCookie;
import com.okonect.consent.policy.ConsentPolicy;
import com.okonect.consent.policy.ExemptCookie;
import com.okonect.consent.policy.Provider;
import com.okonect.consent.policy.Tags;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the script for third-party tags is made of in one application, and which pages need it. Immutable.
 *
 * <p>The script is the same for every visitor; what the visitor granted stands in the page.
 */
public final class TrackerScript {

    private static final Pattern PART = Pattern.compile("// if [a-z]+");
    /** Without an {@code ObjectMapper}, whose classes take longer to load than all of the script to prepare. */
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final Tags tags;
    private final boolean locked;
    private final boolean reloads;
    private final Set<String> parts = new TreeSet<>();
    private final Map<String, Object> config = new LinkedHashMap<>();
    private final List<Category> stored = new ArrayList<>();

    /**
     * Reads what the policy turns on.
     *
     * @param policy what the site declares
     * @param locked whether pages keep third-party hosts out by a policy of their own
     */
    public TrackerScript(ConsentPolicy policy, boolean locked) {
        this.tags = policy.tags();
        this.locked = locked;
        reloads = locked && opensAnOrigin(policy);
        if (reloads) {
            config.put("lock", 1);
        }
        Map<String, List<String>> names = names(policy);
        if (!names.isEmpty()) {
            parts.add("clean");
            config.put("names", names);
            List<String> exempt = new ArrayList<>();
            for (ExemptCookie cookie : policy.exempt()) {
                exempt.add(cookie.name());
            }
            Collections.sort(exempt);
            config.put("exempt", exempt);
        }
        if (tags.tells()) {
            parts.add("tags");
        }
        if (!tags.googleConsentMode().isEmpty()) {
            Map<String, String> types = new TreeMap<>();
            Tags.GOOGLE_TYPES.forEach(
                    type -> types.put(type, id(tags.googleConsentMode().get(type))));
            tell("google", types);
        }
        if (tags.microsoftUet() != null) {
            tell("uet", Map.of("ad_storage", id(tags.microsoftUet())));
        }
        if (!tags.clarity().isEmpty()) {
            Map<String, String> types = new TreeMap<>();
            Tags.CLARITY_TYPES.forEach(type -> types.put(type, id(tags.clarity().get(type))));
            tell("clarity", types);
        }
        if (tags.matomo() != null) {
            tell("matomo", id(tags.matomo()));
        }
    }

    /** Whether what a visitor can grant lets third-party hosts in. */
    private static boolean opensAnOrigin(ConsentPolicy policy) {
        Set<String> granted = new TreeSet<>();
        for (CategoryDeclaration category : policy.categories()) {
            granted.addAll(category.providers());
        }
        for (Provider provider : policy.providers()) {
            if (granted.contains(provider.id()) && !provider.origins().isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private void tell(String product, Object value) {
        parts.add(product);
        config.put(product, value);
    }

    /** An id that is none is never granted. */
    private static String id(@Nullable Category category) {
        return category == null ? "" : category.id();
    }

    private Map<String, List<String>> names(ConsentPolicy policy) {
        Map<String, List<String>> names = new LinkedHashMap<>();
        for (CategoryDeclaration category : policy.categories()) {
            Set<String> all = new TreeSet<>(category.storage());
            for (ConsentBoundCookie cookie : category.cookies()) {
                all.add(cookie.name());
            }
            if (!all.isEmpty()) {
                names.put(category.category().id(), List.copyOf(all));
            }
            if (!category.storage().isEmpty()) {
                stored.add(category.category());
            }
        }
        return names;
    }

    /**
     * Returns which parts of the script are sent.
     *
     * @param gates whether elements of pages wait
     * @return the words that they begin with in its source
     */
    public Set<String> parts(boolean gates) {
        Set<String> sent = new TreeSet<>(parts);
        if (gates) {
            sent.add("gate");
        }
        return sent;
    }

    /**
     * Leaves out the parts of a source that are not sent. A part stands between lines {@code // if word} and
     * {@code // end}; parts may be within others.
     *
     * @param source lines of a script
     * @param sent the words of the parts that stay
     * @return the rest
     */
    public static String sections(String source, Set<String> sent) {
        StringBuilder kept = new StringBuilder();
        int depth = 0;
        int left = Integer.MAX_VALUE;
        for (String line : source.split("\n")) {
            if (PART.matcher(line).matches()) {
                depth++;
                boolean leaves = !sent.contains(line.substring("// if ".length()));
                left = leaves ? Math.min(left, depth) : left;
            } else if (line.equals("// end")) {
                left = left == depth ? Integer.MAX_VALUE : left;
                depth--;
            } else if (depth < left) {
                kept.append(line).append('\n');
            }
        }
        return kept.toString();
    }

    /**
     * Returns what the script is told of the policy.
     *
     * @return JSON in ASCII
     */
    public String config() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            write(json, config);
        } catch (IOException e) {
            throw new IllegalStateException("maps and texts could not be written", e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> field : map.entrySet()) {
                json.writeFieldName((String) field.getKey());
                write(json, field.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object item : list) {
                write(json, item);
            }
            json.writeEndArray();
        } else if (value instanceof Integer number) {
            json.writeNumber(number);
        } else {
            json.writeString((String) value);
        }
    }

    /**
     * Says whether the script has to run before every other, because it tells them what they may do.
     *
     * @return true if any product is turned on
     */
    public boolean runsFirst() {
        return tags.tells();
    }

    /**
     * Says whether elements of pages wait for their category.
     *
     * @return what the policy says
     */
    public boolean gates() {
        return tags.gating();
    }

    /**
     * Says whether a frame can be loaded for once.
     *
     * @return false where the page's own policy keeps it out
     */
    public boolean loadsOnce() {
        return !locked;
    }

    /**
     * Says whether the pages of a visitor need the script.
     *
     * @param consent the visitor's consent
     * @return true for what the policy turns on, and where something that is stored in the browser may have to go
     */
    public boolean isNeededBy(Consent consent) {
        return isAlwaysNeeded() || consent.decided() && !allowsAllStored(consent);
    }

    /** No stream: every page asks. */
    private boolean allowsAllStored(Consent consent) {
        for (Category category : stored) {
            if (!consent.allows(category)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Says whether pages that are the same for every visitor need the script.
     *
     * @return true if those of any visitor do
     */
    public boolean isNeededByAny() {
        return isAlwaysNeeded() || !stored.isEmpty();
    }

    private boolean isAlwaysNeeded() {
        return tags.gating() || tags.tells() || reloads;
    }
}
