package com.okonect.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class SigningKeysTest {

    private static final String SECRET =
            Base64.getEncoder().encodeToString("s".repeat(32).getBytes());

    @TempDir
    private Path folder;

    @Test
    void theFirstStartMakesAKeyThatLaterStartsRead() throws Exception {
        Path file = folder.resolve("keys");

        String first = SigningKeys.loadOrCreate(file).newestId();

        assertThat(SigningKeys.loadOrCreate(file).newestId()).isEqualTo(first);
        assertThat(Files.list(folder)).containsExactly(file);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void onlyTheOwnerReadsAGeneratedKey() throws Exception {
        Path file = folder.resolve("keys");
        SigningKeys.loadOrCreate(file);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void startingManyTimesAtOnceMakesOneKey() throws Exception {
        Path file = folder.resolve("keys");
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<String>> starts = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                starts.add(() -> SigningKeys.loadOrCreate(file).newestId());
            }
            List<String> ids = new ArrayList<>();
            for (Future<String> start : threads.invokeAll(starts)) {
                ids.add(start.get());
            }
            assertThat(ids).hasSize(16).containsOnly(SigningKeys.load(file).newestId());
        } finally {
            threads.shutdownNow();
        }
    }

    /** Below {@code /proc} the open file has a name in a folder that cannot be synced. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void keysThatWereThereAreReadThoughTheirFolderCannotBeSynced() throws Exception {
        Path file = folder.resolve("keys");
        String id = SigningKeys.loadOrCreate(file).newestId();
        Logger log = Logger.getLogger(SigningKeys.class.getName());
        List<LogRecord> said = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                said.add(line);
            }

            @Override
            public void flush() {
                // nothing is kept
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
        log.addHandler(handler);
        try (InputStream open = Files.newInputStream(file)) {
            Path alias = aliasOf(file);

            assertThat(SigningKeys.loadOrCreate(alias).newestId()).isEqualTo(id);
            assertThat(open.read()).isPositive();
        } finally {
            log.removeHandler(handler);
        }
        assertThat(said)
                .singleElement()
                .satisfies(line -> assertThat(line.getLevel()).isEqualTo(Level.WARNING));
    }

    private static Path aliasOf(Path file) throws Exception {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : open.toList()) {
                if (Files.exists(descriptor) && Files.isSameFile(descriptor, file)) {
                    return descriptor;
                }
            }
        }
        throw new AssertionError("the file is not open: " + file);
    }

    @Test
    void commentsAndEmptyLinesDoNotCount() {
        assertThat(SigningKeys.parse("# keys\n\n new:" + SECRET + "\nold:" + SECRET)
                        .newestId())
                .isEqualTo("new");
    }

    @Test
    void aBadLineIsNamedByItsNumberAndNotByItsSecret() {
        assertThatThrownBy(() -> SigningKeys.parse("# keys\nk1:c2hvcnQ="))
                .hasMessageContaining("line 2")
                .hasMessageContaining("5 bytes, at least 32")
                .hasMessageNotContaining("c2hvcnQ");
        assertThatThrownBy(() -> SigningKeys.parse("no colon")).hasMessageContaining("line 1");
        assertThatThrownBy(() -> SigningKeys.parse("k1:***")).hasMessageContaining("not base64");
        assertThatThrownBy(() -> SigningKeys.parse("k1:" + SECRET + "\nk1:" + SECRET))
                .hasMessageContaining("repeats an id");
        assertThatThrownBy(() -> SigningKeys.parse("# nothing")).hasMessageContaining("no key");
    }

    @Test
    void theTextOfTheKeysHoldsNoSecret() {
        assertThat(SigningKeys.parse("k1:" + SECRET).toString()).isEqualTo("SigningKeys[k1]");
    }

    @Test
    void aSignatureForOnePurposeIsNoneForAnother() {
        SigningKeys keys = SigningKeys.parse("k1:" + SECRET);
        byte[] message = {1, 2, 3};
        byte[] mac = keys.mac("k1", SigningKeys.Purpose.COOKIE, message);

        assertThat(keys.verifies("k1", SigningKeys.Purpose.COOKIE, message, mac))
                .isTrue();
        assertThat(keys.verifies("k1", SigningKeys.Purpose.RECORD, message, mac))
                .isFalse();
        assertThat(keys.verifies("k2", SigningKeys.Purpose.COOKIE, message, mac))
                .isFalse();
    }
}
