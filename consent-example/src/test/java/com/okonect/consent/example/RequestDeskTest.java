package com.okonect.consent.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.okonect.consent.ConsentService;
import com.okonect.consent.FakeClock;
import com.okonect.consent.MemoryStore;
import com.okonect.consent.RightsRequest;
import com.okonect.consent.RightsRequest.Kind;
import com.okonect.consent.SigningKeys;
import com.okonect.consent.TestPolicies;
import com.okonect.consent.store.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestDeskTest {

    private final FakeClock clock = new FakeClock("2026-11-23T10:15:30Z");
    private final MemoryStore store = new MemoryStore();
    private final ConsentService consents = ConsentService.builder(TestPolicies.shop())
            .store(store)
            .keys(SigningKeys.random())
            .clock(clock)
            .build();
    private RequestDesk desk;
    private Letters letters;

    @TempDir
    private Path folder;

    @BeforeEach
    void open() {
        letters = new Letters(folder.resolve("letters"));
        desk = new RequestDesk(letters, clock);
    }

    @Test
    void aLetterIsFoundByItsRequestAlsoAfterARestart() {
        RightsRequest asked = desk.take(Kind.ACCESS, "claire@example.org", "order 7\nand 8", consents)
                .orElseThrow();

        assertThat(new RequestDesk(new Letters(folder.resolve("letters")), clock).letter(asked))
                .contains(new Letter(LocalDate.parse("2026-11-23"), "claire@example.org", "order 7\nand 8"));
        assertThat(desk.letter(RightsRequest.received(Kind.ACCESS, "letter 12", asked.receivedOn())))
                .isEmpty();
    }

    @Test
    void aLetterGoesWhenTheLogHasForgottenItsRequest() {
        RightsRequest asked = take("claire@example.org").orElseThrow();
        consents.answer(asked, "sent a copy");
        clock.advance(Period.ofMonths(12));
        desk.tidy(consents);
        assertThat(desk.letter(asked)).isPresent();

        clock.advance(Period.ofDays(1));
        desk.tidy(consents);
        assertThat(desk.letter(asked)).as("as long as the log has it").isPresent();
        store.requests.clear();
        desk.tidy(consents);
        assertThat(desk.letter(asked)).isEmpty();
        assertThat(letters.numbers()).isEmpty();
    }

    @Test
    void aLetterOfAnOpenRequestStaysHoweverLate() {
        RightsRequest asked = take("claire@example.org").orElseThrow();
        clock.advance(Period.ofYears(3));
        desk.tidy(consents);

        assertThat(desk.letter(asked)).isPresent();
    }

    @Test
    void aYoungLetterOutlivesALogThatDoesNotKnowIt() {
        RightsRequest asked = take("claire@example.org").orElseThrow();
        store.requests.clear();
        desk.tidy(consents);

        assertThat(desk.letter(asked)).isPresent();
    }

    @Test
    void beyondTheirNumberTheOldestAnsweredLettersGoAndNoOpenOne() {
        RequestDesk small = new RequestDesk(letters, 3, clock);
        List<RightsRequest> asked = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            asked.add(small.take(Kind.ACCESS, i + "@example.org", "", consents).orElseThrow());
            clock.advance(Period.ofDays(1));
        }
        assertThat(letters.numbers()).as("all are open").hasSize(4);

        consents.answer(asked.get(1), "done");
        consents.answer(asked.get(2), "done");
        consents.answer(asked.get(3), "done");
        small.take(Kind.ACCESS, "more@example.org", "", consents);

        assertThat(asked).map(request -> small.letter(request).isPresent()).containsExactly(true, false, false, true);
        assertThat(letters.numbers()).hasSize(3);
    }

    @Test
    void whereTheLogDoesNotAnswerNothingIsKept() {
        store.goDown();
        assertThatThrownBy(() -> take("claire@example.org")).isInstanceOf(StoreException.class);
        assertThat(letters.numbers()).isEmpty();
    }

    @Test
    void onlyTheSitesOwnAccountReadsTheLetters() throws Exception {
        assumeThat(folder.getFileSystem().supportedFileAttributeViews()).contains("posix");
        take("claire@example.org");

        Path file = folder.resolve("letters").resolve(letters.numbers().get(0) + ".txt");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../secret", "D-1/../../secret", "/etc/passwd", "D-", "D-1.txt"})
    void whatIsNoNumberReadsNoFile(String number) throws Exception {
        Files.writeString(folder.resolve("secret.txt"), "2026-11-23\na@b.example\nsecret");
        take("claire@example.org");

        assertThat(letters.find(number)).isEmpty();
        assertThatThrownBy(() -> letters.keep(number, new Letter(LocalDate.parse("2026-11-23"), "a@b.example", "")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theFormIsClosedForTheDayAfterManyRequests() {
        for (int i = 0; i < RequestDesk.MOST_A_DAY; i++) {
            assertThat(take(i + "@example.org")).isPresent();
        }

        assertThat(take("more@example.org")).isEmpty();
        assertThat(store.requests).hasSize(RequestDesk.MOST_A_DAY);
        clock.advance(Period.ofDays(1));
        assertThat(take("more@example.org")).isPresent();
    }

    @Test
    void theFormIsClosedWhileVeryManyRequestsAreOpen() {
        for (int i = 0; i < RequestDesk.MOST_OPEN; i++) {
            if (i % RequestDesk.MOST_A_DAY == 0) {
                clock.advance(Period.ofDays(1));
            }
            assertThat(take(i + "@example.org")).isPresent();
        }
        clock.advance(Period.ofDays(1));

        assertThat(take("more@example.org")).isEmpty();
        consents.answer(store.requests.get(0), "sent a copy");
        assertThat(take("more@example.org")).isPresent();
    }

    @Test
    void anAddressHasAFewRequestsOpenAndMoreWhenOneIsAnswered() {
        for (int i = 0; i < RequestDesk.MOST_OPEN_OF_AN_ADDRESS; i++) {
            assertThat(take("claire@example.org")).isPresent();
        }

        assertThat(take("Claire@Example.org")).isEmpty();
        assertThat(take("paul@example.org")).isPresent();
        consents.answer(store.requests.get(1), "corrected");
        assertThat(take("claire@example.org")).isPresent();
    }

    @Test
    void lettersThatTheOperatorEntersDoNotCloseTheForm() {
        for (int i = 0; i < RequestDesk.MOST_OPEN; i++) {
            consents.receive(Kind.ACCESS, "letter " + i);
        }

        assertThat(take("claire@example.org")).isPresent();
    }

    private Optional<RightsRequest> take(String address) {
        return desk.take(Kind.CORRECTION, address, "", consents);
    }
}
