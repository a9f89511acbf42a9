package com.okonect.consent.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.SigningKeys;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * What was acknowledged outlives a crash of the operating system, as far as a file system shows it that forgets all that
 * was not synced: see {@link LoopDisk}. For root on Linux, and off; {@code -Dokonect.test.crashes=30} crashes as often.
 * The counts go to the output.
 */
@EnabledIfSystemProperty(named = "okonect.test.crashes", matches = "[0-9]+")
class CrashedSystemTest {

    private static final int CRASHES = Integer.getInteger("okonect.test.crashes", 30);
    private static final int CRASHES_OF_ONE_STORE = 3;
    private static final int LENGTH_OF_ID = 36;

    @TempDir
    Path folder;

    private final Random random = new Random(20_261_126);
    private LoopDisk disk;

    @BeforeEach
    void makeDisk() throws Exception {
        disk = new LoopDisk(folder);
    }

    @AfterEach
    void removeDisk() throws Exception {
        disk.close();
    }

    /** The keys, too, are made by the process that crashes. */
    @Test
    void nothingAcknowledgedIsLostOrDoubledWhenTheSystemCrashes() throws Exception {
        Set<UUID> acknowledged = new HashSet<>();
        Path home = disk.root().resolve("store");
        int total = 0;
        int stored = 0;
        List<UUID> lost = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < CRASHES; i++) {
            if (i % CRASHES_OF_ONE_STORE == 0) {
                acknowledged.clear();
                home = Files.createDirectory(disk.root().resolve("store" + i));
            }
            List<UUID> now = crash(WritingProcess.start(home));
            acknowledged.addAll(now);

            WrittenRecords left = WrittenRecords.of(home, SigningKeys.load(home.resolve("keys")));
            total += now.size();
            lost.addAll(left.missing(acknowledged));
            if (!left.integrity().equals("ok")) {
                wrong.add(left.integrity());
            }
            if (left.doubled() > 0) {
                wrong.add(left.doubled() + " visitors doubled");
            }
            left.faults().forEach(fault -> wrong.add(fault.what()));
            if ((i + 1) % CRASHES_OF_ONE_STORE == 0 || i + 1 == CRASHES) {
                stored += left.byId().size();
            }
        }

        System.out.println(CRASHES + " crashes: " + total + " acknowledged, " + stored + " stored, " + lost.size()
                + " lost; doubled, or a fault of the verification or of SQLite's integrity check: " + wrong.size());
        assertThat(lost).isEmpty();
        assertThat(wrong).isEmpty();
    }

    /** Records may be signed with it, and be durable, from then on. */
    @Test
    void aNewKeyOutlivesACrashAsSoonAsItIsReturned() throws Exception {
        Path home = Files.createDirectory(disk.root().resolve("home"));
        LoopDisk.run("sync", "--file-system", home.toString());
        Process process = JavaProcess.start(KeyMakingProcess.class, home.toString());
        String id;
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            id = output.readLine();
            crashUnder(process);
        }
        process.waitFor();
        disk.mountAgain();

        assertThat(home.resolve("keys")).exists();
        assertThat(SigningKeys.load(home.resolve("keys")).newestId()).isEqualTo(id);
    }

    /** Else the tests above would show nothing. */
    @Test
    void whatIsNotSyncedIsLostWhenTheSystemCrashes() throws Exception {
        int total = 0;
        int lost = 0;
        int crashesThatLost = 0;
        for (int i = 0; i < CRASHES; i++) {
            Path file = disk.root().resolve("unsynced" + i + ".db");
            List<UUID> acknowledged = crash(JavaProcess.start(UnsyncedProcess.class, file.toString()));

            Set<UUID> missing = new HashSet<>(acknowledged);
            missing.removeAll(idsIn(file));
            total += acknowledged.size();
            lost += missing.size();
            crashesThatLost += missing.isEmpty() ? 0 : 1;
        }

        System.out.println("the same with synchronous=NORMAL, " + CRASHES + " crashes: " + total + " acknowledged, "
                + lost + " lost, in " + crashesThatLost + " crashes");
        assertThat(lost).isPositive();
    }

    /** Lets a process write for a while, has the system crash under it, and returns what was acknowledged until then. */
    private List<UUID> crash(Process process) throws Exception {
        List<UUID> acknowledged = new ArrayList<>();
        int enough = 1 + random.nextInt(2_000);
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                assertThat(line).hasSize(LENGTH_OF_ID);
                acknowledged.add(UUID.fromString(line));
                if (acknowledged.size() == enough) {
                    // What it has said before it stands still is in the pipe, and read on after the crash.
                    crashUnder(process);
                }
            }
        }
        process.waitFor();
        disk.mountAgain();
        return acknowledged;
    }

    private void crashUnder(Process process) throws Exception {
        standStill(process);
        disk.crash();
        process.toHandle().destroyForcibly();
    }

    /** Stops all threads of a process where they are. */
    private static void standStill(Process process) throws Exception {
        LoopDisk.run("kill", "-STOP", Long.toString(process.pid()));
        Path threads = Path.of("/proc", Long.toString(process.pid()), "task");
        boolean running = true;
        while (running) {
            running = false;
            try (var folders = Files.newDirectoryStream(threads)) {
                for (Path thread : folders) {
                    String state = Files.readString(thread.resolve("stat"));
                    running |= !state.startsWith("T", state.lastIndexOf(')') + 2);
                }
            }
        }
    }

    private static Set<UUID> idsIn(Path file) throws SQLException {
        Set<UUID> ids = new HashSet<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists record (id text primary key)");
            try (ResultSet row = statement.executeQuery("select id from record")) {
                while (row.next()) {
                    ids.add(UUID.fromString(row.getString(1)));
                }
            }
        }
        return ids;
    }

    /** Makes the site's keys, says the id of the one that signs, and waits. */
    static final class KeyMakingProcess {

        private KeyMakingProcess() {}

        public static void main(String[] arguments) throws Exception {
            JavaProcess.say(
                    SigningKeys.loadOrCreate(Path.of(arguments[0], "keys")).newestId());
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    /** Writes to SQLite as is often done: with a log that is not synced at every commit. */
    static final class UnsyncedProcess {

        private UnsyncedProcess() {}

        public static void main(String[] arguments) throws SQLException {
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + arguments[0]);
                    Statement statement = connection.createStatement()) {
                statement.execute("pragma journal_mode = wal");
                statement.execute("pragma synchronous = normal");
                statement.execute("create table record (id text primary key)");
                try (PreparedStatement insert = connection.prepareStatement("insert into record (id) values (?)")) {
                    while (true) {
                        String id = UUID.randomUUID().toString();
                        insert.setString(1, id);
                        insert.executeUpdate();
                        JavaProcess.say(id);
                    }
                }
            }
        }
    }
}
