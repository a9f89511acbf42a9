package com.okonect.consent.example;

import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.Category;
import com.okonect.consent.Choice;
import com.okonect.consent.ChoiceContext;
import com.okonect.consent.ConsentRecord;
import com.okonect.consent.ConsentService;
import com.okonect.consent.FakeClock;
import com.okonect.consent.MemoryStore;
import com.okonect.consent.SigningKeys;
import com.okonect.consent.TestPolicies;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForgettingTest {

    @TempDir
    private Path folder;

    private final Remembered<String> counted = new Remembered<>();
    private final Remembered<String> viewed = new Remembered<>();
    private final Forgetting forgetting =
            new Forgetting(Map.of(Category.STATISTICS, counted, Category.MARKETING, viewed));
    private ConsentService consents;
    private String consentId;

    @BeforeEach
    void aVisitorOfWhomSomethingIsRemembered() throws Exception {
        consents = ConsentService.builder(TestPolicies.shop())
                .store(new MemoryStore())
                .keys(SigningKeys.loadOrCreate(folder.resolve("keys")))
                .clock(new FakeClock("2026-11-23T10:15:30Z"))
                .build();
        consents.subscribe(forgetting);
        consentId = accept();
        counted.put("visit", "7 pages", consentId);
        viewed.put("history", "Drop", consentId);
        viewed.put("another's", "Hub", accept());
    }

    @Test
    void aWithdrawalTakesAwayWhatIsRememberedUnderItsCategoryAlone() {
        consents.withdraw(consentId, Set.of(Category.MARKETING));

        assertThat(viewed.find("history")).isEmpty();
        assertThat(viewed.find("another's")).isPresent();
        assertThat(counted.find("visit")).isPresent();
    }

    @Test
    void anErasureTakesAwayAllOfTheVisitor() {
        forgetting.erased(consentId);

        assertThat(viewed.find("history")).isEmpty();
        assertThat(counted.find("visit")).isEmpty();
        assertThat(viewed.find("another's")).isPresent();
    }

    private String accept() throws Exception {
        return consents.record(
                        new Choice.AcceptAll(),
                        ChoiceContext.of(
                                consents.undecided(),
                                "localhost",
                                consents.notice(List.of()),
                                ConsentRecord.Method.CODE))
                .consent()
                .id()
                .orElseThrow();
    }
}
