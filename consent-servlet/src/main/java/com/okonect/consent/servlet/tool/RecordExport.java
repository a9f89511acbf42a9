package com.okonect.consent.servlet.tool;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.okonect.consent.Checkpoint;
import com.okonect.consent.ConsentRecord;
import com.okonect.consent.store.ConsentStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.List;
import java.util.Objects;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/**
 * Writes all that is stored, record by record as the store shows it: nothing is kept in memory, however much there is.
 * The notices are written as texts, byte for byte as hashed.
 */
public abstract sealed class RecordExport implements ConsentStore.Inspection {

    private static final int RECORDS_AT_A_TIME = 512;
    private static final List<String> COLUMNS = List.of(
            "record",
            "consent",
            "sequence",
            "event",
            "recordedAt",
            "validUntil",
            "categories",
            "notice",
            "method",
            "language",
            "gpc",
            "site",
            "previousHash",
            "keyId",
            "mac");

    private final LongConsumer progress;
    private long records;
    private long unreadable;

    private RecordExport(LongConsumer progress) {
        this.progress = progress;
    }

    /**
     * Writes comma-separated values (RFC 4180), a record a line, and no notices.
     *
     * @param out where to; stays open
     * @param progress told the number of records written, now and then
     * @return to be shown all, and then ended
     */
    public static RecordExport csv(Writer out, LongConsumer progress) {
        return new Csv(out, progress);
    }

    /**
     * Writes one JSON document.
     *
     * @param out where to; stays open
     * @param progress told the number of records written, now and then
     * @return to be shown all, and then ended
     */
    public static RecordExport json(Writer out, LongConsumer progress) {
        return new Json(out, progress);
    }

    /**
     * Returns how many records are written.
     *
     * @return so far
     */
    public final long records() {
        return records;
    }

    /**
     * Returns how many of what is stored cannot be read, and are not written: records, or totals that stand beside them.
     *
     * @return so far
     */
    public final long unreadable() {
        return unreadable;
    }

    /** Writes the end. */
    public final void end() {
        try {
            finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public final void notice(String hash, String json) {
        try {
            write(hash, json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public final void record(ConsentRecord record) {
        try {
            write(record);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (++records % RECORDS_AT_A_TIME == 0) {
            progress.accept(records);
        }
    }

    @Override
    public final void checkpoint(Checkpoint checkpoint) {
        // It is for the verification alone.
    }

    @Override
    public final void unreadable(String what) {
        // The verification tells which.
        unreadable++;
    }

    abstract void write(String hash, String json) throws IOException;

    abstract void write(ConsentRecord record) throws IOException;

    abstract void finish() throws IOException;

    private static final class Csv extends RecordExport {

        private final Writer out;
        private boolean begun;

        private Csv(Writer out, LongConsumer progress) {
            super(progress);
            this.out = out;
        }

        @Override
        void write(String hash, String json) {
            // A table of records has no place for it.
        }

        @Override
        void write(ConsentRecord record) throws IOException {
            begin();
            line(List.of(
                    record.recordId().toString(),
                    record.consentId(),
                    String.valueOf(record.sequence()),
                    record.event().toString(),
                    record.recordedAt().toString(),
                    record.validUntil().toString(),
                    record.categories().entrySet().stream()
                            .map(category -> category.getKey() + (category.getValue() ? "=granted" : "=refused"))
                            .collect(Collectors.joining(" ")),
                    record.notice(),
                    record.method().toString(),
                    record.language(),
                    String.valueOf(record.gpc()),
                    record.site(),
                    Objects.requireNonNullElse(record.previousHash(), ""),
                    record.keyId(),
                    record.mac()));
        }

        private void begin() throws IOException {
            if (!begun) {
                line(COLUMNS);
                begun = true;
            }
        }

        private void line(List<String> cells) throws IOException {
            out.write(cells.stream().map(Cells::quoted).collect(Collectors.joining(",", "", "\r\n")));
        }

        @Override
        void finish() throws IOException {
            begin();
            out.flush();
        }
    }

    private static final class Json extends RecordExport {

        private final JsonGenerator out;
        private boolean inRecords;

        private Json(Writer writer, LongConsumer progress) {
            super(progress);
            try {
                out = new JsonFactory()
                        .createGenerator(writer)
                        .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                        .useDefaultPrettyPrinter();
                out.writeStartObject();
                out.writeObjectFieldStart("notices");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        void write(String hash, String json) throws IOException {
            out.writeStringField(hash, json);
        }

        @Override
        void write(ConsentRecord record) throws IOException {
            begin();
            out.writeStartObject();
            out.writeStringField("record", record.recordId().toString());
            out.writeStringField("consent", record.consentId());
            out.writeNumberField("sequence", record.sequence());
            out.writeStringField("event", record.event().toString());
            out.writeStringField("recordedAt", record.recordedAt().toString());
            out.writeStringField("validUntil", record.validUntil().toString());
            out.writeObjectFieldStart("categories");
            for (var category : record.categories().entrySet()) {
                out.writeBooleanField(category.getKey().id(), category.getValue());
            }
            out.writeEndObject();
            out.writeStringField("decisions", record.decisions());
            out.writeStringField("notice", record.notice());
            out.writeStringField("method", record.method().toString());
            out.writeStringField("language", record.language());
            out.writeBooleanField("gpc", record.gpc());
            out.writeStringField("site", record.site());
            out.writeStringField("previousHash", record.previousHash());
            out.writeStringField("keyId", record.keyId());
            out.writeStringField("mac", record.mac());
            out.writeEndObject();
        }

        private void begin() throws IOException {
            if (!inRecords) {
                out.writeEndObject();
                out.writeArrayFieldStart("records");
                inRecords = true;
            }
        }

        @Override
        void finish() throws IOException {
            begin();
            out.close();
        }
    }
}
