package com.okonect.consent.servlet.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PreparedTextTest {

    private static final UUID ID = UUID.fromString("01900000-0000-7000-8000-000000000001");

    private final PreparedText prepared = new PreparedText(
            "<p>“é”</p><a href=\"" + PreparedText.RETURN + "\"><i id=\"" + PreparedText.CHOICE_ID + "\"/>");

    @Test
    void textPartsAndBytesSayTheSame() {
        Html html = prepared.with("/page?a&\"b\"", ID);

        String expected = "<p>“é”</p><a href=\"/page?a&amp;&quot;b&quot;\"><i id=\"" + ID + "\"/>";
        assertThat(html.text()).isEqualTo(expected);
        assertThat(String.join("", html.texts())).isEqualTo(expected);
        assertThat(html.utf8()).isEqualTo(expected.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatIsTheSameForAllPagesIsCopiedForNone() {
        List<String> one = prepared.with("/one", ID).texts();
        List<String> other = prepared.with("/other", ID).texts();

        assertThat(one.get(0)).startsWith("<p>").isSameAs(other.get(0));
    }
}
