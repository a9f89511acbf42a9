package com.okonect.consent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The secrets that sign the consent cookie and the records, newest first: all verify, the first signs.
 *
 * <p>From each secret one key is derived for each purpose, so that a signature made for one can never pass for another.
 *
 * <p>A key is replaced by a new first line; the old one stays below it until the last record under it is purged.
 *
 * <pre>{@code
 * SigningKeys keys = SigningKeys.parse(firstLine + "\n" + otherLines);
 * }</pre>
 *
 * <h2>Security guarantees</h2>
 *
 * HMAC-SHA-256 (RFC 2104, FIPS 198-1) with keys of 256 bits or more; comparison in constant time; no method returns a
 * secret, and {@link #toString} names the ids only. Immutable and safe for use by several threads.
 */
public final class SigningKeys {

    private static final int MINIMUM_BYTES = 32;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,16}");

    private final Map<String, Key> keys;
    private final String newest;

    /** What a key is used for. */
    enum Purpose {
        COOKIE("eu-consent cookie"),
        RECORD("consent record"),
        CHECKPOINT("consent checkpoint"),
        ACCOUNT("consent account");

        private final String label;

        Purpose(String label) {
            this.label = label;
        }
    }

    /**
     * A secret and the keys that are derived from it, when one is first used: it takes the platform long to find its HMAC,
     * and no start needs it.
     */
    private static final class Key {

        private final byte[] secret;
        private volatile @Nullable Map<Purpose, Mac> derived;

        Key(byte[] secret) {
            this.secret = secret;
        }

        Mac of(Purpose purpose) {
            Map<Purpose, Mac> known = derived;
            if (known == null) {
                // Several threads may come here at once: they derive the same.
                known = derive(secret);
                derived = known;
            }
            return Objects.requireNonNull(known.get(purpose));
        }
    }

    private SigningKeys(Map<String, Key> keys) {
        this.keys = Map.copyOf(keys);
        newest = keys.keySet().iterator().next();
    }

    /**
     * Reads keys from text, {@code id:base64} a line, newest first; empty lines and lines that start with {@code #} do
     * not count.
     *
     * @param text the lines
     * @return the keys
     * @throws IllegalArgumentException if there is no key, or a line is not a key, is shorter than 32 bytes, or repeats
     *     an id; the message names the line's number and never the secret
     */
    public static SigningKeys parse(String text) {
        Map<String, Key> keys = new LinkedHashMap<>();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String where = "line " + (i + 1) + " of the signing keys ";
            int colon = line.indexOf(':');
            if (colon < 0 || !ID.matcher(line.substring(0, colon)).matches()) {
                throw new IllegalArgumentException(
                        where + "does not read id:base64 (an id has 1 to 16 characters of A-Z, a-z, 0-9, '_' and '-')");
            }
            byte[] secret;
            try {
                secret = Base64.getDecoder().decode(line.substring(colon + 1).strip());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(where + "is not base64 after the colon", e);
            }
            if (secret.length < MINIMUM_BYTES) {
                throw new IllegalArgumentException(
                        where + "holds " + secret.length + " bytes, at least " + MINIMUM_BYTES + " are needed");
            }
            if (keys.put(line.substring(0, colon), new Key(secret)) != null) {
                throw new IllegalArgumentException(where + "repeats an id");
            }
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("the signing keys hold no key; one line reads id:base64");
        }
        return new SigningKeys(keys);
    }

    /**
     * Reads keys from a file in the form of {@link #parse}.
     *
     * @param file the file, UTF-8
     * @return the keys
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException as {@link #parse}
     */
    public static SigningKeys load(Path file) throws IOException {
        return parse(Files.readString(file));
    }

    /**
     * Reads keys from a file, and makes the file with one new random key if there is none. A file made here is readable
     * and writable by its owner only, where the file system knows owners. Before this returns the file is complete on disk,
     * and its name, too, unless the file system keeps folders from being synced, as that of Windows does.
     *
     * @param file the file; its folder must exist
     * @return the keys
     * @throws IOException if the file can be neither read nor made, or it was made and its folder cannot be synced; where
     *     it was there, a warning in the log says so
     * @throws IllegalArgumentException as {@link #parse}
     */
    public static SigningKeys loadOrCreate(Path file) throws IOException {
        boolean isNew = !Files.exists(file);
        if (isNew) {
            create(file);
        }
        try {
            // Also where it was there: who made it may have died before this, and records will be signed with it.
            syncName(file);
        } catch (IOException e) {
            if (isNew) {
                throw e;
            }
            // It has been there for a while, most likely, and its site is not to stop for a file system that cannot.
            System.getLogger(SigningKeys.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "the folder of the signing keys cannot be synced; keep a copy of " + file,
                            e);
        }
        return load(file);
    }

    private static void create(Path file) throws IOException {
        Path made =
                Files.createTempFile(file.toAbsolutePath().getParent(), file.getFileName() + "-", ".new", ownerOnly());
        try {
            try (var channel = FileChannel.open(made, StandardOpenOption.WRITE)) {
                var bytes = ByteBuffer.wrap(newKeyLine().getBytes(StandardCharsets.US_ASCII));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            // A link, not a move: the key of another process that was first is never replaced.
            Files.createLink(file, made);
        } catch (FileAlreadyExistsException anotherWasFirst) {
            // Its key counts.
        } catch (UnsupportedOperationException noLinks) {
            Files.move(made, file);
        } finally {
            Files.deleteIfExists(made);
        }
    }

    /** A file that is synced can still be without its name after a crash of the system. */
    private static void syncName(Path file) throws IOException {
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file is in a folder");
        FileChannel channel;
        try {
            channel = FileChannel.open(folder, StandardOpenOption.READ);
        } catch (AccessDeniedException notOpened) {
            return; // as on Windows, which opens no folder
        }
        try (channel) {
            channel.force(true);
        }
    }

    /**
     * Returns new random keys that live as long as this object, for tests and trials: what they sign cannot be verified
     * after a restart.
     *
     * @return one key
     */
    public static SigningKeys random() {
        return parse(newKeyLine());
    }

    /**
     * Returns the id of the key that signs.
     *
     * @return an id of 1 to 16 characters
     */
    public String newestId() {
        return newest;
    }

    /** Returns the ids, never the secrets. */
    @Override
    public String toString() {
        return "SigningKeys" + keys.keySet();
    }

    boolean knows(String keyId) {
        return keys.containsKey(keyId);
    }

    /**
     * Computes a MAC.
     *
     * @throws IllegalArgumentException if no key has this id
     */
    byte[] mac(String keyId, Purpose purpose, byte[] message) {
        Key key = keys.get(keyId);
        if (key == null) {
            throw new IllegalArgumentException("no signing key with the id " + keyId);
        }
        return copyOf(key.of(purpose)).doFinal(message);
    }

    /** Returns pseudonyms of an account, that of the newest key first. */
    List<String> pseudonyms(String account) {
        List<String> pseudonyms = new ArrayList<>();
        byte[] name = account.getBytes(StandardCharsets.UTF_8);
        pseudonyms.add(HexFormat.of().formatHex(mac(newest, Purpose.ACCOUNT, name)));
        for (String id : keys.keySet()) {
            if (!id.equals(newest)) {
                pseudonyms.add(HexFormat.of().formatHex(mac(id, Purpose.ACCOUNT, name)));
            }
        }
        return pseudonyms;
    }

    /** Compares in constant time; false if no key has this id. */
    boolean verifies(String keyId, Purpose purpose, byte[] message, byte[] mac) {
        return knows(keyId) && MessageDigest.isEqual(mac(keyId, purpose, message), mac);
    }

    private static Map<Purpose, Mac> derive(byte[] secret) {
        Mac root = hmac(secret);
        Map<Purpose, Mac> derived = new LinkedHashMap<>();
        for (Purpose purpose : Purpose.values()) {
            derived.put(purpose, hmac(root.doFinal(purpose.label.getBytes(StandardCharsets.US_ASCII))));
        }
        return Map.copyOf(derived);
    }

    private static Mac hmac(byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256 is missing, though every Java platform must have it", e);
        }
    }

    private static Mac copyOf(Mac initialised) {
        try {
            return (Mac) initialised.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the security provider's HmacSHA256 cannot be copied", e);
        }
    }

    private static String newKeyLine() {
        byte[] random = new byte[MINIMUM_BYTES + 4];
        new SecureRandom().nextBytes(random);
        String id = HexFormat.of().formatHex(random, MINIMUM_BYTES, random.length);
        byte[] secret = Arrays.copyOf(random, MINIMUM_BYTES);
        return id + ":" + Base64.getEncoder().encodeToString(secret) + "\n";
    }

    private static FileAttribute<?>[] ownerOnly() {
        List<FileAttribute<?>> attributes = new ArrayList<>();
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            attributes.add(PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        return attributes.toArray(FileAttribute<?>[]::new);
    }
}
