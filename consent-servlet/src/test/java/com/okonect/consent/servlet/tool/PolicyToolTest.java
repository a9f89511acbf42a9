package com.okonect.consent.servlet.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.TestPolicies;
import com.okonect.consent.policy.ConsentPolicy;
import com.okonect.consent.servlet.page.Pages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The commands, by what they write and how they end. */
class PolicyToolTest {

    private static final String FULL = TestPolicies.SHOP
            .replace("\"lifetime\": \"P6M\" }", "\"lifetime\": \"P6M\", \"purpose\": \"Chooses articles\" }")
            .replace("\"lifetime\": \"P1Y\" }", "\"lifetime\": \"P1Y\", \"purpose\": \"Keeps the card\" }")
            .replace("\"lifetime\": \"P30D\" }", "\"lifetime\": \"P30D\", \"purpose\": \"Chooses offers\" }");

    private static final String ATTESTED =
            ", \"attested\": [\"sole-purpose\", \"publisher-only\", \"anonymous-statistics\", \"no-cross-checking\","
                    + " \"no-disclosure\", \"no-cross-site-tracking\"]";

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);
    private final ConsentTool tool = new ConsentTool();

    @Test
    void theManifestIsThatOfASiteWithTheLibrarysOwnLook() throws Exception {
        ConsentPolicy policy = ConsentPolicy.parse(TestPolicies.SHOP);

        assertThat(tool.run(out, out, "manifest", file(TestPolicies.SHOP))).isZero();

        for (Locale language : policy.languages()) {
            assertThat(text())
                    .contains(policy.notice(language, Pages.layoutId()).hash());
        }
        assertThat(text()).contains("\"layout\" : \"" + Pages.layoutId() + "\"");
    }

    @Test
    void aGoodPolicyHasNoFindings() throws Exception {
        assertThat(tool.run(out, out, "lint", "--strict", file(FULL))).isZero();
        assertThat(text()).isEqualTo("0 error(s), 0 warning(s)\n");
    }

    @ParameterizedTest
    @CsvSource({
        "_ga, interface, ERROR",
        "_ga_*, audience, ERROR",
        "_fbp, security, ERROR",
        "IDE, authentication, ERROR",
        "NID, choice, ERROR",
        "_pk_id.1, interface, ERROR",
        "_pk_ses.*, audience, 0 error(s)",
        "language, interface, 0 error(s)"
    })
    void advertisingAndAnalyticsAreNotExempt(String name, String reason, String found) throws Exception {
        String policy = FULL.replace(
                "\"exempt\": [",
                "\"exempt\": [ { \"name\": \"" + name + "\", \"reason\": \"" + reason
                        + "\", \"lifetime\": \"session\", \"purpose\": \"?\""
                        + (reason.equals("audience") ? ATTESTED : "")
                        + " },");

        assertThat(tool.run(out, out, "lint", file(policy))).isEqualTo(found.equals("ERROR") ? 1 : 0);
        assertThat(text()).contains(found).doesNotContain(found.equals("ERROR") ? "0 error(s)" : "$.exempt[0]:");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"country\": \"FR\" | \"country\": \"US\" | ERROR   $.providers[0].transfer: missing",
                "\"country\": \"FR\", | | WARNING $.providers[0].country: missing",
                "\"lifetime\": \"P13M\" | \"lifetime\": \"P2Y\" | WARNING $.categories[0].cookies[0].lifetime",
                "\"lifetime\": \"session\" | \"lifetime\": \"P1D\" | WARNING $.exempt[0].lifetime: 'checkout' is exempt for payment",
                ", \"purpose\": \"Chooses offers\" | | WARNING $.categories[3].cookies[0].purpose: missing",
                "\"cookies\": [ { \"name\": \"interests\", \"lifetime\": \"P6M\", \"purpose\": \"Chooses articles\" } ] | \"cookies\": [] | WARNING $.categories[1]: 'personalisation' declares nothing",
                ", \"authority\": \"CNIL, https://www.cnil.fr\" | | WARNING $.controller.authority: missing",
                "\"evidenceRetention\" | \"choiceLifetime\": \"P2Y\", \"evidenceRetention\" | WARNING $.choiceLifetime"
            })
    void whatDeservesALookIsFoundWithItsPlace(String text, String instead, String found) throws Exception {
        String policy = FULL.replaceAll("\\s+", " ").replace(text, instead == null ? "" : instead);
        assertThat(policy).isNotEqualTo(FULL.replaceAll("\\s+", " "));

        assertThat(tool.run(out, out, "lint", "--strict", file(policy))).isOne();
        assertThat(text()).contains(found);
    }

    @Test
    void lintListsTheFaultsOfAPolicyThatCannotBeRead() throws Exception {
        assertThat(tool.run(out, out, "lint", file("{ \"strict\": 1 }"))).isOne();
        assertThat(text()).contains("ERROR   $.strict").contains("ERROR   $.evidenceRetention");
    }

    @Test
    void diffSaysWhoIsAskedAgain() throws Exception {
        String grown = FULL.replace("\"storage\": [\"_pk_*\"]", "\"storage\": [\"_pk_*\", \"visits\"]")
                .replace(
                        "\"id\": \"marketing\"",
                        "\"id\": \"payment2\", \"title\": \"a\", \"description\": \"b\", \"consequence\": \"c\"");

        assertThat(tool.run(out, out, "diff", file(FULL), file(grown))).isOne();
        assertThat(text())
                .contains("statistics: grows by [storage:visits]. Visitors who granted it are asked again")
                .contains("payment2: new. Every visitor is asked for it")
                .contains("marketing: gone")
                .endsWith("Visitors are asked again.\n");
    }

    @Test
    void betterWordsAndFewerCookiesAskNobody() throws Exception {
        String shrunk = FULL.replace(", \"storage\": [\"_pk_*\"]", "").replace("Counts visits", "Counts the visits");

        assertThat(tool.run(out, out, "diff", file(FULL), file(shrunk))).isZero();
        assertThat(text()).contains("statistics: shrinks by [storage:_pk_*]").endsWith("Nobody is asked again.\n");
    }

    @Test
    void aCookieThatBecomesExemptIsTold() throws Exception {
        String exempt = FULL.replace(
                        "\"cookies\": [ { \"name\": \"wallet\", \"lifetime\": \"P1Y\", \"purpose\": \"Keeps the card\" } ]",
                        "\"cookies\": []")
                .replace(
                        "\"exempt\": [",
                        "\"exempt\": [ { \"name\": \"wallet\", \"reason\": \"payment\", \"lifetime\": \"session\" },");

        assertThat(tool.run(out, out, "diff", file(FULL), file(exempt))).isZero();
        assertThat(text()).contains("'wallet' is exempt now, and needed consent before");
    }

    @Test
    void theRecordOfProcessingHasARowForEachCategoryAndReason() throws Exception {
        assertThat(tool.run(out, out, "ropa", "--lang=fr", file(FULL))).isZero();

        String[] rows = text().split("\r\n");
        assertThat(rows).hasSize(1 + 4 + 1 + 1);
        assertThat(rows[1])
                .startsWith("\"Cookies: statistics\",\"OKONECT, mailto:privacy@okonect.example\"")
                .contains("\"_pk_id.*, _pk_* (browser storage)\"")
                .contains("\"Matomo (processor, FR)\"")
                .contains("\"_pk_id.*: P13M\"");
        assertThat(rows[5]).contains("Garde la commande");
        assertThat(rows[6]).contains("record: P12M after the end of the consent");
    }

    @Test
    void aCellIsNeverAFormula() throws Exception {
        assertThat(tool.run(
                        out, out, "ropa", file(FULL.replace("Holds the order that you are paying", "=1+1 \\\"x\\\""))))
                .isZero();
        assertThat(text()).contains("\"'=1+1 \"\"x\"\"\"");
    }

    @Test
    void theSchemaIsWritten() {
        assertThat(tool.run(out, out, "schema")).isZero();
        assertThat(text()).contains("\"$id\": \"https://okonect.com/consent/consent.schema.json\"");
    }

    @ParameterizedTest
    @CsvSource({
        "'', no such command",
        "paint, no such command",
        "lint, takes 1 file",
        "lint --fast x.json, has no option --fast",
        "lint missing.json, cannot be read",
        "diff missing.json, takes 2 file"
    })
    void whatCannotBeCarriedOutEndsWithTwo(String line, String said) {
        assertThat(tool.run(out, out, line.isEmpty() ? new String[0] : line.split(" ")))
                .isEqualTo(2);
        assertThat(text()).contains(said);
    }

    @Test
    void helpIsNoMistake() {
        assertThat(tool.run(out, out, "--help")).isZero();
        assertThat(text()).startsWith("usage:").contains("lint", "diff", "ropa", "schema");
    }

    @ParameterizedTest
    @EnumSource
    void aCommandsHelpIsItsOwn(Command command) {
        assertThat(tool.run(out, out, command.word(), "--help")).isZero();

        assertThat(text())
                .startsWith("usage: consent " + command.word())
                .contains("\nOptions\n", "\nEnds with\n  0  if all is well\n", "  2  if it cannot be carried out\n");
        assertThat(text().contains("--home=<folder>"))
                .isEqualTo(Set.of("verify", "find", "export", "erase", "purge").contains(command.word()));
        for (Command other : Command.values()) {
            if (other != command) {
                assertThat(text()).doesNotContain("usage: consent " + other.word() + " ");
                assertThat(text()).doesNotContainPattern("(?m)^ *" + other.word() + " ");
            }
        }
    }

    @Test
    void aCommandsHelpHasItsOptionsAndHowItEnds() {
        assertThat(tool.run(out, out, "--help", "lint")).isZero();

        assertThat(text()).isEqualTo("""
                usage: consent lint [--strict] <consent.json>

                lists what is wrong with a policy, and what deserves a look

                Options
                  --strict            ends with 1 where something deserves a look, too
                  --help              writes this

                Ends with
                  0  if all is well
                  1  if something is wrong; with --strict, or deserves a look
                  2  if it cannot be carried out
                """);
    }

    @Test
    void helpCanBeAskedForInWords() {
        assertThat(tool.run(out, out, "help", "purge")).isZero();
        assertThat(text())
                .startsWith("usage: consent purge")
                .contains("--retention=<period>")
                .doesNotContain("  1  if");
    }

    @Test
    void theHelpOfACommandThatIsNoneIsAMistake() {
        assertThat(tool.run(out, out, "verfy", "--help")).isEqualTo(2);
        assertThat(text()).startsWith("no such command\nusage: consent <command>");
    }

    /** What was wrong, and then how it is done right, without the other commands. */
    @Test
    void aMistakeIsFollowedByTheHelpOfItsCommand() {
        assertThat(tool.run(out, out, "diff", "one.json")).isEqualTo(2);
        assertThat(text())
                .contains("\nusage: consent diff <old.json> <new.json>\n")
                .doesNotContain("lint");
    }

    private String file(String policy) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "consent", ".json"), policy)
                .toString();
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8)
                .replace(System.lineSeparator().equals("\n") ? "\0" : "\r\n", "\n");
    }
}
