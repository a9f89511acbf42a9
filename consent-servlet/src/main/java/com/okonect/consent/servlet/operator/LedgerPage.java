package com.okonect.consent.servlet.operator;

import com.okonect.consent.Category;
import com.okonect.consent.policy.ExemptReason;
import com.okonect.consent.servlet.guard.Decision;
import com.okonect.consent.servlet.guard.GuardSettings;
import com.okonect.consent.servlet.guard.Layer;
import com.okonect.consent.servlet.guard.Ledger;
import com.samskivert.mustache.Template;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The ledger for people: what has to be declared, with the JSON to paste, then every cookie that tried to pass. */
final class LedgerPage implements OperatorPage {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Layout layout;
    private final Template template;

    LedgerPage(Layout layout) {
        this.layout = layout;
        this.template = layout.compile("ledger");
    }

    @Override
    public String path() {
        return "ledger";
    }

    @Override
    public String title() {
        return "Cookies";
    }

    @Override
    public void answer(GuardSettings site, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Map<String, String> toDeclare = new LinkedHashMap<>();
        Set<String> set = new HashSet<>();
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Ledger.Entry entry : site.ledger().snapshot()) {
            rows.add(row(entry));
            String declaration = entry.declaration();
            if (declaration != null) {
                if (isSet(entry.outcome())) {
                    set.add(entry.name());
                }
                toDeclare.putIfAbsent(entry.name(), declaration);
            }
        }
        List<Map<String, Object>> missing = new ArrayList<>();
        toDeclare.forEach((name, json) -> missing.add(Map.of("name", name, "json", json, "sent", !set.contains(name))));
        layout.write(
                this,
                template,
                Map.of(
                        "observe",
                        site.observe(),
                        "strict",
                        site.strict(),
                        "undeclared",
                        missing,
                        "anyUndeclared",
                        !missing.isEmpty(),
                        "any",
                        !rows.isEmpty(),
                        "entries",
                        rows,
                        "document",
                        LedgerDocument.PATH),
                response);
    }

    private static Map<String, Object> row(Ledger.Entry entry) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("name", entry.name());
        row.put("kind", kind(entry.category(), entry.exempt()));
        row.put("outcome", outcome(entry.outcome()));
        row.put("kept", isKeptBack(entry.outcome()));
        row.put("reason", reason(entry.reason()));
        row.put("layer", layer(entry.layer()));
        row.put("endpoint", entry.endpoint());
        row.put("count", String.format(Locale.ROOT, "%,d", entry.count()));
        row.put("first", time(entry.first()));
        row.put("last", time(entry.last()));
        return row;
    }

    private static String kind(@Nullable Category category, @Nullable ExemptReason exempt) {
        if (category != null) {
            return category.id();
        }
        return exempt == null ? "undeclared" : "exempt: " + exempt.word();
    }

    private static Map<String, String> time(Instant instant) {
        return Map.of("iso", instant.toString(), "text", TIME.format(instant));
    }

    /** Whether the application wrote it: what it was only sent can be another application's, or made up. */
    private static boolean isSet(Ledger.Outcome outcome) {
        return outcome != Ledger.Outcome.HIDDEN && outcome != Ledger.Outcome.WOULD_BE_HIDDEN;
    }

    private static boolean isKeptBack(Ledger.Outcome outcome) {
        return outcome == Ledger.Outcome.BLOCKED || outcome == Ledger.Outcome.HIDDEN;
    }

    private static String outcome(Ledger.Outcome outcome) {
        return switch (outcome) {
            case PASSED -> "set";
            case CUT -> "set, lifetime cut";
            case DELETED -> "deleted";
            case BLOCKED -> "blocked";
            case WOULD_BE_BLOCKED -> "set, would be blocked";
            case HIDDEN -> "hidden";
            case WOULD_BE_HIDDEN -> "read, would be hidden";
        };
    }

    private static String reason(Decision.@Nullable Reason reason) {
        if (reason == null) {
            return "";
        }
        return switch (reason) {
            case UNDECLARED -> "not declared";
            case NOT_GRANTED -> "not granted";
            case NO_CHOICE -> "no choice yet";
            case NO_EXPRESS_REQUEST -> "no express request";
            case OBJECTED -> "objected to";
            case PROLONGED -> "would be prolonged";
            case OWN -> "the library's own";
            case UNREADABLE -> "not readable";
            case ERROR -> "deciding failed";
        };
    }

    private static String layer(Layer layer) {
        return switch (layer) {
            case WRAPPER -> "wrapper";
            case COMMIT -> "commit guard";
            case CONTAINER -> "container piece";
            case BROWSER -> "browser";
        };
    }
}
