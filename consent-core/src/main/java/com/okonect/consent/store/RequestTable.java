package com.okonect.consent.store;

import com.okonect.consent.RightsRequest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The table {@code consent_request}. */
final class RequestTable {

    private static final String UPDATE =
            "update consent_request set kind = ?, reference = ?, received_on = ?, due_on = ?, extended_because = ?,"
                    + " closed_on = ?, outcome = ? where request_id = ?";
    private static final String INSERT =
            "insert into consent_request (kind, reference, received_on, due_on, extended_because, closed_on, outcome,"
                    + " request_id) values (?, ?, ?, ?, ?, ?, ?, ?)";

    private final Session session;

    RequestTable(Session session) {
        this.session = session;
    }

    void store(RightsRequest request) throws SQLException {
        boolean known = session.find("select 1 from consent_request where request_id = ?", row -> true, request.id())
                .isPresent();
        session.update(known ? UPDATE : INSERT, values(request));
    }

    List<RightsRequest> all() throws SQLException {
        return session.list(
                "select request_id, kind, reference, received_on, due_on, extended_because, closed_on, outcome"
                        + " from consent_request order by due_on, received_on",
                RequestTable::read);
    }

    private static @Nullable Object[] values(RightsRequest request) {
        return new @Nullable Object[] {
            request.kind().toString(),
            request.reference(),
            request.receivedOn(),
            request.dueOn(),
            request.extendedBecause(),
            request.closedOn(),
            request.outcome(),
            request.id()
        };
    }

    private static RightsRequest read(ResultSet row) throws SQLException {
        String closedOn = row.getString(7);
        return new RightsRequest(
                UUID.fromString(row.getString(1)),
                RightsRequest.Kind.valueOf(row.getString(2).toUpperCase(Locale.ROOT)),
                row.getString(3),
                LocalDate.parse(row.getString(4)),
                LocalDate.parse(row.getString(5)),
                row.getString(6),
                closedOn == null ? null : LocalDate.parse(closedOn),
                row.getString(8));
    }
}
