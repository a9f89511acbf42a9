package com.okonect.consent.store;

import com.okonect.consent.policy.Declaration;
import com.okonect.consent.policy.Notice;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** The tables {@code consent_notice} and {@code consent_declaration}. */
final class NoticeTable {

    private final Session session;

    NoticeTable(Session session) {
        this.session = session;
    }

    /** Inserts a notice and its declarations, unless they are stored already. */
    void store(Notice notice) throws SQLException {
        if (find(notice.hash()).isEmpty()) {
            insert(
                    "insert into consent_notice (hash, language, json) values (?, ?, ?)",
                    notice.hash(),
                    notice.language().toLanguageTag(),
                    new String(notice.json(), StandardCharsets.UTF_8));
        }
        for (Declaration declaration : notice.declarations()) {
            if (declaration(declaration.fingerprint()).isEmpty()) {
                insert(
                        "insert into consent_declaration (fingerprint, category, elements) values (?, ?, ?)",
                        declaration.fingerprint(),
                        declaration.category().id(),
                        String.join("\n", declaration.elements()));
            }
        }
    }

    Optional<String> find(String hash) throws SQLException {
        return ask("select json from consent_notice where hash = ?", hash);
    }

    Optional<SortedSet<String>> declaration(String fingerprint) throws SQLException {
        return ask("select elements from consent_declaration where fingerprint = ?", fingerprint)
                .map(lines -> new TreeSet<>(lines.isEmpty() ? List.of() : List.of(lines.split("\n"))));
    }

    void inspect(ConsentStore.Inspection inspection) throws SQLException {
        try (PreparedStatement select =
                        session.connection().prepareStatement("select hash, json from consent_notice order by hash");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                inspection.notice(row.getString(1), row.getString(2));
            }
        }
    }

    private Optional<String> ask(String sql, String key) throws SQLException {
        try (PreparedStatement select = session.connection().prepareStatement(sql)) {
            select.setString(1, key);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        }
    }

    private void insert(String sql, String... values) throws SQLException {
        try (PreparedStatement insert = session.connection().prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                insert.setString(i + 1, values[i]);
            }
            insert.executeUpdate();
        }
    }
}
