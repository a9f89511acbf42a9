package com.okonect.consent.servlet.guard;

import com.okonect.consent.Category;
import com.okonect.consent.policy.ConsentBoundCookie;
import com.okonect.consent.policy.DeclaredCookie;
import com.okonect.consent.policy.ExemptCookie;
import com.okonect.consent.policy.ExemptReason;
import com.okonect.consent.policy.Lifetime;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts what passed the guard and what did not, by name. Never holds a cookie's value. What the site has to know is
 * logged the first time, with the JSON to paste into the policy.
 *
 * <p>Bounded: what exceeds the capacity is counted together, under {@link #OTHERS}. Names that only browsers send are
 * counted apart, so that a visitor who makes names up cannot fill the places of the site's own. Safe for use by several
 * threads.
 */
public final class Ledger {

    /** The name of the entry for all that exceeds the capacity. */
    public static final String OTHERS = "(others)";

    /** The names of cookies that the application writes and of which one is counted each. */
    public static final int CAPACITY = 1_000;

    private static final int CAPACITY_FOR_READING = 200;
    private static final System.Logger LOG = System.getLogger(Ledger.class.getName());

    private final Clock clock;
    private final Table written;
    private final Table read;
    private final Set<String> told = new HashSet<>();

    /** What became of a cookie. */
    public enum Outcome {
        /** It was set as the application wrote it. */
        PASSED,
        /** It was set with a shorter lifetime. */
        CUT,
        /** The application deleted it. */
        DELETED,
        /** It was not set. */
        BLOCKED,
        /** It was set, and would not have been outside observe mode. */
        WOULD_BE_BLOCKED,
        /** The application could not read it. */
        HIDDEN
    }

    /**
     * How often one thing became of the cookies of one name.
     *
     * @param name the declared name, or that of an undeclared cookie in printable ASCII
     * @param category the category; null if the cookie is exempt or undeclared
     * @param exempt why the cookie is exempt; null if it is not
     * @param outcome what became of it
     * @param layer where, the first time
     * @param endpoint the path of the request, the first time, without query and parameters
     * @param count how often
     * @param first when it was first seen
     * @param last when it was last seen
     */
    public record Entry(
            String name,
            @Nullable Category category,
            @Nullable ExemptReason exempt,
            Outcome outcome,
            Layer layer,
            String endpoint,
            long count,
            Instant first,
            Instant last) {

        /** Returns whether the policy declares the cookie. */
        public boolean declared() {
            return category != null || exempt != null;
        }
    }

    private record Key(String name, Outcome outcome) {}

    private static final class Tally {

        final @Nullable DeclaredCookie cookie;
        final Layer layer;
        final String endpoint;
        final Instant first;
        final LongAdder count = new LongAdder();
        volatile Instant last;

        Tally(@Nullable DeclaredCookie cookie, Layer layer, String endpoint, Instant now) {
            this.cookie = cookie;
            this.layer = layer;
            this.endpoint = endpoint;
            this.first = now;
            this.last = now;
        }

        void add(Instant now) {
            count.increment();
            last = now;
        }

        Entry entry(Key key) {
            return new Entry(
                    key.name,
                    cookie instanceof ConsentBoundCookie bound ? bound.category() : null,
                    cookie instanceof ExemptCookie exempt ? exempt.reason() : null,
                    key.outcome,
                    layer,
                    endpoint,
                    count.sum(),
                    first,
                    last);
        }
    }

    private static final class Table {

        final int capacity;
        final Map<Key, Tally> tallies = new ConcurrentHashMap<>();

        Table(int capacity) {
            this.capacity = capacity;
        }
    }

    /**
     * Creates an empty ledger.
     *
     * @param clock tells the time of what is counted
     */
    public Ledger(Clock clock) {
        this(clock, CAPACITY, CAPACITY_FOR_READING);
    }

    Ledger(Clock clock, int capacity, int capacityForReading) {
        this.clock = clock;
        this.written = new Table(capacity);
        this.read = new Table(capacityForReading);
    }

    /**
     * Returns what was counted so far.
     *
     * @return the entries by name
     */
    public List<Entry> snapshot() {
        List<Entry> entries = new ArrayList<>();
        written.tallies.forEach((key, tally) -> entries.add(tally.entry(key)));
        read.tallies.forEach((key, tally) -> entries.add(tally.entry(key)));
        entries.sort(Comparator.comparing(Entry::name).thenComparing(Entry::outcome));
        return entries;
    }

    void passed(
            String name,
            @Nullable DeclaredCookie cookie,
            Outcome outcome,
            Layer layer,
            Supplier<String> endpoint,
            boolean preset) {
        Table table = written;
        count(table, name, cookie, outcome, layer, endpoint, () -> {
            if (preset && cookie instanceof ExemptCookie exempt) {
                tell(exempt.name(), Level.WARNING, Advice.onPreset(exempt));
            }
        });
    }

    void blocked(
            String name, Decision.Drop drop, Outcome outcome, Layer layer, Supplier<String> endpoint, Lifetime asked) {
        count(written, name, drop.cookie(), outcome, layer, endpoint, () -> {
            boolean asMeant = drop.reason() == Decision.Reason.NOT_GRANTED
                    || drop.reason() == Decision.Reason.NO_CHOICE
                    || drop.reason() == Decision.Reason.NO_EXPRESS_REQUEST;
            tell(
                    nameOf(name, drop.cookie()),
                    asMeant ? Level.INFO : Level.WARNING,
                    Advice.onBlocked(name, drop, outcome, endpoint.get(), asked));
        });
    }

    void hidden(String name, @Nullable DeclaredCookie cookie, Supplier<String> endpoint) {
        count(read, name, cookie, Outcome.HIDDEN, Layer.WRAPPER, endpoint, () -> {
            if (cookie == null) {
                tell(nameOf(name, null), Level.WARNING, Advice.onHidden(name, endpoint.get()));
            }
        });
    }

    /** Logs something once. */
    void tell(String about, Level level, String message) {
        boolean first;
        synchronized (told) {
            first = told.size() < 2 * (written.capacity + read.capacity) && told.add(about);
        }
        if (first) {
            LOG.log(level, message);
        }
    }

    private void count(
            Table table,
            String name,
            @Nullable DeclaredCookie cookie,
            Outcome outcome,
            Layer layer,
            Supplier<String> endpoint,
            Runnable atFirst) {
        Instant now = clock.instant();
        Key key = new Key(nameOf(name, cookie), outcome);
        Tally tally = table.tallies.get(key);
        if (tally == null) {
            tally = first(table, key, new Tally(cookie, layer, endpoint.get(), now), atFirst);
        }
        tally.add(now);
    }

    private Tally first(Table table, Key key, Tally fresh, Runnable atFirst) {
        boolean isNew;
        Tally tally;
        synchronized (table) {
            boolean full = table.tallies.size() >= table.capacity;
            Key place = full && !table.tallies.containsKey(key) ? new Key(OTHERS, key.outcome) : key;
            tally = table.tallies.computeIfAbsent(
                    place, k -> k == key ? fresh : new Tally(null, fresh.layer, fresh.endpoint, fresh.first));
            isNew = tally == fresh;
        }
        if (isNew) {
            atFirst.run();
        } else if (tally.count.sum() == 0) {
            tell(OTHERS, Level.WARNING, Advice.onFullLedger(table.capacity));
        }
        return tally;
    }

    /** Names that match one declaration are one entry; an undeclared name is kept short and printable. */
    private static String nameOf(String name, @Nullable DeclaredCookie cookie) {
        return cookie == null ? HeaderText.printable(name) : cookie.name();
    }
}
