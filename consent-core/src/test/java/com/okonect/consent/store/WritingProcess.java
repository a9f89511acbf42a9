package com.okonect.consent.store;

import com.okonect.consent.ConsentRecord;
import com.okonect.consent.Drafts;
import com.okonect.consent.SigningKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A process that records for ever, from several threads, and writes the id of every record to its output as soon as it
 * is told that the record is durable. Where it cannot open the store it writes why, and ends.
 */
final class WritingProcess {

    static final int THREADS = 16;
    static final String TOLD = "told ";

    private WritingProcess() {}

    /** Starts one; where there are no keys in the folder it makes them. */
    static Process start(Path folder) throws IOException {
        return JavaProcess.start(WritingProcess.class, folder.toString());
    }

    /** Starts one that also writes {@link #TOLD} and the id of every record that its listener is told of. */
    static Process startListening(Path folder) throws IOException {
        return JavaProcess.start(WritingProcess.class, folder.toString(), "listening");
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        boolean listening = arguments.length > 1;
        Clock clock = Clock.systemUTC();
        SigningKeys keys = SigningKeys.loadOrCreate(folder.resolve("keys"));
        JdbcConsentStore store;
        try {
            store = JdbcConsentStore.embedded(folder, keys, clock);
        } catch (StoreException e) {
            JavaProcess.say(e.getMessage());
            return;
        }
        if (listening) {
            store.subscribe(record -> JavaProcess.say(TOLD + record.recordId()));
        }
        for (int i = 0; i < THREADS; i++) {
            new Thread(() -> record(store, new Drafts(keys, clock))).start();
        }
    }

    private static void record(JdbcConsentStore store, Drafts drafts) {
        ConsentRecord last = store.append(drafts.accept()).join();
        while (true) {
            JavaProcess.say(last.recordId().toString());
            boolean sameVisitor = ThreadLocalRandom.current().nextBoolean();
            last = store.append(sameVisitor ? drafts.refuse(last.consentId()) : drafts.accept())
                    .join();
        }
    }
}
