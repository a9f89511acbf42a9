package com.okonect.consent.servlet.monitor;

import com.okonect.consent.Choice;
import com.okonect.consent.ConsentService;
import com.okonect.consent.servlet.guard.Layer;
import com.okonect.consent.servlet.guard.Ledger;
import com.okonect.consent.store.StoreException;
import jakarta.servlet.ServletContext;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the filter of one application has done, in numbers, and whether its store answers. Nothing in it tells of one
 * visitor.
 *
 * <p>Safe for use by several threads.
 */
public final class Activity {

    /** The words for choices, as forms send them. */
    static final List<String> CHOICES = List.of("accept", "refuse", "select", "grant", "withdraw");

    private static final String ATTRIBUTE = "com.okonect.consent.activity";

    private final String context;
    private final boolean observes;
    private final ConsentService service;
    private final Ledger ledger;
    private final Map<String, Map<Outcome, Tally>> choices = new TreeMap<>();

    /** What became of a choice that was submitted. */
    public enum Outcome {
        /** It is in effect, and recorded if it has to be. */
        SUCCESS,
        /** It was not taken for what it says. */
        CLIENT_ERROR,
        /** Its record could not be made durable in time. */
        SERVER_ERROR
    }

    private static final class Tally {
        final LongAdder count = new LongAdder();
        final LongAdder nanos = new LongAdder();
    }

    /**
     * Starts counting.
     *
     * @param context the application's context path, empty for the root
     * @param observes whether cookies are only observed
     * @param service records the choices
     * @param ledger counts the cookies
     */
    public Activity(String context, boolean observes, ConsentService service, Ledger ledger) {
        this.context = context.isEmpty() ? "/" : context;
        this.observes = observes;
        this.service = service;
        this.ledger = ledger;
        for (String choice : CHOICES) {
            Map<Outcome, Tally> tallies = new EnumMap<>(Outcome.class);
            Arrays.stream(Outcome.values()).forEach(outcome -> tallies.put(outcome, new Tally()));
            choices.put(choice, tallies);
        }
    }

    /**
     * Finds that of an application.
     *
     * @param context the application
     * @return empty until its filter has started, and where it has none
     */
    public static Optional<Activity> of(ServletContext context) {
        return Optional.ofNullable((Activity) context.getAttribute(ATTRIBUTE));
    }

    /**
     * Has it be found in the application.
     *
     * @param application where the filter has started
     */
    public void open(ServletContext application) {
        application.setAttribute(ATTRIBUTE, this);
    }

    /**
     * Has it be found no longer.
     *
     * @param application where the filter stops
     */
    public void close(ServletContext application) {
        application.removeAttribute(ATTRIBUTE);
    }

    /**
     * Counts a choice.
     *
     * @param choice what the visitor decided
     * @param outcome what became of it
     * @param took how long until that was known
     */
    public void chose(Choice choice, Outcome outcome, Duration took) {
        Tally tally = tally(choice.word(), outcome);
        tally.count.increment();
        tally.nanos.add(took.toNanos());
    }

    String context() {
        return context;
    }

    String mode() {
        return observes ? "observe" : "enforce";
    }

    /** How often a choice of this word had this outcome. */
    long count(String choice, Outcome outcome) {
        return tally(choice, outcome).count.sum();
    }

    /** How long these took together, in nanoseconds. */
    long nanos(String choice, Outcome outcome) {
        return tally(choice, outcome).nanos.sum();
    }

    private Tally tally(String choice, Outcome outcome) {
        return Objects.requireNonNull(
                Objects.requireNonNull(choices.get(choice)).get(outcome));
    }

    /** How many cookies had this outcome. */
    long cookies(Ledger.Outcome outcome) {
        return ledger.total(outcome);
    }

    /** The word for an outcome, as meters and the MBean have it. */
    static String word(Ledger.Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** How often cookies that the policy does not declare were seen, by name. */
    SortedMap<String, Long> undeclared() {
        SortedMap<String, Long> counts = new TreeMap<>();
        ledger.snapshot().stream()
                .filter(entry -> !entry.declared()
                        && entry.layer() != Layer.BROWSER
                        && entry.outcome() != Ledger.Outcome.DELETED)
                .forEach(entry -> counts.merge(entry.name(), entry.count(), Long::sum));
        return counts;
    }

    /**
     * Asks the store something that it does not have, which takes as long as the database takes to answer.
     *
     * @return whether choices can be recorded, with details for operators
     */
    public Health health() {
        Map<String, Object> details = new TreeMap<>();
        details.put("mode", mode());
        details.put("grants", service.policy().canGrant());
        try {
            service.find(new UUID(0, 0));
            details.put("store", "answers");
            return new Health(true, details);
        } catch (StoreException e) {
            details.put("store", "does not answer: " + e.getMessage());
            return new Health(false, details);
        }
    }

    /**
     * Whether choices can be recorded. Where they cannot, the site goes on and nothing new is granted.
     *
     * @param up whether the store answers
     * @param details for operators, by name
     */
    public record Health(boolean up, Map<String, Object> details) {

        /**
         * Copies what is given.
         *
         * @param up whether the store answers
         * @param details for operators, by name
         */
        public Health {
            details = Map.copyOf(details);
        }
    }
}
