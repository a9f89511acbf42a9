package com.okonect.consent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The texts that are signed, as the first version wrote them. What is stored under them verifies for ever. */
class RecordFormatTest {

    private static final SigningKeys KEYS = SigningKeys.parse("k1:" + "A".repeat(43) + "=");

    private static final ConsentRecord RECORD = new ConsentRecord(
            UUID.fromString("0d9b2d1c-6a0e-4a86-9e37-0f9d5a3b1c2e"),
            "AbCdEfGhIjKlMnOpQrStUv",
            2,
            ConsentRecord.Event.WITHDRAW,
            Instant.parse("2026-11-23T10:15:30Z"),
            Instant.parse("2027-05-23T10:15:30Z"),
            "marketing:0!statistics:1AbCdEfGh",
            "a".repeat(64),
            ConsentRecord.Method.SETTINGS,
            "fr",
            true,
            "shop.example",
            "b".repeat(64),
            "k1",
            "d483346407e403b7a2418fd75a64ecc122ce6e520db7124df62720b21bc3e795");

    private static final Checkpoint CHECKPOINT = new Checkpoint(
            "5f0c2f7e-1111-4222-8333-444455556666",
            LocalDate.parse("2026-11-23"),
            1,
            "de6afbd9f11e0de8078e16a787c7726db8eb5efd6362ab01e717dbad5ebd1eb2",
            "k1",
            "1dfcb2ac7a7d7ddd08aad2728dcfb0c4845541ad343d34a0ca65d78750b124b9");

    @Test
    void theSignedTextOfARecord() {
        assertThat(RECORD.signedText()).isEqualTo("""
                format=1
                record=0d9b2d1c-6a0e-4a86-9e37-0f9d5a3b1c2e
                consent=AbCdEfGhIjKlMnOpQrStUv
                sequence=2
                event=withdraw
                recorded=1795428930
                valid-until=1811067330
                decisions=marketing:0!statistics:1AbCdEfGh
                notice=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
                method=settings
                language=fr
                gpc=1
                site=shop.example
                previous=bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
                key=k1
                """);
    }

    @Test
    void aRecordOfTheFirstVersionVerifies() {
        assertThat(RECORD.verifies(KEYS)).isTrue();
        assertThat(RECORD.hash()).isEqualTo("e956c1ddc9798fdec2725d394128643b4871126534cccd8724d2d7ef57a7672a");
    }

    @Test
    void theSignedTextOfACheckpoint() {
        assertThat(CHECKPOINT.signedText()).isEqualTo("""
                format=1
                writer=5f0c2f7e-1111-4222-8333-444455556666
                day=2026-11-23
                records=1
                total=de6afbd9f11e0de8078e16a787c7726db8eb5efd6362ab01e717dbad5ebd1eb2
                key=k1
                """);
    }

    @Test
    void aCheckpointOfTheFirstVersionVerifiesAndAddsUp() {
        assertThat(CHECKPOINT.verifies(KEYS)).isTrue();
        assertThat(Checkpoint.ofNothing("other", CHECKPOINT.day(), KEYS)
                        .plus(List.of(Checkpoint.Element.of(RECORD, KEYS)), KEYS)
                        .isSumOf(List.of(CHECKPOINT)))
                .isTrue();
    }

    @Test
    void theIdsThatFollowFromAnId() {
        RecordDraft draft =
                new Drafts(KEYS, new FakeClock("2026-11-23T10:15:30Z")).accept(RECORD.recordId(), RECORD.consentId());

        assertThat(draft.compensationId()).hasToString("fc8c8d6d-756c-346a-9e57-b34a6a1bfc55");
        assertThat(draft.again().recordId()).hasToString("c564977c-9655-326f-a13e-b3b44e27d23e");
    }
}
