package com.okonect.consent.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.ConsentRecord;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SchemaTest {

    private static final List<String> LINES = IntStream.rangeClosed(1, Schema.VERSION)
            .mapToObj(Schema::file)
            .flatMap(String::lines)
            .toList();

    @Test
    void everyColumnIsDocumented() {
        assertThat(LINES.stream()
                        .filter(line ->
                                line.matches("  [a-z_]+ (\\{uuid\\}|\\{text\\}|varchar|integer|bigint|smallint).*")))
                .hasSizeGreaterThan(50)
                .allMatch(line -> line.matches(".*[^ ]  *-- [^ ].*"));
    }

    @Test
    void everyTableIsDocumented() {
        for (int i = 0; i < LINES.size(); i++) {
            if (LINES.get(i).startsWith("create table")) {
                assertThat(LINES.get(i - 1)).startsWith("-- ");
            }
        }
    }

    @Test
    void everyComponentOfARecordHasItsColumn() {
        String table = String.join("\n", LINES).split("consent_record \\(")[1].split("\\{table\\}")[0];

        for (RecordComponent component : ConsentRecord.class.getRecordComponents()) {
            String column = component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT);
            assertThat(table).contains("\n  " + column + " ");
        }
        assertThat(Arrays.stream(table.split("\n")).filter(line -> line.contains("--")))
                .hasSize(ConsentRecord.class.getRecordComponents().length + 1);
    }

    @Test
    void noColumnIsForWhatIsNobodysBusiness() {
        assertThat(String.join("\n", LINES))
                .doesNotContainPattern("(?m)^  (ip|user_agent|url|referrer|account_id|email)");
    }
}
