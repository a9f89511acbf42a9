package com.okonect.consent;

import static com.okonect.consent.Category.MARKETING;
import static com.okonect.consent.Category.STATISTICS;
import static com.okonect.consent.ConsentState.GRANTED;
import static com.okonect.consent.ConsentState.REFUSED;
import static com.okonect.consent.ConsentState.UNDECIDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.okonect.consent.policy.InvalidPolicyException;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A signal refuses, and gives way only to a choice that was made while it was sent. */
class PreferenceSignalTest {

    private static final String SITE = "shop.example";
    private static final Function<String, List<String>> ON = sent("1");
    private static final Function<String, List<String>> OFF = name -> List.of();

    private final MemoryStore store = new MemoryStore();
    private final SigningKeys keys = SigningKeys.random();
    private final ConsentService service =
            builder().signal((headers, policy) -> Set.of()).build();

    private ConsentService.Builder builder() {
        return ConsentService.builder(TestPolicies.shop())
                .store(store)
                .keys(keys)
                .clock(new FakeClock("2026-11-23T10:15:30Z"));
    }

    private static Function<String, List<String>> sent(String... values) {
        return name -> name.equals("Sec-GPC") ? List.of(values) : List.of();
    }

    private Consent read(String token, Function<String, List<String>> headers) {
        return service.withSignals(service.read(List.of(token), SITE), headers);
    }

    /** Makes a choice in a browser that has this token and sends the signal, or does not. */
    private ChoiceResult choose(String token, Function<String, List<String>> headers, Choice choice) throws Exception {
        ChoiceContext context = new ChoiceContext(
                read(token, headers),
                SITE,
                service.notice(List.of()),
                ConsentRecord.Method.SETTINGS,
                headers == ON,
                null);
        return service.record(choice, context);
    }

    @ParameterizedTest
    @CsvSource({"1, true", "' 1 ', true", "0, false", "true, false", "'1,1', false", "'', false", "11, false"})
    void exactlyOneIsTheSignal(String value, boolean refuses) {
        Consent consent = read("", sent(value));

        assertThat(consent.state(MARKETING)).isEqualTo(refuses ? REFUSED : UNDECIDED);
        assertThat(consent.state(STATISTICS)).isEqualTo(UNDECIDED);
        assertThat(consent.decided()).isFalse();
    }

    @Test
    void oneOfSeveralIsEnough() {
        assertThat(read("", sent("0", "1")).state(MARKETING)).isEqualTo(REFUSED);
    }

    @Test
    void itsAbsenceGrantsNothing() {
        assertThat(read("", OFF)).isSameAs(service.undecided());
        assertThat(read("", OFF).states().values()).containsOnly(UNDECIDED);
    }

    @Test
    void beforeAChoiceTheVisitorIsAskedAllTheSame() {
        assertThat(read("", ON).asks()).contains(MARKETING, STATISTICS).hasSize(4);
        assertThat(read("", ON).signalled()).containsExactly(MARKETING);
    }

    @Test
    void aGrantFromBeforeTheSignalDoesNotCountWhileItIsSent() throws Exception {
        String token = choose("", OFF, new Choice.AcceptAll()).token();

        assertThat(read(token, ON).state(MARKETING)).isEqualTo(REFUSED);
        assertThat(read(token, ON).state(STATISTICS)).isEqualTo(GRANTED);
        assertThat(read(token, ON).asks()).isEmpty();
        assertThat(read(token, OFF).state(MARKETING)).isEqualTo(GRANTED);
    }

    @Test
    void anExpressChoiceWhileItIsSentOverridesItAndIsRecordedWithIt() throws Exception {
        ChoiceResult result = choose("", ON, new Choice.AcceptAll());

        assertThat(read(result.token(), ON).state(MARKETING)).isEqualTo(GRANTED);
        assertThat(read(result.token(), OFF).state(MARKETING)).isEqualTo(GRANTED);
        ConsentRecord record = result.record().orElseThrow();
        assertThat(record.gpc()).isTrue();
        assertThat(record.categories()).hasSize(4).containsEntry(MARKETING, true);
    }

    @Test
    void aGrantOfOneThingDoesNotBringBackAnotherThatTheSignalRefuses() throws Exception {
        String before = choose("", OFF, new Choice.Grant(Set.of(MARKETING))).token();
        String after = choose(before, ON, new Choice.Grant(Set.of(STATISTICS))).token();

        assertThat(read(after, ON).state(MARKETING)).isEqualTo(REFUSED);
        assertThat(read(after, ON).state(STATISTICS)).isEqualTo(GRANTED);
        assertThat(read(after, OFF).state(MARKETING)).isEqualTo(REFUSED);
    }

    @Test
    void anOverrideStaysThroughALaterGrantOfSomethingElse() throws Exception {
        String before = choose("", ON, new Choice.Grant(Set.of(MARKETING))).token();
        String after = choose(before, OFF, new Choice.Grant(Set.of(STATISTICS))).token();

        assertThat(read(after, ON).state(MARKETING)).isEqualTo(GRANTED);
    }

    @Test
    void aRefusalIsTheSameWithAndWithoutIt() throws Exception {
        assertThat(choose("", ON, new Choice.RefuseAll()).token())
                .isEqualTo(choose("", OFF, new Choice.RefuseAll()).token());
    }

    @Test
    void whatThePolicyNamesIsRefusedToo() {
        ConsentService naming = ConsentService.builder(TestPolicies.shopWith(
                        "\"evidenceRetention\"", "\"gpc\": [\"personalisation\"], \"evidenceRetention\""))
                .store(store)
                .keys(keys)
                .build();

        assertThat(naming.withSignals(naming.undecided(), ON).signalled())
                .containsExactly(MARKETING, Category.PERSONALISATION);
        assertThatThrownBy(
                        () -> TestPolicies.shopWith("\"evidenceRetention\"", "\"gpc\": [\"x\"], \"evidenceRetention\""))
                .isInstanceOf(InvalidPolicyException.class)
                .hasMessageContaining("$.gpc[0]");
    }

    @Test
    void aSignalOfTheSitesOwnRefusesAndOneThatFailsRefusesAll() {
        ConsentService own = builder()
                .signal((headers, policy) ->
                        headers.apply("X-Minor").isEmpty() ? Set.of() : Set.of(STATISTICS, Category.of("unknown")))
                .build();
        ConsentService failing = builder()
                .signal((headers, policy) -> {
                    throw new IllegalStateException("broken");
                })
                .build();

        assertThat(own.withSignals(own.undecided(), name -> List.of("1")).signalled())
                .containsExactly(MARKETING, STATISTICS);
        assertThat(failing.withSignals(failing.undecided(), OFF).states().values())
                .containsOnly(REFUSED);
    }
}
