package com.okonect.consent.servlet.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyScannerTest {

    /** Where the banner goes is written as a bar. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE html><html><head><title>t</title></head><body>|<p>",
                "<body>|",
                "<BODY>|<BODY>",
                "<body class=\"a>b\" data-x='>' y = z>|text",
                "<body/>|",
                "<body\n\tonload=\"x()\"\r\n>|",
                "<body class=a\"b>|c\">",
                "<body data\">|",
                "<body a= >|b",
                "<!-- <body> --><body>|",
                "<!--><body>|-->",
                "<!---><body>|-->",
                "<!-- --!><body>|",
                "<!-- -- > <body> --><body>|",
                "<!----><body>|",
                "<!-- a--b -><body>--><body>|",
                "<!doctype html SYSTEM \"x\"><body>|",
                "<?xml version=\"1.0\"?><body>|",
                "<![CDATA[<p]]><body>|",
                "<script>document.write('<body>')</script><body>|",
                "<script>'</scripty><body>'</script ><body>|",
                "<script>'<</script><body>|",
                "<script>'</</script><body>|",
                "<style>/*<body>*/</STYLE\n><body>|",
                "<title><body></title><body>|",
                "<textarea><body></textarea><body>|",
                "<noscript><body></noscript><body>|",
                "<template><body></template><body>|",
                "<header><bodyguard><body-x></body></ body><body>|",
                "< body><<body>|",
                "a < b <body>|",
                "</body><body>|",
                "<html><body a=b/>|",
                "<link rel=x href=/a/b/ ><body>|"
            })
    void findsTheEndOfTheBodysStartTag(String marked) {
        int place = marked.indexOf('|');
        String html = marked.substring(0, place) + marked.substring(place + 1);

        assertThat(new BodyScanner(false).find(html, 0, html.length())).isEqualTo(place);
        assertThat(new BodyScanner(false).find(html.toCharArray(), 0, html.length()))
                .isEqualTo(place);
        byte[] bytes = html.getBytes(StandardCharsets.UTF_8);
        assertThat(new BodyScanner(false).find(bytes, 0, bytes.length)).isEqualTo(place);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<p>a fragment</p>",
                "<bod",
                "<body",
                "<body class=\"never closed>",
                "<script><body>",
                "<!-- <body>",
                "<frameset><noframes><body></noframes></frameset><body>",
                "<plaintext><body>",
                "{\"html\":\"&lt;body&gt;\"}"
            })
    void findsNothingWhereThereIsNoBody(String html) {
        assertThat(new BodyScanner(false).find(html, 0, html.length())).isEqualTo(BodyScanner.NOT_HERE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html><head><script src='a'/><title/></head><body>|",
                "<![CDATA[ <body> ]] > ]>]]><body>|",
                "<script><![CDATA[ a < b && '</script><body>' ]]]></script><body>|"
            })
    void readsXmlAsXml(String marked) {
        int place = marked.indexOf('|');

        assertThat(new BodyScanner(true).find(marked, 0, marked.length())).isEqualTo(place);
    }

    @Example
    void isDoneAfterTheFirst() {
        BodyScanner scanner = new BodyScanner(false);

        assertThat(scanner.isDone()).isFalse();
        assertThat(scanner.find("<body>", 0, 6)).isEqualTo(6);
        assertThat(scanner.isDone()).isTrue();
        assertThat(scanner.find("<body>", 0, 6)).isEqualTo(BodyScanner.NOT_HERE);
    }

    @Example
    void bytesBeyondAsciiAreText() {
        byte[] html = "<title>é à</title><body title='ж漢'>".getBytes(StandardCharsets.UTF_8);

        assertThat(new BodyScanner(false).find(html, 0, html.length)).isEqualTo(html.length);
    }

    @Property
    void findsTheSamePlaceWhereverThePageIsCut(@ForAll("pages") String html, @ForAll("cuts") List<Integer> cuts) {
        int whole = new BodyScanner(false).find(html, 0, html.length());
        List<Integer> ends = cuts.stream()
                .map(cut -> html.isEmpty() ? 0 : cut % html.length())
                .sorted()
                .distinct()
                .toList();
        assertThat(inPieces(html, ends)).isEqualTo(whole);
    }

    @Property(tries = 50)
    void findsTheSamePlaceByteByByte(@ForAll("pages") String html) {
        int whole = new BodyScanner(false).find(html, 0, html.length());
        BodyScanner scanner = new BodyScanner(false);
        int found = BodyScanner.NOT_HERE;
        for (int i = 0; i < html.length() && found == BodyScanner.NOT_HERE; i++) {
            found = scanner.read(html.charAt(i)) ? i + 1 : BodyScanner.NOT_HERE;
        }
        assertThat(found).isEqualTo(whole);
    }

    @Property
    void whatItFindsIsTheEndOfAnOpenTag(@ForAll("pages") String html) {
        int place = new BodyScanner(false).find(html, 0, html.length());
        if (place != BodyScanner.NOT_HERE) {
            assertThat(html.charAt(place - 1)).isEqualTo('>');
            assertThat(html.substring(0, place).toLowerCase(java.util.Locale.ROOT))
                    .contains("<body");
        }
    }

    private static int inPieces(String html, List<Integer> ends) {
        BodyScanner scanner = new BodyScanner(false);
        int from = 0;
        for (int i = 0; i <= ends.size(); i++) {
            int to = i == ends.size() ? html.length() : ends.get(i);
            int found = scanner.find(html.toCharArray(), from, to);
            if (found != BodyScanner.NOT_HERE) {
                return found;
            }
            from = to;
        }
        return BodyScanner.NOT_HERE;
    }

    @Provide
    Arbitrary<String> pages() {
        return Arbitraries.of(
                        "<body",
                        "<body>",
                        "<BoDy class=\"",
                        "\"",
                        "'",
                        ">",
                        "<",
                        "/",
                        "=",
                        " ",
                        "-",
                        "!",
                        "<!--",
                        "-->",
                        "<script>",
                        "</script>",
                        "</scr",
                        "<style>",
                        "</style>",
                        "<title>",
                        "</title>",
                        "<head>",
                        "a",
                        "é",
                        "<!DOCTYPE html>",
                        "\n")
                .list()
                .ofMaxSize(40)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<List<Integer>> cuts() {
        return Arbitraries.integers().between(0, 400).list().ofMaxSize(6);
    }
}
