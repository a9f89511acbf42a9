package com.okonect.consent.servlet.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class AsciiTextTest {

    @Test
    void htmlNamesWhatIsBeyondAscii() {
        assertThat(AsciiText.ofHtml("<p title=\"é\">a & 漢𝄞</p>"))
                .isEqualTo("<p title=\"&#233;\">a & &#28450;&#119070;</p>");
    }

    @Test
    void jsonIsTheSameDocument() throws Exception {
        String json = "{\"é\":\"a\\\"漢𝄞\"}";

        String ascii = AsciiText.ofJson(json);

        assertThat(ascii).isEqualTo("{\"\\u00e9\":\"a\\\"\\u6f22\\ud834\\udd1e\"}");
        assertThat(new ObjectMapper().readTree(ascii)).isEqualTo(new ObjectMapper().readTree(json));
    }
}
