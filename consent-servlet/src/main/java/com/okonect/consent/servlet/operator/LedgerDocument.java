package com.okonect.consent.servlet.operator;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.okonect.consent.Category;
import com.okonect.consent.policy.ExemptReason;
import com.okonect.consent.servlet.guard.Decision;
import com.okonect.consent.servlet.guard.GuardSettings;
import com.okonect.consent.servlet.guard.Ledger;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;

/** The ledger for programs. */
final class LedgerDocument implements OperatorPage {

    static final String PATH = "ledger.json";

    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public String path() {
        return PATH;
    }

    @Override
    public String title() {
        return "";
    }

    @Override
    public void answer(GuardSettings site, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        ObjectNode document = JSON.createObjectNode()
                .put("at", site.clock().instant().toString())
                .put("mode", site.observe() ? "observe" : "enforce")
                .put("strict", site.strict());
        ArrayNode cookies = document.putArray("cookies");
        for (Ledger.Entry entry : site.ledger().snapshot()) {
            write(entry, cookies.addObject());
        }
        Layout.write("application/json", JSON.writeValueAsBytes(document), response);
    }

    private static void write(Ledger.Entry entry, ObjectNode cookie) {
        Category category = entry.category();
        ExemptReason exempt = entry.exempt();
        Decision.Reason reason = entry.reason();
        String declaration = entry.declaration();
        cookie.put("name", entry.name())
                .put("declared", entry.declared())
                .put("category", category == null ? null : category.id())
                .put("exempt", exempt == null ? null : exempt.word())
                .put("outcome", word(entry.outcome()))
                .put("reason", reason == null ? null : reason.word())
                .put("layer", word(entry.layer()))
                .put("endpoint", entry.endpoint())
                .put("count", entry.count())
                .put("first", entry.first().toString())
                .put("last", entry.last().toString())
                .put("declaration", declaration);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
