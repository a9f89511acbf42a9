package com.okonect.consent.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.Category;
import com.okonect.consent.Choice;
import com.okonect.consent.ChoiceContext;
import com.okonect.consent.ChoiceResult;
import com.okonect.consent.Consent;
import com.okonect.consent.ConsentListener;
import com.okonect.consent.ConsentRecord;
import com.okonect.consent.ConsentService;
import com.okonect.consent.ConsentState;
import com.okonect.consent.DocumentedCode;
import com.okonect.consent.SigningKeys;
import com.okonect.consent.TestPolicies;
import com.okonect.consent.policy.ConsentPolicy;
import com.okonect.consent.policy.DeclaredCookie;
import com.okonect.consent.policy.Notice;
import com.okonect.consent.store.ConsentStore;
import com.okonect.consent.store.JdbcConsentStore;
import com.okonect.consent.store.Verification;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of the Javadoc, word for word. */
class CoreExamplesTest {

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void write() throws Exception {
        file = Files.writeString(folder.resolve("consent.json"), TestPolicies.SHOP);
    }

    @Test
    void everyExampleIsHere() throws Exception {
        Map<String, String> examples = DocumentedCode.examples(Path.of("src", "main", "java"));
        String code = DocumentedCode.code(Path.of("src", "test", "java"));

        assertThat(examples).hasSizeGreaterThanOrEqualTo(5);
        examples.forEach((place, example) -> assertThat(code).as(place).contains(example));
    }

    @Test
    void choicesAreRecordedReadAndVerified() throws Exception {
        ConsentPolicy policy = ConsentPolicy.read(file);
        SigningKeys keys = SigningKeys.loadOrCreate(folder.resolve("keys"));
        ConsentStore store = JdbcConsentStore.embedded(folder, keys, Clock.systemUTC());
        ConsentService service =
                ConsentService.builder(policy).store(store).keys(keys).build();
        Notice shown = service.notice(List.of(Locale.ENGLISH));
        ChoiceContext context = ChoiceContext.of(service.undecided(), "shop.example", shown, ConsentRecord.Method.CODE);
        Choice choice = new Choice.Select(Set.of(Category.STATISTICS));

        String token = service.record(choice, context).token(); // returns when the record is durable

        Consent consent = service.read(List.of(token), "shop.example");
        assertThat(consent.allows(Category.STATISTICS)).isTrue();
        assertThat(consent.state("marketing")).isEqualTo(ConsentState.REFUSED);
        assertThat(Verification.of(store, keys).faults()).isEmpty();
        service.close();
    }

    @Test
    void aListenerHearsOfWithdrawals() throws Exception {
        BlockingQueue<String> partners = new LinkedBlockingQueue<>();
        ConsentPolicy policy = ConsentPolicy.read(file);
        SigningKeys keys = SigningKeys.random();
        ConsentStore store = JdbcConsentStore.embedded(folder, keys, Clock.systemUTC());
        ConsentListener listener = record -> {
            if (!record.categories().getOrDefault(Category.MARKETING, false)) {
                partners.add(record.consentId()); // may come twice
            }
        };
        try (ConsentService service = ConsentService.builder(policy)
                .store(store)
                .keys(keys)
                .listener(listener)
                .build()) {
            ChoiceContext first = ChoiceContext.of(
                    service.undecided(), "shop.example", service.notice(List.of()), ConsentRecord.Method.CODE);
            ChoiceResult accepted = service.record(new Choice.AcceptAll(), first);
            String consentId = accepted.consent().id().orElseThrow();

            service.withdraw(consentId, Set.of(Category.MARKETING));

            assertThat(partners.poll(30, TimeUnit.SECONDS)).isEqualTo(consentId);
        }
    }

    @Test
    void aPolicySaysWhatACookieIsFor() throws Exception {
        ConsentPolicy policy = ConsentPolicy.read(file);
        DeclaredCookie cookie = policy.cookie("_pk_id.7"); // null where it is not declared
        Notice notice = policy.notice(Locale.FRENCH, "");

        assertThat(cookie.name()).isEqualTo("_pk_id.*");
        assertThat(notice.hash()).hasSize(64);
    }

    @Test
    void aVerificationNamesWhatIsWrong() throws Exception {
        SigningKeys keys = SigningKeys.loadOrCreate(folder.resolve("keys"));
        ConsentStore store = JdbcConsentStore.embedded(folder, keys, Clock.systemUTC());
        Verification verification = Verification.of(store, keys);
        verification.faults().forEach(System.err::println);

        assertThat(verification.records()).isZero();
        store.close();
    }

    @Test
    void keysAreRotatedByANewFirstLine() {
        String firstLine = "2027:" + "B".repeat(43) + "=";
        String otherLines = "2026:" + "A".repeat(43) + "=";
        SigningKeys keys = SigningKeys.parse(firstLine + "\n" + otherLines);

        assertThat(keys.newestId()).isEqualTo("2027");
    }
}
