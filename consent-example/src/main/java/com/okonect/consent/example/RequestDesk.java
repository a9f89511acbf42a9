package com.okonect.consent.example;

import com.okonect.consent.ConsentService;
import com.okonect.consent.RightsRequest;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

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

    /** Tells those that came by the form from letters, which the operator enters. */
    private static final String PREFIX = "D-";

    private static final int DIGITS = 8;

    private final Remembered<Letter> letters = new Remembered<>();
    private final Clock clock;

    RequestDesk(Clock clock) {
        this.clock = clock;
    }

    /** Writes a request into the log; empty if there are too many. One after the other, so that each counts for the next. */
    synchronized Optional<RightsRequest> take(RightsRequest.Kind kind, Letter letter, ConsentService consents) {
        if (isFlooded(letter, consents.requests())) {
            return Optional.empty();
        }
        String number = PREFIX + SiteCookie.randomId().substring(0, DIGITS);
        RightsRequest asked = consents.receive(kind, number);
        letters.put(number, letter);
        return Optional.of(asked);
    }

    private boolean isFlooded(Letter letter, List<RightsRequest> log) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
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
                || open.stream().filter(asked -> isFrom(letter, asked)).count() >= MOST_OPEN_OF_AN_ADDRESS;
    }

    private boolean isFrom(Letter letter, RightsRequest asked) {
        return letters.find(asked.reference())
                .filter(earlier -> earlier.address().equalsIgnoreCase(letter.address()))
                .isPresent();
    }
}
