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

        String expected = "<p>&#8220;&#233;&#8221;</p><a href=\"/page?a&amp;&quot;b&quot;\"><i id=\"" + ID + "\"/>";
        assertThat(html.text()).isEqualTo(expected);
        assertThat(String.join("", html.texts())).isEqualTo(expected);
        assertThat(html.utf8()).isEqualTo(expected.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whereManyCharactersAreBeyondAsciiTheyStayAsTheyAre() {
        String text = "<p>" + "é".repeat(17) + "</p>";

        assertThat(new PreparedText(text).with("/", ID).text()).isEqualTo(text);
    }

    @Test
    void aFewInScriptsAndStylesStayAsTheyAreForReferencesMeanNothingThere() {
        for (String text : List.of(
                "<style>a::after{content:\"→\"}</style><p>“é”</p>",
                "<p>“é”</p><SCRIPT>\nlet a = \"→\";\n</SCRIPT>",
                "<style>b{}</style><style>a::after{content:\"→\"}</style>")) {
            assertThat(new PreparedText(text).with("/", ID).text()).isEqualTo(text);
        }
    }

    @Test
    void besideScriptsAndStylesOfAsciiAFewAreReferences() {
        String text = "<style>a{}</style><p>“\ud83c\udf6a”</p><script src=\"/a.js\"></script>" + PreparedText.RETURN;

        assertThat(new PreparedText(text).with("/é", ID).text())
                .isEqualTo("<style>a{}</style><p>&#8220;&#127850;&#8221;</p><script src=\"/a.js\"></script>/é");
    }

    @Test
    void whatIsTheSameForAllPagesIsCopiedForNone() {
        List<String> one = prepared.with("/one", ID).texts();
        List<String> other = prepared.with("/other", ID).texts();

        assertThat(one.get(0)).startsWith("<p>").isSameAs(other.get(0));
    }
}
