package com.okonect.consent.store;

import com.okonect.consent.ConsentRecord;
import com.okonect.consent.Drafts;
import com.okonect.consent.SigningKeys;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A process that records for ever, from several threads, and writes the id of every record to its output as soon as it
 * is told that the record is durable. Where it cannot open the store it writes why, and ends.
 */
final class WritingProcess {

    private static final int THREADS = 16;

    /** Not buffered: what is said is out of the process. */
    private static final OutputStream OUT = new FileOutputStream(FileDescriptor.out);

    private WritingProcess() {}

    /** Starts one. */
    static Process start(Path folder) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xshare:auto");
        command.add("-cp");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(WritingProcess.class.getName());
        command.add(folder.toString());
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        SigningKeys keys = SigningKeys.load(folder.resolve("keys"));
        JdbcConsentStore store;
        try {
            store = JdbcConsentStore.embedded(folder, keys, Clock.systemUTC());
        } catch (StoreException e) {
            say(e.getMessage());
            return;
        }
        for (int i = 0; i < THREADS; i++) {
            new Thread(() -> record(store, new Drafts(keys, Clock.systemUTC()))).start();
        }
    }

    private static void record(JdbcConsentStore store, Drafts drafts) {
        ConsentRecord last = store.append(drafts.accept()).join();
        while (true) {
            say(last.recordId().toString());
            boolean sameVisitor = ThreadLocalRandom.current().nextBoolean();
            last = store.append(sameVisitor ? drafts.refuse(last.consentId()) : drafts.accept())
                    .join();
        }
    }

    private static void say(String line) {
        try {
            OUT.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
