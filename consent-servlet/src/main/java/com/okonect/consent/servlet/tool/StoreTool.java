package com.okonect.consent.servlet.tool;

import com.okonect.consent.ConsentRecord;
import com.okonect.consent.RightsRequest;
import com.okonect.consent.SigningKeys;
import com.okonect.consent.policy.ConsentPolicy;
import com.okonect.consent.policy.InvalidPolicyException;
import com.okonect.consent.store.ConsentStore;
import com.okonect.consent.store.JdbcConsentStore;
import com.okonect.consent.store.StoreException;
import com.okonect.consent.store.Verification;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What can be done with a store from the command line. */
final class StoreTool {

    private static final int MONTHS_OF_A_FIRST_PURGE = 120;

    /** Where the settings of the application are looked up. */
    @FunctionalInterface
    interface Settings {
        Optional<String> find(String name);
    }

    private final Settings settings;
    private final Clock clock;
    private final PrintWriter out;
    private final Progress progress;
    private final PrintWriter err;

    StoreTool(Settings settings, Clock clock, PrintWriter out, Progress progress, PrintWriter err) {
        this.settings = settings;
        this.clock = clock;
        this.out = out;
        this.progress = progress;
        this.err = err;
    }

    int run(List<String> words) {
        try {
            return switch (words.get(0)) {
                case "verify" -> verify(Line.parse(words, 0));
                case "find" -> find(Line.parse(words, 1));
                case "export" -> export(Line.parse(words, 0, "format"));
                case "erase" -> erase(Line.parse(words, 1));
                default -> purge(Line.parse(words, 0, "retention", "policy"));
            };
        } catch (StoreException | InvalidPolicyException e) {
            err.println(e.getMessage());
        } catch (IOException e) {
            err.println("cannot be read: " + e.getMessage());
        } catch (DateTimeException e) {
            err.println("not a period such as P12M: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
        }
        return ConsentTool.CANNOT;
    }

    private int verify(Line line) throws IOException {
        try (ConsentStore store = toRead(line)) {
            SigningKeys keys = keys(line);
            progress.expect(store.recordCount());
            Verification found = Verification.of(store, keys, progress);
            found.faults().forEach(fault -> out.println("FAULT: " + fault.what()));
            out.println((found.isWhole() ? "whole: " : "NOT whole: ") + found.summary());
            return found.isWhole() ? ConsentTool.FINE : ConsentTool.FOUND;
        }
    }

    private int find(Line line) {
        String id = line.operand(1);
        try (ConsentStore store = toRead(line)) {
            List<ConsentRecord> chain = store.history(id);
            if (chain.isEmpty()) {
                chain = recordId(id)
                        .flatMap(store::find)
                        .map(record -> store.history(record.consentId()))
                        .orElse(List.of());
            }
            if (chain.isEmpty()) {
                err.println("nothing is held of " + id);
                return ConsentTool.FOUND;
            }
            RecordExport export = RecordExport.json(out, progress);
            TreeMap<String, String> notices = new TreeMap<>();
            chain.forEach(
                    record -> store.notice(record.notice()).ifPresent(json -> notices.put(record.notice(), json)));
            notices.forEach(export::notice);
            chain.forEach(export::record);
            export.end();
            out.println();
            return ConsentTool.FINE;
        }
    }

    private static Optional<UUID> recordId(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private int export(Line line) {
        String format = line.option("format").orElse("json");
        if (!format.equals("json") && !format.equals("csv")) {
            throw new UsageException("the format is json or csv, not " + format);
        }
        try (ConsentStore store = toRead(line)) {
            RecordExport export =
                    format.equals("csv") ? RecordExport.csv(out, progress) : RecordExport.json(out, progress);
            progress.expect(store.recordCount());
            store.inspect(export);
            export.end();
            if (format.equals("json")) {
                out.println();
            }
            if (out.checkError()) {
                throw new IllegalArgumentException("what is exported cannot be written");
            }
            if (export.unreadable() > 0) {
                err.println("NOT whole, unreadable and left out: " + Quantity.rows(export.unreadable())
                        + " of the store; 'verify' names each");
                return ConsentTool.FOUND;
            }
            return ConsentTool.FINE;
        }
    }

    private int erase(Line line) throws IOException {
        String id = line.operand(1);
        try (ConsentStore store = toWrite(line)) {
            int erased = store.erase(id);
            if (erased == 0) {
                // Nothing is erased by a slip: who has a record's id is told whose it is.
                err.println("nothing is held of " + id
                        + recordId(id)
                                .flatMap(store::find)
                                .map(record -> ": it is the id of a record; its visitor's is " + record.consentId())
                                .orElse(""));
                return ConsentTool.FOUND;
            }
            LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
            store.log(RightsRequest.received(RightsRequest.Kind.ERASURE, "made by the command line", today)
                    .closed(Quantity.records(erased) + " erased", today));
            out.println(Quantity.records(erased) + " erased");
            return ConsentTool.FINE;
        }
    }

    private int purge(Line line) throws IOException {
        Optional<String> policy = line.option("policy");
        if (policy.isPresent() == line.option("retention").isPresent()) {
            throw new UsageException("'purge' takes either --retention or --policy");
        }
        Period retention = policy.isPresent()
                ? ConsentPolicy.read(Path.of(policy.get())).evidenceRetention()
                : Period.parse(line.option("retention").orElseThrow());
        if (retention.isNegative() || retention.isZero()) {
            throw new UsageException("a retention is longer than nothing, such as P12M");
        }
        try (ConsentStore store = toWrite(line)) {
            long purged = 0;
            // Month by month, the oldest first, so that it can be told how far it has come.
            for (int months = MONTHS_OF_A_FIRST_PURGE; months >= 0; months--) {
                purged += store.purge(clock.instant()
                        .atZone(ZoneOffset.UTC)
                        .minus(retention)
                        .minusMonths(months)
                        .toInstant());
                progress.accept(purged);
            }
            out.println(Quantity.records(purged) + " purged");
            return ConsentTool.FINE;
        }
    }

    private ConsentStore toRead(Line line) {
        Optional<String> url = setting(line, "url", "consent.store.url");
        return url.isPresent()
                ? JdbcConsentStore.readOnly(url.get(), user(line), password(), clock)
                : JdbcConsentStore.readOnly(home(line), clock);
    }

    private ConsentStore toWrite(Line line) throws IOException {
        Optional<String> url = setting(line, "url", "consent.store.url");
        SigningKeys keys = keys(line);
        if (url.isPresent()) {
            return JdbcConsentStore.of(url.get(), user(line), password(), keys, clock);
        }
        // Not made where there is none: a folder that was mistyped is no empty store.
        JdbcConsentStore.readOnly(home(line), clock).close();
        return JdbcConsentStore.embedded(home(line), keys, clock);
    }

    private SigningKeys keys(Line line) throws IOException {
        Optional<Path> given = setting(line, "keys", "consent.keys").map(Path::of);
        return SigningKeys.load(given.isPresent() ? given.get() : home(line).resolve("keys"));
    }

    private Path home(Line line) {
        return setting(line, "home", "consent.home")
                .map(Path::of)
                .orElseThrow(() -> new UsageException("name the store by --home or --url, and the keys by --keys"));
    }

    private @Nullable String user(Line line) {
        return setting(line, "user", "consent.store.user").orElse(null);
    }

    private @Nullable String password() {
        return settings.find("consent.store.password").orElse(null);
    }

    private Optional<String> setting(Line line, String option, String name) {
        return line.option(option).or(() -> settings.find(name));
    }
}
