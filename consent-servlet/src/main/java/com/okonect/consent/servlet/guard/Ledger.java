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
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Counts what passed the guard and what did not, by name: cookies, and the origins that browsers report. Never holds a cookie's value. What the site has to know is
 * logged the first time, with the JSON to paste into the policy.
 *
 * <p>Bounded: what exceeds the capacity is counted together, under {@link #OTHERS}. Names that only browsers send are
 * counted apart, so that a visitor who makes names up cannot fill the places of the site's own. Safe for use by several
 * threads.
 */
@SuppressWarnings("ReferenceEquality") // identity is what is meant here
public final class Ledger {

    /** The name of the entry for all that exceeds the capacity. */
    public static final String OTHERS = "(others)";

    /** How many entries there are for cookies that the application writes. */
    public static final int CAPACITY = 1_000;

    private static final int CAPACITY_FOR_READING = 200;
    private static final int CAPACITY_FOR_REPORTS = 200;
    private static final System.Logger LOG = System.getLogger(Ledger.class.getName());

    private final Clock clock;
    private final Table written;
    private final Table read;
    private final Table reported = new Table(CAPACITY_FOR_REPORTS);
    private final Set<String> told = ConcurrentHashMap.newKeySet();

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
        HIDDEN,
        /** The application read it, and could not have outside observe mode. */
        WOULD_BE_HIDDEN
    }

    /**
     * How often one thing became of the cookies of one name, or of one origin.
     *
     * @param name the declared name, that of an undeclared cookie in printable ASCII, or an origin
     * @param category the category; null if the cookie or the origin is exempt or undeclared
     * @param exempt why the cookie is exempt; null if it is not
     * @param outcome what became of it
     * @param reason why it did not pass; null if it did, and for what was read
     * @param layer where
     * @param asked how long it was to live, the first time
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
            Decision.@Nullable Reason reason,
            Layer layer,
            Lifetime asked,
            String endpoint,
            long count,
            Instant first,
            Instant last) {

        /** Returns whether the policy declares the cookie. */
        public boolean declared() {
            return category != null || exempt != null;
        }

        /** Returns what to write into the policy of a cookie, as JSON; null where it says enough. */
        public @Nullable String declaration() {
            boolean known = declared()
                    || layer == Layer.BROWSER
                    || reason == Decision.Reason.OWN
                    || reason == Decision.Reason.UNREADABLE;
            return known || name.equals(OTHERS) ? null : Advice.declaration(name, "", asked);
        }
    }

    private record Key(String name, Outcome outcome, Decision.@Nullable Reason reason, Layer layer) {}

    private static final class Tally {

        final Key key;
        final @Nullable Category category;
        final @Nullable ExemptReason exempt;
        final Lifetime asked;
        final String endpoint;
        final Instant first;
        final LongAdder count = new LongAdder();
        volatile Instant last;

        Tally(
                Key key,
                @Nullable Category category,
                @Nullable ExemptReason exempt,
                Lifetime asked,
                String endpoint,
                Instant now) {
            this.key = key;
            this.category = category;
            this.exempt = exempt;
            this.asked = asked;
            this.endpoint = endpoint;
            this.first = now;
            this.last = now;
        }

        Tally ofOthers() {
            Key others = new Key(OTHERS, key.outcome, null, key.layer);
            return new Tally(others, null, null, Lifetime.SESSION, endpoint, first);
        }

        void add(Instant now) {
            count.increment();
            last = now;
        }

        Entry entry() {
            return new Entry(
                    key.name,
                    category,
                    exempt,
                    key.outcome,
                    key.reason,
                    key.layer,
                    asked,
                    endpoint,
                    count.sum(),
                    first,
                    last);
        }
    }

    /** Found by the name, whose hash is known, and then among the few things that become of one cookie. */
    private static final class Table {

        final int capacity;
        private final Map<String, Tally[]> byName = new ConcurrentHashMap<>();
        private int size;

        Table(int capacity) {
            this.capacity = capacity;
        }

        @Nullable
        Tally find(String name, Outcome outcome, Decision.@Nullable Reason reason, Layer layer) {
            Tally[] ofName = byName.get(name);
            if (ofName != null) {
                for (Tally tally : ofName) {
                    Key key = tally.key;
                    if (key.outcome == outcome && key.reason == reason && key.layer == layer) {
                        return tally;
                    }
                }
            }
            return null;
        }

        @Nullable
        Tally find(Key key) {
            return find(key.name, key.outcome, key.reason, key.layer);
        }

        /** To be called by one thread at a time, where there is none of this key. */
        void add(Tally tally) {
            byName.merge(tally.key.name, new Tally[] {tally}, (known, added) -> {
                Tally[] all = Arrays.copyOf(known, known.length + 1);
                all[known.length] = tally;
                return all;
            });
            size++;
        }

        Stream<Tally> all() {
            return byName.values().stream().flatMap(Arrays::stream);
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
     * Returns what was counted so far. It changes no more.
     *
     * @return the entries by name
     */
    public List<Entry> snapshot() {
        List<Entry> entries = new ArrayList<>();
        Stream.of(written, read, reported).flatMap(Table::all).forEach(tally -> entries.add(tally.entry()));
        entries.sort(
                Comparator.comparing(Entry::name).thenComparing(Entry::outcome).thenComparing(Entry::layer));
        return entries;
    }

    /**
     * Returns how many cookies had an outcome.
     *
     * @param outcome what became of them
     * @return their number since the start
     */
    public long total(Outcome outcome) {
        return Stream.of(written, read)
                .flatMap(Table::all)
                .filter(tally -> tally.key.outcome == outcome)
                .mapToLong(tally -> tally.count.sum())
                .sum();
    }

    /** Counts a cookie that is set. */
    void passed(String name, @Nullable DeclaredCookie cookie, Outcome outcome, Layer layer, Visit visit, Instant now) {
        boolean isFirst = count(written, name, cookie, outcome, null, layer, visit, Lifetime.SESSION, now);
        if (isFirst && outcome != Outcome.DELETED && cookie instanceof ExemptCookie exempt && exempt.preset()) {
            boolean inTheNotice = name.equals(visit.settings().policy().sessionCookieName());
            if (!inTheNotice) {
                tell(exempt.name(), Level.WARNING, () -> Advice.onPreset(exempt));
            }
        }
    }

    /** Counts a cookie that is not set, or would not be outside observe mode. */
    void blocked(
            String name, Decision.Drop drop, Outcome outcome, Layer layer, Visit visit, Lifetime asked, Instant now) {
        if (count(written, name, drop.cookie(), outcome, drop.reason(), layer, visit, asked, now)) {
            tell(
                    nameOf(name, drop.cookie()),
                    isTheVisitorsWill(drop.reason()) ? Level.INFO : Level.WARNING,
                    () -> Advice.onBlocked(name, drop, outcome, visit.raw().endpoint(), asked));
        }
    }

    /** Counts a cookie that the application cannot see, or could not outside observe mode. */
    void hidden(String name, @Nullable DeclaredCookie cookie, Outcome outcome, Visit visit) {
        Instant now = clock.instant();
        if (count(read, name, cookie, outcome, null, Layer.WRAPPER, visit, Lifetime.SESSION, now) && cookie == null) {
            tell(
                    nameOf(name, null),
                    Level.WARNING,
                    () -> Advice.onHidden(name, outcome, visit.raw().endpoint()));
        }
    }

    /**
     * Counts an origin that a browser did not reach, or would not have reached, because nothing that is granted or exempt
     * names it. Whoever sends reports can make origins up, so they are counted apart from cookies.
     *
     * @param origin such as {@code https://stats.example}
     * @param category the category that it is declared for; null if the policy does not declare it
     * @param held whether it was not reached
     * @param endpoint the path of the page, without query and parameters
     * @return whether it is the first report on this origin that is counted under its own name
     */
    public boolean reported(String origin, @Nullable Category category, boolean held, String endpoint) {
        Instant now = clock.instant();
        Key key = new Key(
                HeaderText.printable(origin),
                held ? Outcome.BLOCKED : Outcome.WOULD_BE_BLOCKED,
                category == null ? Decision.Reason.UNDECLARED : Decision.Reason.NOT_GRANTED,
                Layer.BROWSER);
        Tally known = reported.find(key);
        if (known != null) {
            known.add(now);
            return false;
        }
        return countNew(
                reported, new Tally(key, category, null, Lifetime.SESSION, HeaderText.printable(endpoint), now));
    }

    /** Logs that a header is not sent, or would not be outside observe mode. */
    void refused(@Nullable String header, boolean observe) {
        String printable = HeaderText.printable(header);
        tell("header " + printable, Level.WARNING, () -> Advice.onRefusedHeader(printable, observe));
    }

    /** Logs something once; what there is to say is made up only then. */
    void tell(String about, Level level, Supplier<String> message) {
        boolean first =
                !told.contains(about) && told.size() < 2 * (written.capacity + read.capacity) && told.add(about);
        if (first) {
            LOG.log(level, message);
        }
    }

    /** Returns whether this is the first of its kind. */
    private boolean count(
            Table table,
            String name,
            @Nullable DeclaredCookie cookie,
            Outcome outcome,
            Decision.@Nullable Reason reason,
            Layer layer,
            Visit visit,
            Lifetime asked,
            Instant now) {
        String counted = nameOf(name, cookie);
        Tally known = table.find(counted, outcome, reason, layer);
        if (known != null) {
            known.add(now);
            return false;
        }
        return countNew(
                table,
                new Tally(
                        new Key(counted, outcome, reason, layer),
                        cookie instanceof ConsentBoundCookie bound ? bound.category() : null,
                        cookie instanceof ExemptCookie exempt ? exempt.reason() : null,
                        asked,
                        visit.raw().endpoint(),
                        now));
    }

    private boolean countNew(Table table, Tally fresh) {
        boolean full;
        Tally before;
        Tally counted;
        synchronized (table) {
            full = table.size >= table.capacity && table.find(fresh.key) == null;
            counted = full ? fresh.ofOthers() : fresh;
            before = table.find(counted.key);
            if (before == null) {
                table.add(counted);
            } else {
                counted = before;
            }
        }
        counted.add(fresh.first);
        if (full && before == null) {
            tell(OTHERS, Level.WARNING, () -> Advice.onFullLedger(table.capacity));
        }
        return !full && before == null;
    }

    /** Names that match one declaration are one entry; an undeclared name is kept short and printable. */
    private static String nameOf(String name, @Nullable DeclaredCookie cookie) {
        return cookie == null ? HeaderText.printable(name) : cookie.name();
    }

    private static boolean isTheVisitorsWill(Decision.Reason reason) {
        return reason == Decision.Reason.NOT_GRANTED
                || reason == Decision.Reason.OBJECTED
                || reason == Decision.Reason.PROLONGED;
    }
}
