package com.okonect.consent.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.SigningKeys;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** How SQLite's native library gets into the process; each case in a process of its own. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "what is loaded cannot be deleted there")
class SqliteLibraryTest {

    @TempDir
    Path temporary;

    @TempDir
    Path home;

    @Test
    void itIsLoadedByUsAndLeavesNeitherFileNorSettingBehind() throws Exception {
        assertThat(open("-Djava.io.tmpdir=" + temporary)).containsExactly("opened", "folders: null, null");
        assertThat(list(temporary)).isEmpty();
    }

    @Test
    void aFolderThatIsSetStaysSetAndTheDriverUnpacksTheLibraryWhereItIsNotInThere() throws Exception {
        Path empty = Files.createDirectory(home.resolve("empty"));

        assertThat(open("-Djava.io.tmpdir=" + temporary, "-Dorg.sqlite.lib.path=" + empty))
                .containsExactly("left behind: sqlite", "opened", "folders: " + empty + ", null");
    }

    @Test
    void aDriverThatLacksAClassOfItsLoaderDoesNotStopTheStart() throws Exception {
        Process process = JavaProcess.start(List.of("-Djava.io.tmpdir=" + temporary), Lacking.class);

        assertThat(process.inputReader().lines()).containsExactly("went on");
        assertThat(process.waitFor()).isZero();
        assertThat(list(temporary)).isEmpty();
    }

    static final class Lacking {

        private Lacking() {}

        public static void main(String[] arguments) throws Exception {
            SqliteLibrary.load(new LackingLoader().define(Lacking.class));
            JavaProcess.say("went on");
        }
    }

    /** Finds the driver's files, and not what its loader needs. */
    private static final class LackingLoader extends ClassLoader {

        private LackingLoader() {
            super(SqliteLibraryTest.class.getClassLoader());
        }

        private Class<?> define(Class<?> type) throws IOException {
            try (InputStream in = type.getResourceAsStream("SqliteLibraryTest$Lacking.class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(type.getName(), bytes, 0, bytes.length);
            }
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.equals("org.sqlite.SQLiteJDBCLoader")) {
                throw new NoClassDefFoundError("org/slf4j/LoggerFactory");
            }
            return super.loadClass(name, resolve);
        }
    }

    private List<String> open(String... settings) throws Exception {
        Process process = JavaProcess.start(
                List.of(settings), Opening.class, home.resolve("store").toString(), temporary.toString());
        List<String> lines = process.inputReader().lines().toList();
        process.waitFor();
        return lines;
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    static final class Opening {

        private Opening() {}

        public static void main(String[] arguments) throws Exception {
            try (JdbcConsentStore store =
                    JdbcConsentStore.embedded(Path.of(arguments[0]), SigningKeys.random(), Clock.systemUTC())) {
                if (!list(Path.of(arguments[1])).isEmpty()) {
                    JavaProcess.say("left behind: "
                            + list(Path.of(arguments[1]))
                                    .get(0)
                                    .getFileName()
                                    .toString()
                                    .split("-")[0]);
                }
                JavaProcess.say(store.isAvailable() ? "opened" : "not opened");
            }
            JavaProcess.say("folders: " + System.getProperty("org.sqlite.lib.path") + ", "
                    + System.getProperty("org.sqlite.tmpdir"));
        }
    }
}
