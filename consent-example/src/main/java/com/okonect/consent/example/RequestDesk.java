package com.okonect.consent.example;

import com.okonect.consent.ConsentService;
import com.okonect.consent.RightsRequest;
import com.okonect.consent.store.StoreException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Takes the requests that come by the form on <i>my data</i>. Anybody may send it, and nothing says who did: there is no
 * cookie for it, and no network address is kept. What is counted against a flood is therefore the requests themselves, of
 * all and of the address that is to be answered: nothing is stored for it that is not there anyway.
 *
 * <p>Whoever finds the form closed can still write a letter: the right does not depend on it.
 */
final class RequestDesk {

    static final int MOST_A_DAY = 50;
    static final int MOST_OPEN = 200;
    static final int MOST_OPEN_OF_AN_ADDRESS = 3;

    /** Some 20 MB at most. */
    private static final int MOST_LETTERS = 5_000;

    /** Tells those that came by the form from letters, which the operator enters. */
    private static final String PREFIX = "D-";

    private static final int DIGITS = 8;

    private final Letters letters;
    private final int mostLetters;
    private final Clock clock;

    RequestDesk(Letters letters, Clock clock) {
        this(letters, MOST_LETTERS, clock);
    }

    RequestDesk(Letters letters, int mostLetters, Clock clock) {
        this.letters = letters;
        this.mostLetters = mostLetters;
        this.clock = clock;
    }

    /** Writes a request into the log; empty if there are too many. One after the other, so that each counts for the next. */
    synchronized Optional<RightsRequest> take(
            RightsRequest.Kind kind, String address, String text, ConsentService consents) {
        List<RightsRequest> log = consents.requests();
        if (isFlooded(address, log)) {
            return Optional.empty();
        }
        tidy(log, consents, mostLetters - 1);
        String number = PREFIX + SiteCookie.randomId().substring(0, DIGITS);
        // The letter first: a request that is in the log can be answered.
        letters.keep(number, new Letter(today(), address, text));
        try {
            return Optional.of(consents.receive(kind, number));
        } catch (StoreException e) {
            letters.forget(number);
            throw e;
        }
    }

    /** Finds what was written with a request. */
    synchronized Optional<Letter> letter(RightsRequest asked) {
        return letters.find(asked.reference());
    }

    /** Deletes the letters of requests that are past their retention. */
    synchronized void tidy(ConsentService consents) {
        tidy(consents.requests(), consents, mostLetters);
    }

    /**
     * The log forgets a request when it has been closed for as long as records are kept. A letter that is younger than
     * that and in no log stays: the log may be another's, by a mistake. Where there are too many, the oldest of those
     * that are answered go before their time.
     */
    private void tidy(List<RightsRequest> log, ConsentService consents, int most) {
        Map<String, RightsRequest> byNumber =
                log.stream().collect(Collectors.toMap(RightsRequest::reference, asked -> asked, (one, other) -> one));
        LocalDate keptSince = today().minus(consents.policy().evidenceRetention());
        List<String> numbers = letters.numbers();
        int left = numbers.size();
        for (String number : numbers) {
            boolean past = !byNumber.containsKey(number)
                    && letters.find(number)
                            .filter(letter -> letter.receivedOn().isBefore(keptSince))
                            .isPresent();
            if (past) {
                letters.forget(number);
                left--;
            }
        }
        List<RightsRequest> answered = numbers.stream()
                .flatMap(number -> Stream.ofNullable(byNumber.get(number)))
                .filter(asked -> asked.closedOn() != null)
                .sorted(Comparator.comparing(RightsRequest::receivedOn))
                .toList();
        answered.subList(0, Math.min(answered.size(), Math.max(0, left - most)))
                .forEach(asked -> letters.forget(asked.reference()));
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private boolean isFlooded(String address, List<RightsRequest> log) {
        LocalDate today = today();
        List<RightsRequest> byForm = log.stream()
                .filter(asked -> asked.reference().startsWith(PREFIX))
                .toList();
        List<RightsRequest> open =
                byForm.stream().filter(asked -> asked.closedOn() == null).toList();
        return open.size() >= MOST_OPEN
                || byForm.stream()
                                .filter(asked -> asked.receivedOn().equals(today))
                                .count()
                        >= MOST_A_DAY
                || open.stream().filter(asked -> isFrom(address, asked)).count() >= MOST_OPEN_OF_AN_ADDRESS;
    }

    private boolean isFrom(String address, RightsRequest asked) {
        return letters.find(asked.reference())
                .filter(earlier -> earlier.address().equalsIgnoreCase(address))
                .isPresent();
    }
}
