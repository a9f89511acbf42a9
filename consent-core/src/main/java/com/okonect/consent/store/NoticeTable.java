package com.okonect.consent.store;

import com.okonect.consent.policy.Declaration;
import com.okonect.consent.policy.Notice;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The tables {@code consent_notice} and {@code consent_declaration}. */
final class NoticeTable {

    private final Session session;

    NoticeTable(Session session) {
        this.session = session;
    }

    /**
     * Inserts notices and then their declarations, unless they are stored already.
     *
     * @param notices by their hashes
     */
    void store(SortedMap<String, Notice> notices) throws SQLException {
        SortedMap<String, Declaration> declarations = new TreeMap<>();
        for (Notice notice : notices.values()) {
            notice.declarations().forEach(declaration -> declarations.put(declaration.fingerprint(), declaration));
            if (find(notice.hash()).isEmpty()) {
                session.update(
                        "insert into consent_notice (hash, language, json) values (?, ?, ?)",
                        notice.hash(),
                        notice.language().toLanguageTag(),
                        new String(notice.json(), StandardCharsets.UTF_8));
            }
        }
        for (Declaration declaration : declarations.values()) {
            if (declaration(declaration.fingerprint()).isEmpty()) {
                session.update(
                        "insert into consent_declaration (fingerprint, category, elements) values (?, ?, ?)",
                        declaration.fingerprint(),
                        declaration.category().id(),
                        String.join("\n", declaration.elements()));
            }
        }
    }

    Optional<String> find(String hash) throws SQLException {
        return session.find("select json from consent_notice where hash = ?", row -> row.getString(1), hash);
    }

    Optional<SortedSet<String>> declaration(String fingerprint) throws SQLException {
        return session.find(
                        "select elements from consent_declaration where fingerprint = ?",
                        row -> row.getString(1),
                        fingerprint)
                .map(lines -> new TreeSet<>(lines.isEmpty() ? List.of() : List.of(lines.split("\n"))));
    }

    void inspect(ConsentStore.Inspection inspection) throws SQLException {
        List<String> hashes = session.list("select hash from consent_notice order by hash", row -> row.getString(1));
        for (String hash : hashes) {
            find(hash).ifPresent(json -> inspection.notice(hash, json));
        }
    }
}
