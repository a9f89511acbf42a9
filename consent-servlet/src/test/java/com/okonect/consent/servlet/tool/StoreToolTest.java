package com.okonect.consent.servlet.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.okonect.consent.Category;
import com.okonect.consent.Choice;
import com.okonect.consent.ChoiceContext;
import com.okonect.consent.Consent;
import com.okonect.consent.ConsentRecord;
import com.okonect.consent.ConsentService;
import com.okonect.consent.FakeClock;
import com.okonect.consent.SigningKeys;
import com.okonect.consent.TestPolicies;
import com.okonect.consent.policy.ConsentPolicy;
import com.okonect.consent.store.JdbcConsentStore;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Period;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands on a store that an application has made, by what they write and how they end. */
class StoreToolTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path home;

    private final FakeClock clock = new FakeClock("2026-11-23T10:15:30Z");
    private final ConsentTool tool = new ConsentTool(clock, name -> Optional.empty());
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private ConsentRecord granted;

    @BeforeEach
    void threeRecordsOfTwoVisitors() throws Exception {
        SigningKeys keys = SigningKeys.loadOrCreate(home.resolve("keys"));
        try (ConsentService service = ConsentService.builder(ConsentPolicy.parse(TestPolicies.SHOP))
                .store(JdbcConsentStore.embedded(home, keys, clock))
                .keys(keys)
                .clock(clock)
                .build()) {
            granted = record(service, new Choice.AcceptAll(), service.undecided());
            Consent other = service.record(
                            new Choice.Select(Set.of(Category.STATISTICS)), context(service, service.undecided()))
                    .consent();
            record(service, new Choice.Withdraw(Set.of(Category.STATISTICS)), other);
        }
    }

    @Test
    void aWholeStoreVerifies() {
        assertThat(run("verify")).isZero();
        assertThat(out.toString()).isEqualToNormalizingNewlines("whole: 3 records of 2 visitors, 1 notice\n");
    }

    @Test
    void aForgedRecordIsNamedAndEndsWithOne() throws Exception {
        try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + home.resolve("consent.db"));
                Statement statement = database.createStatement()) {
            statement.executeUpdate("update consent_record set gpc = 1 where record_id = '" + granted.recordId() + "'");
        }

        assertThat(run("verify")).isOne();
        assertThat(out.toString())
                .contains("FAULT: the record " + granted.recordId() + " was changed")
                .contains("NOT whole");
    }

    @Test
    void whatReadsWorksWhileTheApplicationRunsAndWhatErasesSaysThatItCannot() throws Exception {
        SigningKeys keys = SigningKeys.load(home.resolve("keys"));
        try (JdbcConsentStore running = JdbcConsentStore.embedded(home, keys, clock)) {
            assertThat(run("verify")).isZero();
            assertThat(run("export")).isZero();
            assertThat(run("find", granted.consentId())).isZero();
            assertThat(run("erase", granted.consentId())).isEqualTo(2);
            assertThat(err.toString()).contains("in use by another process or application");
            assertThat(running.history(granted.consentId())).hasSize(1);
        }
    }

    @Test
    void aVisitorIsFoundByTheIdOfTheConsentAndOfARecord() throws Exception {
        for (String id : List.of(granted.consentId(), granted.recordId().toString())) {
            out.getBuffer().setLength(0);
            assertThat(run("find", id)).isZero();
            JsonNode found = JSON.readTree(out.toString());
            assertThat(found.at("/records")).hasSize(1);
            assertThat(found.at("/records/0/consent").textValue()).isEqualTo(granted.consentId());
            assertThat(found.at("/records/0/categories/marketing").booleanValue())
                    .isTrue();
        }
        assertThat(run("find", "nobody")).isOne();
        assertThat(err.toString()).contains("nothing is held of nobody");
    }

    @Test
    void theJsonExportHasEveryRecordAndItsNoticeAsItWasHashed() throws Exception {
        assertThat(run("export")).isZero();

        JsonNode exported = JSON.readTree(out.toString());
        assertThat(exported.get("records")).hasSize(3);
        Map.Entry<String, JsonNode> notice =
                exported.get("notices").properties().iterator().next();
        byte[] hash = MessageDigest.getInstance("SHA-256")
                .digest(notice.getValue().textValue().getBytes(StandardCharsets.UTF_8));
        assertThat(notice.getKey())
                .isEqualTo(HexFormat.of().formatHex(hash))
                .isEqualTo(exported.at("/records/0/notice").textValue());
    }

    @Test
    void theCsvExportHasALineForEachRecord() {
        assertThat(run("export", "--format=csv")).isZero();

        String[] lines = out.toString().split("\r\n");
        assertThat(lines).hasSize(4);
        assertThat(lines[0]).startsWith("\"record\",\"consent\",\"sequence\"");
        assertThat(List.of(lines))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("\"" + granted.recordId() + "\"")
                        .contains("\"marketing=granted payment=granted"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "csv"})
    void anExportThatLeavesOutWhatCannotBeReadSaysSoAndEndsWithOne(String format) throws Exception {
        try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + home.resolve("consent.db"));
                Statement statement = database.createStatement()) {
            statement.executeUpdate(
                    "update consent_record set event = 'none' where record_id = '" + granted.recordId() + "'");
        }

        assertThat(run("export", "--format=" + format)).isOne();

        assertThat(out.toString()).doesNotContain(granted.recordId().toString());
        assertThat(err.toString()).contains("NOT whole, unreadable and left out: 1 row of the store;");
    }

    @Test
    void whoErasesByARecordsIdIsToldWhoseItIsAndErasesNothing() {
        assertThat(run("erase", granted.recordId().toString())).isOne();

        assertThat(err.toString())
                .contains("nothing is held of " + granted.recordId())
                .contains("it is the id of a record; its visitor's is " + granted.consentId());
        assertThat(run("find", granted.consentId())).isZero();
    }

    @Test
    void erasingIsLoggedAndLeavesAStoreThatVerifies() {
        assertThat(run("erase", granted.consentId())).isZero();
        assertThat(out.toString()).isEqualToNormalizingNewlines("1 record erased\n");
        assertThat(run("erase", granted.consentId())).isOne();
        assertThat(run("verify")).isZero();
        assertThat(out.toString()).contains("whole: 2 records of 1 visitor, 1 notice");
        try (var store = JdbcConsentStore.readOnly(home, clock)) {
            assertThat(store.requests())
                    .singleElement()
                    .satisfies(request -> assertThat(request.outcome()).isEqualTo("1 record erased"));
        }
    }

    @Test
    void purgingTakesWhatIsPastItsRetentionAndNothingElse() throws Exception {
        assertThat(run("purge", "--retention=P12M")).isZero();
        assertThat(out.toString()).isEqualToNormalizingNewlines("0 records purged\n");

        // The consent of the first visitor ends after six months, that of the other has ended by its withdrawal.
        clock.advance(Period.ofMonths(13));
        Path policy = Files.writeString(home.resolve("policy.json"), TestPolicies.SHOP);
        assertThat(run("purge", "--policy=" + policy)).isZero();
        assertThat(out.toString()).endsWith("2 records purged" + System.lineSeparator());
        clock.advance(Period.ofMonths(6));
        assertThat(run("purge", "--retention=P12M")).isZero();
        assertThat(out.toString()).endsWith("1 record purged" + System.lineSeparator());
        assertThat(run("verify")).isZero();
    }

    @Test
    void aFolderWithoutAStoreIsNotMadeOne(@TempDir Path empty) throws Exception {
        Files.copy(home.resolve("keys"), empty.resolve("keys"));
        for (String[] words : new String[][] {{"verify"}, {"export"}, {"purge", "--retention=P1Y"}, {"erase", "a"}}) {
            assertThat(tool.run(new PrintWriter(out), new PrintWriter(err), with(words, "--home=" + empty)))
                    .as(words[0])
                    .isEqualTo(2);
        }
        assertThat(err.toString()).contains("there is no store that could be read");
        assertThat(empty.resolve("consent.db")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "find, takes one id",
        "verify more, takes no word more",
        "verify --fast=1, has no option --fast=1",
        "export --format=xml, the format is json or csv",
        "purge, takes either --retention or --policy",
        "purge --retention=P0D, longer than nothing",
        "purge --retention=year, not a period such as P12M",
        "purge --policy=missing.json, cannot be read",
        "verify --keys=missing, cannot be read",
        "verify --url=jdbc:h2:mem, not supported"
    })
    void whatCannotBeCarriedOutEndsWithTwoAndSaysWhy(String line, String said) {
        assertThat(run(line.split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains(said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"verify", "export", "find abc"})
    void withoutAStoreTheCommandSaysHowToNameOne(String line) {
        assertThat(tool.run(new PrintWriter(out), new PrintWriter(err), line.split(" ")))
                .isEqualTo(2);
        assertThat(err.toString()).contains("name the store by --home or --url");
    }

    @Test
    void theSettingsOfTheApplicationNameTheStore() {
        ConsentTool configured = new ConsentTool(
                clock, name -> name.equals("consent.home") ? Optional.of(home.toString()) : Optional.empty());

        assertThat(configured.run(new PrintWriter(out), new PrintWriter(err), "verify"))
                .isZero();
    }

    @Test
    void programsFindTheToolByItsName() {
        assertThat(ToolProvider.findFirst("consent")).containsInstanceOf(ConsentTool.class);
    }

    private int run(String... words) {
        return tool.run(new PrintWriter(out), new PrintWriter(err), with(words, "--home=" + home));
    }

    private static String[] with(String[] words, String option) {
        List<String> all = new ArrayList<>(List.of(words));
        all.add(option);
        return all.toArray(String[]::new);
    }

    private static ConsentRecord record(ConsentService service, Choice choice, Consent before) throws Exception {
        return service.record(choice, context(service, before)).record().orElseThrow();
    }

    private static ChoiceContext context(ConsentService service, Consent before) {
        return ChoiceContext.of(before, "shop.example", service.notice(List.of()), ConsentRecord.Method.BANNER);
    }
}
