package com.okonect.consent.store;

import com.okonect.consent.Category;
import com.okonect.consent.ChoiceCount;
import com.okonect.consent.ConsentRecord;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Counts choices by day: those on record, and the refusals of which there is only a count. */
final class CountTable {

    private static final long SECONDS_A_DAY = 86_400;
    /** Every column has a name to be grouped by, as what merges the answers of several servers needs it. */
    private static final String RECORDED = "select r.recorded_at - r.recorded_at % " + SECONDS_A_DAY + " as day_begins,"
            + " r.event as choice, p.decisions as decided_before, r.decisions as decided, r.notice as shown,"
            + " count(*) as choices from consent_record r left join consent_record p"
            + " on p.consent_id = r.consent_id and p.sequence = r.sequence - 1"
            + " where r.recorded_at >= ?"
            + " group by day_begins, choice, decided_before, decided, shown"
            + " order by day_begins, choice, decided_before, decided, shown";

    private static final String REFUSED =
            "select utc_day, notice, refusals from consent_refusal_count where utc_day >= ? order by utc_day, notice";

    private final Session session;

    CountTable(Session session) {
        this.session = session;
    }

    List<ChoiceCount> since(LocalDate day) throws SQLException {
        List<ChoiceCount> counts = new ArrayList<>(session.list(
                RECORDED,
                row -> new ChoiceCount(
                        LocalDate.ofInstant(Instant.ofEpochSecond(row.getLong(1)), ZoneOffset.UTC),
                        ConsentRecord.Event.valueOf(row.getString(2).toUpperCase(Locale.ROOT)),
                        decided(row.getString(3)),
                        decided(row.getString(4)),
                        row.getString(5),
                        row.getLong(6)),
                day.atStartOfDay(ZoneOffset.UTC).toEpochSecond()));
        counts.addAll(session.list(
                REFUSED,
                row -> new ChoiceCount(
                        LocalDate.parse(row.getString(1)),
                        ConsentRecord.Event.REFUSE,
                        decided(null),
                        decided(null),
                        row.getString(2),
                        row.getLong(3)),
                day));
        return List.copyOf(counts);
    }

    private static SortedMap<Category, Boolean> decided(@Nullable String decisions) {
        return decisions == null ? Collections.emptySortedMap() : ConsentRecord.categories(decisions);
    }
}
