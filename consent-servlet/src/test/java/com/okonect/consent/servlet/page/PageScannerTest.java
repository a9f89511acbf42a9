package com.okonect.consent.servlet.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The places are written into the pages: ~ before a script, ^ in the head, | at the start of the body, $ at its end. */
class PageScannerTest {

    private static final Map<PageScanner.Place, String> MARKS = Map.of(
            PageScanner.Place.SCRIPT,
            "~",
            PageScanner.Place.HEAD,
            "^",
            PageScanner.Place.BODY,
            "|",
            PageScanner.Place.END,
            "$");

    private static PageScanner scanner() {
        return new PageScanner(false, false, true, false, "/consent");
    }

    private static PageScanner endScanner() {
        return new PageScanner(false, false, false, true, "/consent");
    }

    /** The page with its places marked, having passed in pieces of a size. */
    private static String marked(PageScanner scanner, String html, int size) {
        StringBuilder out = new StringBuilder();
        for (int at = 0; at < html.length(); at += size) {
            String piece = html.substring(at, Math.min(html.length(), at + size));
            // Not at the start of the array, so that an index in the piece is not one in the array.
            char[] chars = ("<<" + piece + "<<").toCharArray();
            // Some may pass at one look, as a text or in an array, others are scanned: the pieces take turns.
            int turn = at / size % 3;
            if (turn == 0 && scanner.passes(piece) || turn == 1 && scanner.passes(chars, 2, 2 + piece.length())) {
                out.append(piece);
                continue;
            }
            List<PageScanner.Found> places = scanner.scan(piece);
            out.append(
                    Splice.passes(scanner, places, piece.length())
                            ? piece
                            : Splice.assemble(scanner, places, piece, MARKS::get));
        }
        return out.append(rest(scanner)).toString();
    }

    /** As when the page is at its end. */
    private static String rest(PageScanner scanner) {
        String held = scanner.letGo();
        String end = scanner.lacksEnd() ? "$" : "";
        return EndFinder.isEnd(held) ? end + held : held + end;
    }

    private static String markedBytes(PageScanner scanner, String html) {
        byte[] bytes = html.getBytes(StandardCharsets.UTF_8);
        List<PageScanner.Found> places = scanner.scan(bytes, 0, bytes.length);
        String piece = new String(bytes, StandardCharsets.ISO_8859_1);
        String out = Splice.assemble(scanner, places, piece, MARKS::get) + rest(scanner);
        return new String(out.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static String unmarked(String marked) {
        return marked.replaceAll("[~|$^]", "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE html><html><head><title>t</title>^</head><body>|<p>x</p></body></html>",
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
                "<script><!--<script></script><body>--></script><body>|",
                "<script><!-- <SCRIPT > </script > <body> </script><body>|",
                "<script><!-- --><script></script><body>|",
                "<script><!--></script><body>|",
                "<script>< !--<script></script><body>|",
                "<script><!-x-<script></script><body>|",
                "<script>a = 1; <!-- b <script>--a></script><body></script><body>|",
                "<style>a > b { c: '--x' } <!-- </style><body>|",
                "<script><!-- </script><body>|",
                "<style>/*<body>*/</STYLE\n><body>|",
                "<title><body></title>^<body>|",
                "<noscript><body></noscript><body>|",
                "<template><body></template><body>|",
                "<html><body a=b/>|",
                "<link rel=x href=/a/b/ ><body>|",
                "<body>|</b</body>"
            })
    void findsThePlacesOfAWholePage(String marked) {
        String html = unmarked(marked);

        for (int size : new int[] {html.length(), 1, 2, 3, 7}) {
            assertThat(marked(scanner(), html, size))
                    .as("in pieces of %d", size)
                    .isEqualTo(marked);
        }
        assertThat(markedBytes(scanner(), html)).isEqualTo(marked);
    }

    /** HTML Standard, sections 13.2.6.4.1 to 13.2.6.4.6. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE html><title>t</title>^|<p>x",
                "<!DOCTYPE html><title>t</title>^\n  |text<p>",
                "<!DOCTYPE html>|&amp;",
                "\ufeff<!DOCTYPE html> <!-- c --> <meta charset=utf-8><title>t</title>^<link rel=x><script>a</script>|<div>",
                "<!DOCTYPE html><title>t</title>^<style>p{}</style><noscript><p></noscript>|<main>",
                "<html><head></head>|<noscript><p></noscript><p>",
                "<html><head></head> <script>a</script><style></style>|<p>",
                "<html><head></head>|</body>",
                "<html>|</br>",
                "<html></p></head></title>|<p>",
                "<html>|<<p>",
                "<html>|< p>",
                "<html>|<headers>",
                "<title>t</title>^|<h1>x</h1>",
                "<head>|<svg><title>x</title></svg>",
                "<html>|<ol><body>"
            })
    void findsThePlacesWhereABrowserWouldOpenTheBody(String marked) {
        String html = unmarked(marked);
        for (int size : new int[] {html.length(), 1, 2, 3, 7}) {
            assertThat(marked(scanner(), html, size))
                    .as("in pieces of %d", size)
                    .isEqualTo(marked);
        }
        assertThat(markedBytes(scanner(), html)).isEqualTo(marked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<p>a fragment</p>",
                "text <body>",
                "<bod",
                "<body",
                "<body class=\"never closed>",
                "<script><body>",
                "<!-- <body>",
                "<html><frameset><noframes><body></noframes></frameset><body>",
                "<tr><td>a row</td></tr></body>",
                "{\"html\":\"<body>\"}",
                "<svg xmlns='http://www.w3.org/2000/svg'><title>t</title></svg>"
            })
    void aFragmentHasNoPlace(String html) {
        for (int size : new int[] {Math.max(1, html.length()), 1, 3}) {
            assertThat(marked(scanner(), html, size)).isEqualTo(html);
        }
    }

    @Example
    void whatABrowserAsksForAsAPageNeedNotBeginLikeOne() {
        PageScanner scanner = new PageScanner(false, true, true, false, "/consent");

        assertThat(marked(scanner, "<h1>It works!</h1>", 4)).isEqualTo("|<h1>It works!</h1>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html><head><script src='a'/><title/></head><body>|</body></html>",
                "<![CDATA[ <body> ]] > ]>]]><body>|",
                "<html><script><![CDATA[ a < b && '</script><body>' ]]]></script><body>|"
            })
    void readsXmlAsXml(String marked) {
        PageScanner scanner = new PageScanner(true, false, true, false, "/consent");

        assertThat(marked(scanner, unmarked(marked), 5)).isEqualTo(marked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html><body>a$</body></html>",
                "<html><body>a$</BODY >\n</HTML\t>\n\n",
                "<html><body>a$</body>",
                "<!DOCTYPE html><p>a$",
                "<body>a</html>$",
                "<body>a</body>b</html>$",
                "<body><!-- </body></html> -->$</body></html>",
                "<body><script>'</body></html>'</script>$</body></html>",
                "<body>a</body></html><!-- made in 5 ms -->$",
                "<body>a <$",
                "<html><head></head></html>$",
                "<p>a fragment</p></body></html>"
            })
    void findsTheEndOfThePage(String marked) {
        String html = unmarked(marked);
        for (int size : new int[] {html.length(), 1, 2, 3, 7, 20}) {
            assertThat(marked(endScanner(), html, size))
                    .as("in pieces of %d", size)
                    .isEqualTo(marked);
        }
        assertThat(markedBytes(endScanner(), html)).isEqualTo(marked);
    }

    @Example
    void aPageWithALinkOfItsOwnStaysAsItIsWhereNobodyComesToAskForItsEnd() {
        String html = "<html><body><a href=\"/consent\">x</a></body></html>";
        for (int size : new int[] {html.length(), html.indexOf("</body>")}) {
            PageScanner scanner = endScanner();
            scanner.holdNoEnd();

            assertThat(marked(scanner, html, size)).as("in pieces of %d", size).isEqualTo(html);
            assertThat(scanner.isDone()).isTrue();
        }
    }

    @Example
    void holdsNothingOfTheEndWhereNobodyComesToAskForIt() {
        String html = "<html><body>a</body></html>";
        PageScanner whole = endScanner();
        whole.holdNoEnd();
        List<PageScanner.Found> places = whole.scan(html);
        assertThat(Splice.assemble(whole, places, html, MARKS::get)).isEqualTo("<html><body>a$</body></html>");
        assertThat(whole.held()).isEmpty();

        PageScanner pieces = endScanner();
        pieces.holdNoEnd();
        StringBuilder out = new StringBuilder();
        for (char c : html.toCharArray()) {
            List<PageScanner.Found> found = pieces.scan(String.valueOf(c));
            out.append(Splice.assemble(pieces, found, String.valueOf(c), MARKS::get));
        }
        assertThat(out.toString()).isEqualTo(html);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<a href=\"/consent\">",
                "<a href='/consent?lang=fr'>",
                "<a class=x href=/consent>",
                "<a href=/consent#own>",
                "<a href=\"https://shop.example/consent\">",
                "<A HREF = \"/consent;jsessionid=1\">",
                "<form action='/consent'>",
                "<button formaction=/consent >",
                "<a href=/con/consent\n>"
            })
    void aPageWithALinkOfItsOwnNeedsNoneAtItsEnd(String link) {
        String html = "<html><body><p>" + link + "x</a></body></html>";
        for (int size : new int[] {html.length(), 1, 3, 20}) {
            PageScanner scanner = endScanner();
            assertThat(marked(scanner, html, size)).as("in pieces of %d", size).isEqualTo(html);
            assertThat(scanner.isLinked()).isTrue();
            assertThat(scanner.isDone()).isTrue();
        }
    }

    @Property
    void aLinkIsFoundWhereverItStandsAndHoweverTheBytesAreCut(
            @ForAll @IntRange(max = 900) int before,
            @ForAll @IntRange(max = 900) int after,
            @ForAll @IntRange(min = 1, max = 5_000) int size,
            @ForAll boolean own) {
        String html = "<html><body>" + "<p>/con</p>".repeat(before) + "<a href=\"/consent" + (own ? "" : "s")
                + "\">x</a>" + "<b>y</b>".repeat(after) + "</body></html>";
        byte[] bytes = html.getBytes(StandardCharsets.UTF_8);
        PageScanner scanner = endScanner();
        StringBuilder out = new StringBuilder();
        for (int from = 0; from < bytes.length; from += size) {
            int length = Math.min(size, bytes.length - from);
            boolean looked = from / size % 2 == 0 && scanner.passes(bytes, from, from + length);
            List<PageScanner.Found> places = looked ? List.of() : scanner.scan(bytes, from, from + length);
            if (looked || Splice.passes(scanner, places, from + length)) {
                out.append(new String(bytes, from, length, StandardCharsets.UTF_8));
            } else {
                Splice.parts(
                                scanner,
                                places,
                                bytes,
                                from,
                                length,
                                place -> MARKS.get(place).getBytes(StandardCharsets.UTF_8))
                        .forEach(part -> out.append(StandardCharsets.UTF_8.decode(part)));
            }
        }
        out.append(rest(scanner));

        String expected = own ? html : html.replace("</body>", "$</body>");
        assertThat(scanner.isLinked()).isEqualTo(own);
        assertThat(out.toString()).isEqualTo(expected);
        assertThat(marked(endScanner(), html, size)).isEqualTo(expected);
    }

    @Example
    void whatGoesInIsWrittenInItsOwnPartsAndNotPutTogether() {
        String page = "<html><head><title>x</title></head><body>text";
        List<String> banner = List.of("<p>\u201cbanner\u201d", "</p>");
        PageScanner scanner = scanner();
        List<PageScanner.Found> places = scanner.scan(page);

        List<String> parts = Splice.texts(scanner, places, page, place -> banner);

        assertThat(parts)
                .filteredOn(part -> !part.isEmpty())
                .containsExactly(
                        "<html><head><title>x</title>",
                        "<p>\u201cbanner\u201d",
                        "</p>",
                        "</head><body>",
                        "<p>\u201cbanner\u201d",
                        "</p>",
                        "text");
    }

    @Example
    void thePagesOwnBytesGoOutWithoutACopy() {
        byte[] page = "<html><head><title>x</title></head><body>text".getBytes(StandardCharsets.UTF_8);
        byte[] banner = "<p>banner</p>".getBytes(StandardCharsets.UTF_8);
        PageScanner scanner = scanner();
        List<PageScanner.Found> places = scanner.scan(page, 0, page.length);

        List<ByteBuffer> parts = Splice.parts(scanner, places, page, 0, page.length, place -> banner);

        assertThat(parts).extracting(ByteBuffer::array).containsExactly(page, banner, page, banner, page);
        assertThat(parts.stream()
                        .map(part -> StandardCharsets.UTF_8.decode(part).toString()))
                .containsExactly(
                        "<html><head><title>x</title>", "<p>banner</p>", "</head><body>", "<p>banner</p>", "text");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<a href=\"/consenting\">",
                "<a href=\"/consent/notice\">",
                "<a href=\"/consen\">",
                "<a href=\"/consent-\">",
                "<a title=\"/consent\">",
                "<a href=\"/other\">/consent ",
                "/consent ",
                "=/consent "
            })
    void otherMentionsAreNoLink(String mention) {
        String html = "<html><body><p>" + mention + "x</body></html>";

        assertThat(marked(endScanner(), html, 4)).endsWith("$</body></html>");
    }

    @Example
    void theHeadIsNotReadWhereNothingInItMatters() {
        PageScanner scanner = new PageScanner(false, false, false, true, null);

        assertThat(scanner.scan("<!DOCTYPE html><!-- <body> --><html lang=\"de\"><head>"))
                .isEmpty();

        assertThat(scanner.passes("<title>a</title><script>'</html>'; x</script><body>text"))
                .isTrue();
        assertThat(scanner.language()).contains("de");
        String end = "</body></html>";
        assertThat(Splice.assemble(scanner, scanner.scan(end), end, MARKS::get)).isEmpty();
        assertThat(rest(scanner)).isEqualTo("$" + end);
    }

    @Example
    void theHeadIsReadForALinkOrAScript() {
        PageScanner link = endScanner();
        PageScanner script = new PageScanner(false, false, false, true, null);
        script.seekScript();

        for (PageScanner scanner : List.of(link, script)) {
            scanner.scan("<!DOCTYPE html><html lang=\"de\"><head>");
            assertThat(scanner.passes("<title>a</title>")).isFalse();
        }
    }

    @Example
    void whatIsLetGoIsNotHeldBack() {
        PageScanner scanner = new PageScanner(false, false, true, false, "/consent");
        String first = "<html><di";
        String out = Splice.assemble(scanner, scanner.scan(first), first, MARKS::get);
        assertThat(out).isEqualTo("<html>");
        assertThat(scanner.letGo()).isEqualTo("<di");

        // A browser opens the body before the div; in it is the next best place.
        assertThat(marked(scanner, "v class=x>text", 3)).isEqualTo("v class=x>|text");
    }

    @Example
    void knowsTheLanguageAndThePoliciesOfThePage() {
        PageScanner scanner = scanner();
        marked(
                scanner,
                "<html class=x lang='fr-CA'><head><meta charset=utf-8><meta content=\"default-src 'self'\""
                        + " http-equiv=content-security-policy><META HTTP-EQUIV='Content-Security-Policy'"
                        + " CONTENT='style-src &#39;none&#39;'><body>",
                5);

        assertThat(scanner.language()).contains("fr-CA");
        assertThat(scanner.metaPolicies()).containsExactly("default-src 'self'", "style-src 'none'");
    }

    @Example
    void bytesBeyondAsciiAreText() {
        assertThat(markedBytes(scanner(), "\ufeff<title>é à</title><body title='ж漢'>"))
                .isEqualTo("\ufeff<title>é à</title>^<body title='ж漢'>|");
    }

    @Property
    void findsTheSamePlacesWhereverThePageIsCut(@ForAll("pages") String html, @ForAll("cuts") List<Integer> cuts) {
        String whole = marked(scanner(), html, Math.max(1, html.length()));
        PageScanner scanner = scanner();
        StringBuilder out = new StringBuilder();
        List<Integer> ends = new ArrayList<>(
                cuts.stream().map(cut -> cut % (html.length() + 1)).sorted().toList());
        ends.add(html.length());
        int from = 0;
        for (int end : ends) {
            String piece = html.substring(from, end);
            List<PageScanner.Found> places = scanner.scan(piece);
            out.append(Splice.assemble(scanner, places, piece, MARKS::get));
            from = end;
        }
        assertThat(out.append(rest(scanner)).toString()).isEqualTo(whole);
    }

    @Property
    void theEndIsFoundAlikeWhereNoLinkIsLookedFor(
            @ForAll("pages") String html,
            @ForAll @IntRange(min = 1, max = 250) int size,
            @ForAll @IntRange(max = 90) int spaces) {
        String page = "<html><body>" + html.repeat(1 + 300 / Math.max(1, html.length())) + "</body>"
                + " ".repeat(spaces) + "</html>";

        for (boolean starts : List.of(true, false)) {
            String looking = marked(new PageScanner(false, false, starts, true, "/nowhere"), page, size);
            assertThat(marked(new PageScanner(false, false, starts, true, null), page, size))
                    .isEqualTo(looking);
            assertThat(markedBytes(new PageScanner(false, false, starts, true, null), page))
                    .isEqualTo(markedBytes(new PageScanner(false, false, starts, true, "/nowhere"), page));
        }
    }

    @Property
    void theEndIsFoundAlikeWhereTheHeadIsNotRead(
            @ForAll("heads") String head,
            @ForAll("pages") String html,
            @ForAll @IntRange(min = 1, max = 250) int size) {
        String page = "<!DOCTYPE html><html lang=de><head>" + head + "</head><body>" + html + "</body></html>";
        PageScanner looking = new PageScanner(false, false, false, true, "/nowhere");
        PageScanner skipping = new PageScanner(false, false, false, true, null);

        assertThat(marked(skipping, page, size)).isEqualTo(marked(looking, page, size));
        assertThat(skipping.language()).isEqualTo(looking.language()).contains("de");
    }

    @Provide
    Arbitrary<String> heads() {
        return Arbitraries.of(
                        "<title>a</title>",
                        "<title>a</body></html>b</title>",
                        "<meta charset=utf-8>",
                        "<meta http-equiv=Content-Security-Policy content=\"default-src 'self'\">",
                        "<script>x='</body></html>'; y</script>",
                        "<style>a>b{}</style>",
                        "<!-- </body></html> -->",
                        "<link rel=a href=\"/b\">",
                        "\n")
                .list()
                .ofMaxSize(6)
                .map(parts -> String.join("", parts));
    }

    @Property
    void aBeginningThatIsKnownIsReadAsOneThatIsNot(
            @ForAll("pages") String html,
            @ForAll("pages") String other,
            @ForAll boolean xml,
            @ForAll boolean document,
            @ForAll boolean starts,
            @ForAll boolean ends,
            @ForAll boolean script,
            @ForAll boolean linked,
            @ForAll @IntRange(min = 1, max = 250) int size) {
        KnownStarts known = new KnownStarts();
        // The second time as the first, then with another beginning, and as at first again.
        String policy = "<meta http-equiv=Content-Security-Policy content=\"default-src 'self'\">";
        String whole = "<html>" + policy + html;
        for (String page : List.of(html, html, other + html, html, whole, whole)) {
            PageScanner fresh = new PageScanner(xml, document, starts, ends, linked ? "/consent" : null);
            PageScanner comparing = new PageScanner(xml, document, starts, ends, linked ? "/consent" : null);
            comparing.compareWith(known, "/page");
            if (script) {
                fresh.seekScript();
                comparing.seekScript();
            }
            assertThat(marked(comparing, page, size)).isEqualTo(marked(fresh, page, size));
            assertThat(comparing.language()).isEqualTo(fresh.language());
            assertThat(comparing.metaPolicies()).isEqualTo(fresh.metaPolicies());
            assertThat(comparing.isDocument()).isEqualTo(fresh.isDocument());
            assertThat(comparing.isDone()).isEqualTo(fresh.isDone());
        }
    }

    @Example
    void aBeginningThatWasReadForSomethingElseIsNotKnown() {
        KnownStarts known = new KnownStarts();
        known.note("b", new KnownStarts.Start(0, "<html>", List.of(), "", List.of(), true));

        assertThat(known.last("b", 0)).isNotNull();
        for (int wanted = 1; wanted < 64; wanted++) {
            // One of them has the same slot.
            assertThat(known.last("a", wanted)).as("for " + wanted).isNull();
            assertThat(known.last("b", wanted)).as("for " + wanted).isNull();
        }
    }

    @Example
    void aBeginningThatIsKnownIsFoundInBytesFromAnyIndexOn() {
        KnownStarts known = new KnownStarts();
        String page = "<html lang=fr><head><title>a</title></head><body>text";
        int wanted = scanner().wanted();
        for (String before : List.of("", "<<<", "")) {
            PageScanner scanner = scanner();
            scanner.compareWith(known, "/page");
            byte[] bytes = (before + page).getBytes(StandardCharsets.UTF_8);
            List<PageScanner.Found> places = scanner.scan(bytes, before.length(), bytes.length);
            assertThat(places)
                    .containsExactly(
                            new PageScanner.Found(PageScanner.Place.HEAD, before.length() + page.indexOf("</head>")),
                            new PageScanner.Found(PageScanner.Place.BODY, before.length() + page.indexOf("text")));
            assertThat(scanner.language()).contains("fr");
        }
        assertThat(known.last("/page", wanted)).isNotNull();
        assertThat(known.last("/other", wanted)).isNull();
    }

    @Property
    void changesNothingBesides(@ForAll("pages") String html) {
        PageScanner both = new PageScanner(false, true, true, true, "/consent");

        assertThat(unmarked(marked(both, html, 3))).isEqualTo(html);
    }

    @Property
    void holdsBackNoMoreThanTheStartOfATag(@ForAll("pages") String html) {
        PageScanner scanner = scanner();
        List<PageScanner.Found> places = scanner.scan(html);
        Splice.assemble(scanner, places, html, MARKS::get);

        assertThat(scanner.held()).matches("|</?|</?[a-zA-Z][^ />\\t\\n]{0,17}").hasSizeLessThan(20);
    }

    @Provide
    Arbitrary<String> pages() {
        return Arbitraries.of(
                        "<body",
                        "<body>",
                        "<BoDy class=\"",
                        "</body>",
                        "</html>",
                        "<html lang=de>",
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
                        "</head>",
                        "<p>",
                        "<a href=/consent>",
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
