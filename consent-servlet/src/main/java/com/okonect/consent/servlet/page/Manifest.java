package com.okonect.consent.servlet.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.okonect.consent.policy.Notice;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;

/**
 * The hashes of all that visitors are shown: the notices in force, the templates and the assets. It is the same, byte for
 * byte, as long as they are; a site publishes it or has it time-stamped, so that nobody can say later that something else
 * was shown. Records point to the notices in it.
 */
public final class Manifest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Manifest() {}

    /**
     * Writes it.
     *
     * @param notices those in force, one a language
     * @param settings how the pages look
     * @return JSON in UTF-8; all hashes are SHA-256 in hexadecimal
     */
    public static byte[] of(Collection<Notice> notices, PageSettings settings) {
        ObjectNode manifest = JSON.createObjectNode();
        manifest.put("format", 1);
        manifest.put("layout", Pages.layoutId(settings));
        ArrayNode shown = manifest.putArray("notices");
        notices.forEach(notice -> shown.addObject()
                .put("language", notice.language().toLanguageTag())
                .put("sha256", notice.hash()));
        ArrayNode assets = manifest.putArray("assets");
        new Assets(settings.theme())
                .all()
                .forEach(asset -> assets.addObject().put("name", asset.name()).put("sha256", sha256(asset.content())));
        Templates templates = new Templates(settings);
        ArrayNode texts = manifest.putArray("templates");
        for (String name : Templates.NAMES) {
            byte[] source = templates.source(name).getBytes(StandardCharsets.UTF_8);
            texts.addObject().put("name", name).put("sha256", sha256(source));
        }
        try {
            return JSON.writerWithDefaultPrettyPrinter()
                    .writeValueAsString(manifest)
                    .replace(System.lineSeparator(), "\n")
                    .concat("\n")
                    .getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values could not be written", e);
        }
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is missing, though every Java platform must have it", e);
        }
    }
}
