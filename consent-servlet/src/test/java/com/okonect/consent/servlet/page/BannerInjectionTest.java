package com.okonect.consent.servlet.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.Consent;
import com.okonect.consent.servlet.RawHttp;
import com.okonect.consent.servlet.RawHttp.Response;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.ee10.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On a real Jetty, over raw sockets. A page with its banner cut out has to be the page that the application wrote. */
class BannerInjectionTest {

    private static final String PAGE =
            "<!DOCTYPE html><html><head><title>Chairs</title></head><body class=\"a>b\"><p>Chairs and tables</p></body></html>";
    private static final String BEFORE = PAGE.substring(0, PAGE.indexOf("<p>"));
    private static final String HEAD = PAGE.substring(0, PAGE.indexOf("</head>"));
    private static final String LINK = "<p id=\"ok-link\"><a href=\"/consent\">Cookie settings</a></p>";
    private static final String LOADER = "<script src=\"/consent/assets/load.js\" defer=\"defer\"></script>";

    // Nothing that the policy turns on comes with these pages.
    private final PageFixture site =
            new PageFixture(PageFixture.POLICY.replace("\"storage\": [\"_pk_*\"]", "\"storage\": []"));
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.SESSIONS);
    private Supplier<Consent> consent = site.service::undecided;
    private Buffering buffering = Buffering.SHORT_PIECES;
    private UnaryOperator<HttpServletResponse> before = response -> response;
    private final AtomicLong nanos = new AtomicLong();
    private RawHttp http;

    private interface Page {
        void answer(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException;
    }

    private void page(String path, Page page) {
        servlet(path, new HttpServlet() {
            private static final long serialVersionUID = 1L;

            @Override
            protected void service(HttpServletRequest request, HttpServletResponse response)
                    throws IOException, ServletException {
                page.answer(request, response);
            }
        });
    }

    private void servlet(String path, HttpServlet servlet) {
        ServletHolder holder = new ServletHolder(servlet);
        holder.setAsyncSupported(true);
        context.addServlet(holder, path);
    }

    private RawHttp start() throws Exception {
        server.addConnector(connector);
        server.setHandler(context);
        return startServer();
    }

    private RawHttp startServer() throws Exception {
        BannerInjection injection = new BannerInjection(site.service, site.pages, site.settings, buffering, nanos::get);
        FilterHolder holder = new FilterHolder(new Filter() {
            @Override
            public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                    throws IOException, ServletException {
                HttpServletResponse given = before.apply((HttpServletResponse) response);
                BannerInjection.Exchange wrapped =
                        injection.wrap((HttpServletRequest) request, given, () -> consent.get());
                if (wrapped == null) {
                    chain.doFilter(request, given);
                } else {
                    chain.doFilter(wrapped.request(), wrapped.response());
                    wrapped.returned(request.isAsyncStarted());
                }
            }
        });
        holder.setAsyncSupported(true);
        context.addFilter(holder, "/*", EnumSet.allOf(DispatcherType.class));
        server.start();
        http = new RawHttp(connector.getLocalPort());
        return http;
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    /** The page without the one banner that it has to have. */
    private static String withoutBanner(String body) {
        return cut(cut(body, "<section id=\"ok-layer\"", "</script>"), "<style>", "</style>");
    }

    private static String cut(String body, String from, String to) {
        int start = body.indexOf(from);
        int end = body.indexOf(to, start) + to.length();
        assertThat(start).as("%s in\n%s", from, body).isNotNegative();
        assertThat(body.indexOf(from, end)).as("a second %s", from).isEqualTo(-1);
        return body.substring(0, start) + body.substring(end);
    }

    private static void html(HttpServletResponse response) {
        response.setContentType("text/html; charset=UTF-8");
    }

    private static void write(HttpServletResponse response, String text) throws IOException {
        html(response);
        response.getWriter().write(text);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void assertBanner(Response response) {
        assertThat(withoutBanner(response.text())).isEqualTo(PAGE);
        assertThat(response.text()).startsWith(HEAD + "<style>");
        assertThat(cut(response.text(), "<style>", "</style>")).startsWith(BEFORE + "<section id=\"ok-layer\"");
        assertThat(response.all("Cache-Control")).containsExactly("private, no-store");
        assertThat(response.header("ETag")).isEmpty();
        assertThat(response.header("Last-Modified")).isEmpty();
        response.header("Content-Length")
                .ifPresent(length -> assertThat(length)
                        .isEqualTo(String.valueOf(response.body().length())));
    }

    private static void assertUnchanged(Response response) {
        assertThat(response.text()).isEqualTo(PAGE);
    }

    @Test
    void writerPage() throws Exception {
        page("/", (request, response) -> write(response, PAGE));

        assertBanner(start().get("/"));
    }

    @Test
    void streamPage() throws Exception {
        page("/", (request, response) -> {
            html(response);
            response.getOutputStream().write(utf8(PAGE));
        });

        assertBanner(start().get("/"));
    }

    @Test
    void byteByByte() throws Exception {
        page("/", (request, response) -> {
            html(response);
            for (byte octet : utf8(PAGE)) {
                response.getOutputStream().write(octet);
            }
        });

        assertBanner(start().get("/"));
    }

    @Test
    void characterByCharacterWithAFlushAfterEach() throws Exception {
        page("/", (request, response) -> {
            html(response);
            for (char c : PAGE.toCharArray()) {
                response.getWriter().write(c);
                response.flushBuffer();
            }
        });

        assertBanner(start().get("/"));
    }

    @Test
    void everyWayToPrint() throws Exception {
        page("/writer", (request, response) -> {
            html(response);
            PrintWriter out = response.getWriter();
            out.print("<html><body");
            out.println();
            out.printf("class=\"%s\"", "x");
            out.append('>').append("<p>").append("ab", 0, 1);
            out.print(1);
            out.print('c');
            out.print(new char[] {'d'});
            out.print(true);
            out.println(2L);
            assertThat(out.checkError()).isFalse();
        });
        page("/stream", (request, response) -> {
            html(response);
            ServletOutputStream out = response.getOutputStream();
            out.print("<html><body");
            out.println();
            out.print("class=\"x\"><p>é");
            out.print(1);
            out.print('c');
            out.println(true);
        });
        start();

        String line = System.lineSeparator();
        assertThat(withoutBanner(http.get("/writer").text()))
                .isEqualTo("<html><body" + line + "class=\"x\"><p>a1cdtrue2" + line);
        assertThat(withoutBanner(http.get("/stream").text())).isEqualTo("<html><body\r\nclass=\"x\"><p>é1ctrue\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"setContentLength", "setContentLengthLong", "setIntHeader", "setHeader", "addHeader"})
    void contentLengthOfThePageIsNotThatOfTheAnswer(String setter) throws Exception {
        for (boolean typeFirst : new boolean[] {true, false}) {
            page("/" + typeFirst, (request, response) -> {
                if (typeFirst) {
                    html(response);
                }
                int length = utf8(PAGE).length;
                switch (setter) {
                    case "setContentLength" -> response.setContentLength(length);
                    case "setContentLengthLong" -> response.setContentLengthLong(length);
                    case "setIntHeader" -> response.setIntHeader("content-length", length);
                    case "setHeader" -> response.setHeader("Content-Length", String.valueOf(length));
                    default -> response.addHeader("CONTENT-LENGTH", String.valueOf(length));
                }
                if (!typeFirst) {
                    html(response);
                }
                response.getOutputStream().write(utf8(PAGE));
            });
        }
        start();

        assertBanner(http.get("/true"));
        assertBanner(http.get("/false"));
    }

    @ParameterizedTest
    @EnumSource
    void aLongPageThatIsWrittenAtOnceIsWholeWhateverTheContainerGathers(Buffering does) throws Exception {
        buffering = does;
        String rows = "</p>" + "<p>a row of <i>many</i></p>\n".repeat(2_000);
        byte[] bytes = utf8(PAGE.replace("</p>", rows));
        for (boolean announced : List.of(true, false)) {
            page("/" + announced, (request, response) -> {
                html(response);
                if (announced) {
                    response.setContentLength(bytes.length);
                }
                response.getOutputStream().write(bytes);
            });
        }
        start();

        for (String path : List.of("/true", "/false")) {
            consent = site.service::undecided;
            Response asks = http.get(path);
            assertThat(withoutBanner(asks.text())).isEqualTo(PAGE.replace("</p>", rows));
            consent = () -> site.choose(site.service.undecided(), "refuse");
            Response decided = http.get(path);
            assertThat(decided.text()).isEqualTo(PAGE.replace("</p>", rows).replace("</body>", LINK + "</body>"));
            if (path.equals("/true")) {
                assertThat(asks.header("Content-Length")).contains(String.valueOf(utf8(asks.text()).length));
                assertThat(decided.header("Content-Length")).contains(String.valueOf(utf8(decided.text()).length));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPageOfManyWordsIsWholeHoweverTheContainerTakesThem(Buffering does) throws Exception {
        buffering = does;
        String rows = "</p>" + "<p>a row f\u00fcr \u0395\u03bb\u03bb\u03ac\u03b4\u03b1 \ud834\udd1e</p>\n".repeat(700);
        String whole = PAGE.replace("</p>", rows);
        page("/words", (request, response) -> {
            html(response);
            PrintWriter out = response.getWriter();
            for (int from = 0; from < whole.length(); from += 7) {
                String word = whole.substring(from, Math.min(whole.length(), from + 7));
                if (from % 2 == 0) {
                    out.write(word);
                } else {
                    out.write(word.toCharArray());
                }
            }
        });
        start();

        consent = site.service::undecided;
        assertThat(withoutBanner(http.get("/words").text())).isEqualTo(whole);
        consent = () -> site.choose(site.service.undecided(), "refuse");
        // Looked through for a link, and not.
        for (int visit = 0; visit < 3; visit++) {
            assertThat(http.get("/words").text()).isEqualTo(whole.replace("</body>", LINK + "</body>"));
        }
    }

    @Test
    void whatIsNotHtmlKeepsItsHeaders() throws Exception {
        page("/json", (request, response) -> {
            response.setContentLength(PAGE.length());
            response.setHeader("ETag", "\"1\"");
            response.setContentType("application/json");
            response.setDateHeader("Last-Modified", 1_000_000_000_000L);
            response.getOutputStream().write(utf8(PAGE));
        });
        page("/none", (request, response) -> {
            response.setContentLength(PAGE.length());
            response.setHeader("ETag", "\"1\"");
            response.setDateHeader("Last-Modified", 1_000_000_000_000L);
            response.getOutputStream().write(utf8(PAGE));
        });
        page("/empty", (request, response) -> {
            html(response);
            response.setHeader("ETag", "\"1\"");
            response.setDateHeader("Last-Modified", 1_000_000_000_000L);
            response.setContentLength(0);
        });
        start();

        for (String path : List.of("/json", "/none", "/empty")) {
            Response response = http.get(path);
            assertThat(response.header("ETag")).as(path).contains("\"1\"");
            assertThat(response.header("Last-Modified")).as(path).contains("Sun, 09 Sep 2001 01:46:40 GMT");
            assertThat(response.header("Content-Length"))
                    .as(path)
                    .contains(path.equals("/empty") ? "0" : String.valueOf(PAGE.length()));
        }
        assertUnchanged(http.get("/json"));
        assertUnchanged(http.get("/none"));
    }

    @Test
    void aVisitorWhoHasDecidedGetsALinkToTheSettingsAndNotOneByteMore() throws Exception {
        page("/", (request, response) -> {
            response.setHeader("ETag", "\"1\"");
            write(response, PAGE);
        });
        start();

        for (String choice : List.of("accept", "refuse")) {
            consent = () -> site.choose(site.service.undecided(), choice);
            Response response = http.get("/");
            assertThat(response.text()).isEqualTo(PAGE.replace("</body>", LINK + "</body>"));
            assertThat(response.header("ETag")).contains("\"1\"");
            assertThat(response.header("Cache-Control")).isEmpty();
            assertThat(response.all("Vary")).containsExactly("Cookie");
        }
        assertThat(LINK.length()).isLessThanOrEqualTo(150);
    }

    @Test
    void aPageWithALinkOfItsOwnGetsNotOneByte() throws Exception {
        String linked = PAGE.replace("</p>", "<a href=\"/consent\">Cookies</a></p>");
        page("/stream", (request, response) -> {
            html(response);
            response.setContentLength(utf8(linked).length);
            response.getOutputStream().write(utf8(linked));
        });
        page("/writer", (request, response) -> write(response, linked));
        page("/octets", (request, response) -> {
            html(response);
            for (byte octet : utf8(linked)) {
                response.getOutputStream().write(octet);
            }
        });
        start();
        consent = () -> site.choose(site.service.undecided(), "refuse");

        for (int visit = 0; visit < 3; visit++) {
            assertThat(http.get("/octets").text()).isEqualTo(linked);
            assertThat(http.get("/writer").text()).isEqualTo(linked);
            Response stream = http.get("/stream");
            assertThat(stream.text()).isEqualTo(linked);
            assertThat(stream.header("Content-Length")).contains(String.valueOf(utf8(linked).length));
        }
    }

    /** Notes what reaches the writer of the container. */
    private static final class Noted extends HttpServletResponseWrapper {

        private final List<String> pieces;
        private PrintWriter writer;

        Noted(HttpServletResponse response, List<String> pieces) {
            super(response);
            this.pieces = pieces;
        }

        @Override
        public PrintWriter getWriter() throws IOException {
            if (writer == null) {
                writer = noting(super.getWriter());
            }
            return writer;
        }

        private PrintWriter noting(PrintWriter container) {
            return new PrintWriter(container) {
                @Override
                public void write(char[] chars, int offset, int length) {
                    pieces.add(new String(chars, offset, length));
                    super.write(chars, offset, length);
                }

                @Override
                public void write(String text, int offset, int length) {
                    pieces.add(text.substring(offset, offset + length));
                    super.write(text, offset, length);
                }
            };
        }
    }

    /** What reaches the writer of a container that does so, piece by piece. */
    private List<String> notePieces(Buffering does) {
        List<String> pieces = new CopyOnWriteArrayList<>();
        before = response -> new Noted(response, pieces);
        buffering = does;
        return pieces;
    }

    @ParameterizedTest
    @EnumSource
    void onlyPagesAreGatheredOfWhatIsNotLookedAt(Buffering does) throws Exception {
        List<String> pieces = notePieces(does);
        String words = "a word ".repeat(1_000);
        page("/", (request, response) -> {
            response.setContentType(request.getQueryString());
            for (int at = 0; at < words.length(); at += 7) {
                response.getWriter().write(words, at, 7);
            }
        });
        start();
        consent = () -> site.choose(site.service.undecided(), "refuse");

        for (String type :
                List.of("text/plain", "text/html;charset=utf-8", "application/xhtml+xml", "text/event-stream")) {
            pieces.clear();
            assertThat(http.get("/?" + type).text()).as(type).isEqualTo(words);

            boolean gathers = does != Buffering.UNKNOWN && type.contains("html");
            assertThat(pieces).as(type).hasSize(gathers ? 7 : 1_000);
        }
    }

    @ParameterizedTest
    @EnumSource
    void noCharacterIsCutInTwoWhereAPageIsPassedOnBeforeItsEnd(Buffering does) throws Exception {
        List<String> pieces = notePieces(does);
        String biscuits = "-\uD83C\uDF6A";
        page("/", (request, response) -> {
            write(response, BEFORE);
            for (int count = 0; count < 6_000; count++) {
                response.getWriter().write(biscuits);
            }
            write(response, "</body></html>");
        });
        start();
        consent = () -> site.choose(site.service.undecided(), "refuse");

        for (int visit = 0; visit < 3; visit++) {
            pieces.clear();
            assertThat(http.get("/").text()).isEqualTo(BEFORE + biscuits.repeat(6_000) + LINK + "</body></html>");
        }
        assertThat(pieces)
                .filteredOn(piece -> does != Buffering.UNKNOWN)
                .filteredOn(piece -> piece.length() > 920 && piece.length() < 925)
                .hasSizeBetween(does == Buffering.UNKNOWN ? 0 : 15, 20);
        assertThat(pieces)
                .noneMatch(piece -> !piece.isEmpty() && Character.isHighSurrogate(piece.charAt(piece.length() - 1)));
    }

    @Test
    void aLinkGoesToTheEndOfEveryKindOfPage() throws Exception {
        consent = () -> site.choose(site.service.undecided(), "refuse");
        String open = "<!DOCTYPE html><title>t</title><p>No end tags";
        page("/open", (request, response) -> write(response, open));
        page("/closed", (request, response) -> {
            write(response, open);
            response.getWriter().close();
        });
        page("/length", (request, response) -> {
            html(response);
            response.setContentLength(utf8(open).length);
            response.getOutputStream().write(utf8(open));
        });
        page("/pieces", (request, response) -> {
            html(response);
            for (byte octet : utf8(PAGE)) {
                response.getOutputStream().write(octet);
            }
        });
        page("/async", (request, response) -> {
            AsyncContext async = request.startAsync();
            write((HttpServletResponse) async.getResponse(), PAGE);
            async.complete();
        });
        page("/fragment", (request, response) -> write(response, "<p>a fragment</p>"));
        page("/french", (request, response) -> write(response, PAGE.replace("<html>", "<html lang=fr>")));
        start();

        for (String path : List.of("/open", "/closed", "/length")) {
            assertThat(http.get(path).text()).as(path).isEqualTo(open + LINK);
        }
        assertThat(http.get("/length").header("Content-Length")).contains(String.valueOf(utf8(open + LINK).length));
        assertThat(http.get("/pieces").text()).isEqualTo(PAGE.replace("</body>", LINK + "</body>"));
        assertThat(http.get("/async").text()).isEqualTo(PAGE.replace("</body>", LINK + "</body>"));
        assertThat(http.get("/fragment").text()).isEqualTo("<p>a fragment</p>");
        assertThat(http.get("/french").text()).contains(">Gérer mes cookies</a>");
    }

    @Test
    void aTemplateMayWriteAWordAtATime() throws Exception {
        String linked = PAGE.replace("</p>", "<a href=\"/consent\">Cookies</a></p>" + "<p>x</p>".repeat(1_000));
        page("/characters", (request, response) -> writeInPieces(response, PAGE, 1));
        page("/words", (request, response) -> writeInPieces(response, PAGE, 7));
        page("/long", (request, response) -> writeInPieces(response, PAGE.replace("</p>", "x".repeat(9_999)), 700));
        page("/linked", (request, response) -> writeInPieces(response, linked, 5));
        start();

        assertBanner(http.get("/characters"));
        assertBanner(http.get("/words"));
        assertThat(withoutBanner(http.get("/long").text())).isEqualTo(PAGE.replace("</p>", "x".repeat(9_999)));
        consent = () -> site.choose(site.service.undecided(), "refuse");
        assertThat(http.get("/characters").text()).isEqualTo(PAGE.replace("</body>", LINK + "</body>"));
        assertThat(http.get("/words").text()).isEqualTo(PAGE.replace("</body>", LINK + "</body>"));
        assertThat(http.get("/linked").text()).isEqualTo(linked);
    }

    @Test
    void aPageThatIsKnownToHaveNoLinkGetsOneAtEachVisitInWhateverPiecesItComes() throws Exception {
        consent = () -> site.choose(site.service.undecided(), "refuse");
        String page = PAGE.replace("</p>", "</p>" + "<p>a row of <i>many</i></p>\n".repeat(400));
        List<Integer> lengths =
                List.of(1, 7, 99, 101, 700, 923, 924, 925, 1_024, 1_025, 5_000, page.length() - 14, page.length());
        for (int length : lengths) {
            page("/characters/" + length, (request, response) -> writeInPieces(response, page, length));
            page("/bytes/" + length, (request, response) -> {
                html(response);
                byte[] bytes = utf8(page);
                for (int from = 0; from < bytes.length; from += length) {
                    response.getOutputStream().write(bytes, from, Math.min(length, bytes.length - from));
                }
            });
        }
        start();

        String linked = page.replace("</body>", LINK + "</body>");
        for (int visit = 0; visit < 3; visit++) {
            for (int length : lengths) {
                assertThat(http.get("/characters/" + length).text()).isEqualTo(linked);
                assertThat(http.get("/bytes/" + length).text()).isEqualTo(linked);
            }
        }
    }

    @Test
    void aLinkThatAPageHasLaterIsNoticedInTenSecondsByAVisitorOfWhomItIsLookedForAndNeverDoubledAgain()
            throws Exception {
        Consent decided = site.choose(site.service.undecided(), "refuse");
        consent = () -> decided;
        String linked = PAGE.replace("</p>", "<a href=\"/consent\">Cookies</a></p>");
        String putIn = PAGE.replace("</body>", LINK + "</body>");
        AtomicBoolean hasLink = new AtomicBoolean();
        page("/", (request, response) -> {
            // A page that is begun again is looked through as it was decided for the first one.
            write(response, "<p>");
            response.resetBuffer();
            write(response, hasLink.get() ? linked : PAGE);
        });
        start();
        assertThat(http.get("/").text()).isEqualTo(putIn);
        hasLink.set(true);
        for (long since : new long[] {0, QuietPages.LOOK_AGAIN_NANOS - 1}) {
            nanos.set(since);
            assertThat(http.get("/").text()).isEqualTo(linked.replace("</body>", LINK + "</body>"));
        }
        nanos.incrementAndGet();
        consent = site.service::undecided;
        http.get("/");
        consent = () -> decided;

        // Some have the link and some have not: all are looked through.
        for (int visit = 0; visit < 20; visit++) {
            hasLink.set(visit % 2 == 0);
            assertThat(http.get("/").text()).as("visit %s", visit).isEqualTo(hasLink.get() ? linked : putIn);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {PAGE, "<!DOCTYPE html><title>t</title><p>No end tags</p>", PAGE + "<!-- 3 ms -->"})
    void aLinkThatAPageHasForSomeVisitorsAloneIsPutInForAllOthersOnceThatIsNoticed(String page) throws Exception {
        consent = () -> site.choose(site.service.undecided(), "refuse");
        String own = "<a href=\"/consent\">Cookies</a>";
        AtomicBoolean hasLink = new AtomicBoolean(true);
        page("/", (request, response) -> write(response, page.replace("</p>", hasLink.get() ? own + "</p>" : "</p>")));
        start();
        assertThat(http.get("/").text()).contains(own).doesNotContain(LINK);
        hasLink.set(false);
        nanos.set(QuietPages.LOOK_AGAIN_NANOS - 1);
        assertThat(http.get("/").text()).isEqualTo(page);
        nanos.incrementAndGet();

        for (int visit = 0; visit < 20; visit++) {
            String text = http.get("/").text();
            assertThat(text.contains(own)).as("visit %s", visit).isEqualTo(hasLink.get());
            assertThat(text.contains(LINK)).as("visit %s", visit).isNotEqualTo(hasLink.get());
            hasLink.set(!hasLink.get());
        }
    }

    @Test
    void anAddressWhosePagesHaveALinkIsNotLookedAtAlsoWhereOtherVisitorsAreAsked() throws Exception {
        Consent decided = site.choose(site.service.undecided(), "refuse");
        page("/", (request, response) -> write(response, PAGE.replace("</p>", "<a href=\"/consent\">C</a></p>")));
        start();
        for (int visit = 0; visit < 5; visit++) {
            consent = site.service::undecided;
            assertThat(http.get("/").text()).contains("id=\"ok-layer\"");
            consent = () -> decided;

            // Only what is looked at may differ between visitors.
            assertThat(http.get("/").header("Vary").isPresent())
                    .as("visit %s", visit)
                    .isEqualTo(visit == 0);
        }
    }

    @Test
    void aPageIsLookedAtThoughItsAddressAnsweredWithoutOneBefore() throws Exception {
        consent = () -> site.choose(site.service.undecided(), "refuse");
        page("/moved", (request, response) -> {
            if (request.getQueryString() != null) {
                response.setStatus(HttpServletResponse.SC_FOUND);
                response.setHeader("Location", "/login");
                response.flushBuffer();
            } else {
                write(response, PAGE);
            }
        });
        page("/moved-with-text", (request, response) -> {
            if (request.getQueryString() != null) {
                response.setStatus(HttpServletResponse.SC_FOUND);
                response.setHeader("Location", "/login");
            }
            write(response, PAGE);
        });
        page("/data", (request, response) -> {
            response.setContentType(request.getQueryString() == null ? "text/html" : "application/json");
            response.getWriter().write(request.getQueryString() == null ? PAGE : "{}");
        });
        start();
        String putIn = PAGE.replace("</body>", LINK + "</body>");
        assertThat(http.get("/data").text()).isEqualTo(putIn);
        for (String path : List.of("/moved", "/moved-with-text", "/data")) {
            assertThat(http.get(path + "?other").text()).doesNotContain(LINK);

            assertThat(http.get(path).text()).as(path).isEqualTo(putIn);
        }
    }

    @Test
    void aPageThatIsOfferedAsADownloadCanBeAskedForInPartsOnceThatIsKnown() throws Exception {
        consent = () -> site.choose(site.service.undecided(), "refuse");
        page("/", (request, response) -> {
            html(response);
            response.setHeader("Content-Disposition", "attachment; filename=page.html");
            response.getWriter().write(String.valueOf(request.getHeader("Range")));
        });
        start();
        http.get("/");

        assertThat(http.get("/", "Range: bytes=1-").text()).isEqualTo("bytes=1-");
    }

    /** What becomes of a page whose text, longer than what is gathered, waits for its end. */
    private enum Turn {
        RETURN,
        FLUSH,
        FLUSH_BUFFER,
        LINE,
        RESET_BUFFER,
        RESET,
        ERROR,
        INCLUDE,
        CLOSE,
        ASYNC,
        ONE_AT_A_TIME,
        LONG_PIECES
    }

    private static void turn(Turn turn, HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        PrintWriter out = response.getWriter();
        switch (turn) {
            case FLUSH -> out.flush();
            case FLUSH_BUFFER -> response.flushBuffer();
            case LINE -> out.println();
            case RESET_BUFFER -> {
                response.resetBuffer();
                out.write(BEFORE);
            }
            case RESET -> {
                response.reset();
                html(response);
                response.getWriter().write(BEFORE);
            }
            case ERROR -> response.sendError(HttpServletResponse.SC_CONFLICT, "no page");
            case INCLUDE -> request.getRequestDispatcher("/included").include(request, response);
            case CLOSE -> {
                out.write("</body></html>");
                out.close();
            }
            case ASYNC -> request.startAsync().complete();
            case ONE_AT_A_TIME -> "<i>one at a time</i>".repeat(100).chars().forEach(out::write);
            case LONG_PIECES -> {
                for (int length : new int[] {923, 924, 925, 1_024, 1_025, 5_000}) {
                    // As many as are gathered, to the last one.
                    out.flush();
                    "x".repeat(1_024).chars().forEach(out::write);
                    out.write("y".repeat(length));
                }
            }
            default -> {}
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPageThatIsNotLookedThroughGoesOnAndEndsAsOneThatIs(Turn turn) throws Exception {
        consent = () -> site.choose(site.service.undecided(), "refuse");
        buffering = Buffering.SHORT_STRINGS;
        AtomicBoolean whole = new AtomicBoolean(true);
        page("/", (request, response) -> {
            response.setBufferSize(100_000);
            writeInPieces(response, BEFORE + "<b>a word </b>".repeat(400), 3);
            if (!whole.get()) {
                turn(turn, request, response);
            }
            if (!request.isAsyncStarted()) {
                response.getWriter().write("<u>and more</u></body></html>");
            }
        });
        page("/included", (request, response) -> write(response, "<em>included</em>"));
        start();
        whole.set(false);
        String first = http.get("/").text();
        whole.set(true);
        http.get("/");
        whole.set(false);

        for (int visit = 0; visit < 3; visit++) {
            assertThat(http.get("/").text()).isEqualTo(first);
        }
    }

    @Test
    void aPageThatBrokeOffIsLookedThroughAgain() throws Exception {
        consent = () -> site.choose(site.service.undecided(), "refuse");
        String linked = PAGE.replace("</body>", "<a href=\"/consent\">Cookies</a></body>");
        AtomicBoolean breaksOff = new AtomicBoolean(true);
        page("/", (request, response) -> {
            html(response);
            try (PrintWriter out = response.getWriter()) {
                out.write(linked, 0, breaksOff.get() ? linked.indexOf("<a href") : linked.length());
            }
        });
        start();
        http.get("/");
        breaksOff.set(false);

        assertThat(http.get("/").text()).isEqualTo(linked);
    }

    @Test
    void aPageThatCachesKeepIsAlwaysLookedThrough() throws Exception {
        consent = () -> site.choose(site.service.undecided(), "refuse");
        String linked = PAGE.replace("</p>", "<a href=\"/consent\">Cookies</a></p>");
        AtomicBoolean hasLink = new AtomicBoolean();
        page("/", (request, response) -> {
            response.setHeader("Cache-Control", "public");
            write(response, hasLink.get() ? linked : PAGE);
        });
        start();
        assertThat(http.get("/").text()).contains(LINK);
        hasLink.set(true);

        assertThat(http.get("/").text()).doesNotContain(LINK);
    }

    private static void writeInPieces(HttpServletResponse response, String text, int length) throws IOException {
        html(response);
        PrintWriter out = response.getWriter();
        for (int from = 0; from < text.length(); from += length) {
            int to = Math.min(text.length(), from + length);
            if (from % 2 == 0) {
                out.write(text, from, to - from);
            } else {
                out.write(text.toCharArray(), from, to - from);
            }
        }
    }

    @Test
    void wordsAreNotLeftBehind() throws Exception {
        consent = () -> site.choose(site.service.undecided(), "refuse");
        page("/async", (request, response) -> {
            write(response, "<!DOCTYPE html><title>t</title><p>before");
            AsyncContext async = request.startAsync();
            async.start(() -> {
                try {
                    async.getResponse().getWriter().write(" and after");
                    async.complete();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
        });
        String linked = PAGE.replace("</p>", "<a href=\"/consent\">Cookies</a></p>");
        page("/whole", (request, response) -> {
            write(response, PAGE);
            AsyncContext async = request.startAsync();
            async.start(async::complete);
        });
        page("/whole-linked", (request, response) -> {
            write(response, linked);
            AsyncContext async = request.startAsync(request, response);
            async.start(async::complete);
        });
        page("/whole-bytes", (request, response) -> {
            html(response);
            response.getOutputStream().write(utf8(linked));
            AsyncContext async = request.startAsync();
            async.start(async::complete);
        });
        page("/raw", (request, response) -> {
            write(response, "<!DOCTYPE html><title>t</title><p>before");
            AsyncContext async =
                    ((HttpServletRequestWrapper) request).getRequest().startAsync();
            async.start(async::complete);
        });
        page("/kept", (request, response) -> {
            write(response, "<!DOCTYPE html><title>t</title><p>wrong");
            PrintWriter out = response.getWriter();
            response.reset();
            out.write("right");
        });
        page("/error", (request, response) -> {
            write(response, "<!DOCTYPE html><title>t</title><p>wrong");
            response.sendError(404);
        });
        start();

        assertThat(http.get("/async").text()).isEqualTo("<!DOCTYPE html><title>t</title><p>before and after");
        assertThat(http.get("/raw").text()).isEqualTo("<!DOCTYPE html><title>t</title><p>before");
        assertThat(http.get("/whole").text()).isEqualTo(PAGE.replace("</body>", LINK + "</body>"));
        assertThat(http.get("/whole-linked").text()).isEqualTo(linked);
        assertThat(http.get("/whole-bytes").text()).isEqualTo(linked);
        assertThat(http.get("/kept").text()).isEqualTo("right");
        assertThat(http.get("/error").text()).doesNotContain("wrong");
    }

    @Test
    void oldValidatorsAreNotAsked() throws Exception {
        page("/", (request, response) -> {
            boolean known = "\"1\"".equals(request.getHeader("If-None-Match"))
                    || request.getDateHeader("If-Modified-Since") > 0
                    || request.getHeaders("if-none-match").hasMoreElements()
                    || java.util.Collections.list(request.getHeaderNames()).stream()
                            .anyMatch("Range"::equalsIgnoreCase);
            response.setHeader("ETag", "\"1\"");
            if (known) {
                response.setStatus(304);
            } else {
                write(response, PAGE);
            }
        });
        start();
        String[] conditions = {
            "If-None-Match: \"1\"", "If-Modified-Since: Sun, 09 Sep 2001 01:46:40 GMT", "Range: bytes=0-4"
        };

        assertBanner(http.get("/", conditions));

        consent = () -> site.choose(site.service.undecided(), "refuse");
        assertThat(http.get("/", "If-None-Match: \"1\"").status()).isEqualTo(304);
    }

    @Test
    void aPageForSharedCachesIsTheSameForAll() throws Exception {
        List<String> directives = List.of("public, max-age=60", "s-maxage=60", "max-age=5, PUBLIC");
        for (String directive : directives) {
            page("/" + directive.hashCode(), (request, response) -> {
                response.setHeader("ETag", "\"1\"");
                response.setHeader("Cache-Control", directive);
                html(response);
                response.setContentLength(utf8(PAGE).length);
                response.getOutputStream().write(utf8(PAGE));
            });
        }
        page("/cdn", (request, response) -> {
            response.setHeader("CDN-Cache-Control", "max-age=60");
            write(response, PAGE);
        });
        start();
        String expected = PAGE.replace("<p>", LOADER + "<p>").replace("</body>", LINK + "</body>");

        for (Supplier<Consent> visitor : List.<Supplier<Consent>>of(
                site.service::undecided,
                () -> site.choose(site.service.undecided(), "refuse"),
                () -> site.choose(site.service.undecided(), "accept"))) {
            consent = visitor;
            for (String directive : directives) {
                Response response = http.get("/" + directive.hashCode());
                assertThat(response.text()).isEqualTo(expected);
                assertThat(response.all("Cache-Control")).containsExactly(directive);
                assertThat(response.header("ETag")).contains("\"1\"");
                assertThat(response.header("Content-Length")).contains(String.valueOf(utf8(expected).length));
            }
            assertThat(http.get("/cdn").text()).isEqualTo(expected);
        }
    }

    @Test
    void theStyleComesInTheWayThatThePagesPolicyAllows() throws Exception {
        page("/self", (request, response) -> {
            response.setHeader("Content-Security-Policy", "default-src 'self'");
            write(response, PAGE);
        });
        page(
                "/meta",
                (request, response) -> write(
                        response,
                        PAGE.replace(
                                "<head>",
                                "<head><meta http-equiv='Content-Security-Policy' content=\"default-src 'self'\">")));
        page("/nonce", (request, response) -> {
            response.setHeader("Content-Security-Policy", "style-src 'nonce-s1'; script-src 'nonce-s2'");
            write(response, PAGE);
        });
        page("/none", (request, response) -> {
            response.setHeader("Content-Security-Policy", "default-src 'none'; style-src 'self'");
            write(response, PAGE);
        });
        page("/uncertain", (request, response) -> {
            response.setContentType("text/html");
            response.getOutputStream().write(utf8(PAGE));
        });
        start();
        String style = "<link rel=\"stylesheet\" href=\"/consent/assets/"
                + site.pages.assets().styleName() + "\"/>";

        assertThat(http.get("/self").text())
                .contains(BEFORE + style + "<section")
                .doesNotContain("<style");
        assertThat(http.get("/meta").text())
                .contains("<body class=\"a>b\">" + style)
                .doesNotContain("<style");
        assertThat(http.get("/nonce").text())
                .contains(HEAD + "<style nonce=\"s1\">")
                .contains(".js\" nonce=\"s2\" defer");
        assertThat(http.get("/none").text()).contains(style).doesNotContain("<script");
        assertThat(http.get("/uncertain").text()).startsWith(BEFORE + "<style>");
    }

    @Test
    void pagesWithoutABodyTagGetTheBannerWhereABrowserOpensTheBody() throws Exception {
        String page = "<!DOCTYPE html><title>t</title><p>No body tag";
        page("/writer", (request, response) -> write(response, page));
        page("/pieces", (request, response) -> {
            html(response);
            for (byte octet : utf8(page)) {
                response.getOutputStream().write(octet);
            }
        });
        page("/flushed", (request, response) -> {
            html(response);
            for (byte octet : utf8(page)) {
                response.getOutputStream().write(octet);
                response.getOutputStream().flush();
            }
        });
        page("/bare", (request, response) -> write(response, "<h1>It works!</h1>"));
        start();

        for (String path : List.of("/writer", "/pieces")) {
            String body = http.get(path).text();
            assertThat(withoutBanner(body)).isEqualTo(page);
            assertThat(cut(body, "<style>", "</style>")).startsWith("<!DOCTYPE html><title>t</title><section");
        }
        assertThat(withoutBanner(http.get("/flushed").text())).isEqualTo(page);
        assertThat(http.get("/bare").text()).isEqualTo("<h1>It works!</h1>");
        assertThat(withoutBanner(http.get("/bare", "Sec-Fetch-Dest: document").text()))
                .isEqualTo("<h1>It works!</h1>");
    }

    @Test
    void aPageForTheBrowsersCacheAloneIsNotStoredWithABanner() throws Exception {
        page("/", (request, response) -> {
            response.setHeader("Cache-Control", "private, max-age=600");
            write(response, PAGE);
            response.setHeader("Cache-Control", "max-age=600");
            response.setHeader("ETag", "\"1\"");
        });

        assertBanner(start().get("/"));
    }

    @Test
    void fragmentsFramesAndScriptsCallsPassUnchanged() throws Exception {
        page("/fragment", (request, response) -> write(response, "<p>a fragment</p>"));
        page("/", (request, response) -> write(response, PAGE));
        start();

        assertThat(http.get("/fragment").text()).isEqualTo("<p>a fragment</p>");
        assertUnchanged(http.get("/", "X-Requested-With: XMLHttpRequest"));
        assertUnchanged(http.get("/", "Sec-Fetch-Dest: iframe"));
        assertUnchanged(http.get("/", "Sec-Fetch-Dest: empty"));
        assertUnchanged(http.get("/", "Accept: application/json"));
        assertBanner(http.get("/", "Accept: text/html,application/xhtml+xml"));
        assertBanner(http.get("/", "Sec-Fetch-Dest: document"));
    }

    @Test
    void ownPagesAndOtherSettingsPassUnchanged() throws Exception {
        page("/consent/*", (request, response) -> write(response, PAGE));
        page("/consenting", (request, response) -> write(response, PAGE));
        start();

        assertUnchanged(http.get("/consent"));
        assertUnchanged(http.get("/consent;x=1"));
        assertUnchanged(http.get("/consent/notice"));
        assertBanner(http.get("/consenting"));
    }

    @Test
    void headIsLeftAlone() throws Exception {
        page("/", (request, response) -> {
            response.setHeader("ETag", "\"1\"");
            html(response);
            response.setContentLength(utf8(PAGE).length);
        });
        Response response = start().send("HEAD", "/", null);

        assertThat(response.header("Content-Length")).contains(String.valueOf(utf8(PAGE).length));
        assertThat(response.header("ETag")).contains("\"1\"");
    }

    @Test
    void forwardedAndIncludedPagesGetOneBanner() throws Exception {
        page("/page", (request, response) -> write(response, PAGE));
        page(
                "/forward",
                (request, response) -> request.getRequestDispatcher("/again").forward(request, response));
        page(
                "/again",
                (request, response) -> request.getRequestDispatcher("/page").forward(request, response));
        page("/include", (request, response) -> {
            write(response, PAGE.substring(0, 20));
            request.getRequestDispatcher("/rest").include(request, response);
        });
        page("/rest", (request, response) -> response.getWriter().write(PAGE.substring(20)));
        page("/twice", (request, response) -> {
            write(response, PAGE);
            request.getRequestDispatcher("/page").include(request, response);
        });
        start();

        assertBanner(http.get("/forward"));
        assertBanner(http.get("/include"));
        assertThat(withoutBanner(http.get("/twice").text())).isEqualTo(PAGE + PAGE);
    }

    @Test
    void asynchronousPages() throws Exception {
        page("/complete", (request, response) -> {
            html(response);
            AsyncContext async = request.startAsync();
            async.start(() -> {
                try {
                    async.getResponse().getOutputStream().write(utf8(PAGE));
                    async.complete();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
        });
        page("/given", (request, response) -> {
            AsyncContext async = request.startAsync(request, response);
            async.start(() -> {
                try {
                    write((HttpServletResponse) async.getResponse(), PAGE);
                    async.complete();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
        });
        page("/dispatch", (request, response) -> {
            if (request.getDispatcherType() == DispatcherType.ASYNC) {
                write(response, PAGE);
            } else {
                request.startAsync().dispatch();
            }
        });
        page("/elsewhere", (request, response) -> request.startAsync().dispatch("/dispatch"));
        start();

        assertBanner(http.get("/complete"));
        assertBanner(http.get("/given"));
        assertBanner(http.get("/dispatch"));
        assertBanner(http.get("/elsewhere"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100, 10_000})
    void nonBlockingPageWritesOncePerReadiness(int size) throws Exception {
        List<String> faults = new CopyOnWriteArrayList<>();
        page("/", (request, response) -> {
            html(response);
            AsyncContext async = request.startAsync();
            ServletOutputStream out = async.getResponse().getOutputStream();
            byte[] page = utf8(PAGE);
            out.setWriteListener(new WriteListener() {
                private int at;

                @Override
                public void onWritePossible() throws IOException {
                    while (out.isReady()) {
                        if (at == page.length) {
                            async.complete();
                            return;
                        }
                        int length = Math.min(size, page.length - at);
                        out.write(page, at, length);
                        at += length;
                    }
                }

                @Override
                public void onError(Throwable failure) {
                    faults.add(failure.toString());
                    async.complete();
                }
            });
        });

        assertBanner(start().get("/"));
        assertThat(faults).isEmpty();
    }

    @Test
    void errorPagesGetTheBanner() throws Exception {
        page("/missing", (request, response) -> response.sendError(404));
        page("/throwing", (request, response) -> {
            write(response, PAGE);
            throw new IllegalArgumentException("on purpose");
        });
        page("/own", (request, response) -> {
            response.setStatus(500);
            write(response, PAGE);
        });
        page("/error", (request, response) -> write(response, PAGE));
        ErrorPageErrorHandler errors = new ErrorPageErrorHandler();
        errors.addErrorPage(404, "/error");
        errors.addErrorPage(IllegalArgumentException.class, "/error");
        context.setErrorHandler(errors);
        start();

        Response missing = http.get("/missing?a=b");
        assertThat(missing.status()).isEqualTo(404);
        assertBanner(missing);
        assertThat(missing.text()).contains("name=\"return\" value=\"/missing\"");
        assertThat(http.get("/throwing").status()).isEqualTo(500);
        assertBanner(http.get("/throwing"));
        assertBanner(http.get("/own"));
    }

    @Test
    void otherStatusesPassUnchanged() throws Exception {
        for (int status : new int[] {206, 301, 302, 404, 503}) {
            page("/" + status, (request, response) -> {
                response.setStatus(status);
                write(response, PAGE);
            });
        }
        page("/204", (request, response) -> {
            html(response);
            response.setStatus(204);
        });
        start();

        assertUnchanged(http.get("/206"));
        assertUnchanged(http.get("/301"));
        assertUnchanged(http.get("/302"));
        assertBanner(http.get("/404"));
        assertBanner(http.get("/503"));
        assertThat(http.get("/204").body()).isEmpty();
    }

    @Test
    void whatTheApplicationCompressedOrOffersAsADownloadPassesUnchanged() throws Exception {
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
            out.write(utf8(PAGE));
        }
        page("/gzip", (request, response) -> {
            html(response);
            response.setHeader("Content-Encoding", "gzip");
            response.setContentLength(gzip.size());
            response.getOutputStream().write(gzip.toByteArray());
        });
        page("/asked", (request, response) -> write(response, PAGE + request.getHeader("Accept-Encoding")));
        page("/late", (request, response) -> {
            html(response);
            response.getOutputStream().write(gzip.toByteArray(), 0, 2);
            response.setHeader("Content-Encoding", "gzip");
            response.getOutputStream().write(gzip.toByteArray(), 2, gzip.size() - 2);
        });
        page("/download", (request, response) -> {
            response.setHeader("Content-Disposition", "attachment; filename=page.html");
            write(response, PAGE);
        });
        start();

        Response compressed = http.get("/gzip");
        assertThat(compressed.body()).isEqualTo(gzip.toString(StandardCharsets.ISO_8859_1));
        assertThat(compressed.header("Content-Length")).contains(String.valueOf(gzip.size()));
        assertThat(http.get("/late").body()).isEqualTo(gzip.toString(StandardCharsets.ISO_8859_1));
        assertThat(withoutBanner(http.get("/asked", "Accept-Encoding: gzip, br").text()))
                .isEqualTo(PAGE + "null");
        assertUnchanged(http.get("/download"));
    }

    @Test
    @SuppressWarnings("removal") // its successor is a module of its own
    void theContainerStillCompresses() throws Exception {
        page("/", (request, response) -> write(response, PAGE));
        server.addConnector(connector);
        var gzip = new org.eclipse.jetty.server.handler.gzip.GzipHandler();
        gzip.setMinGzipSize(1);
        gzip.setHandler(context);
        server.setHandler(gzip);
        Response response = startServer().get("/", "Accept-Encoding: gzip");

        assertThat(response.header("Content-Encoding")).contains("gzip");
        byte[] body = response.body().getBytes(StandardCharsets.ISO_8859_1);
        String page = new String(
                new java.util.zip.GZIPInputStream(new java.io.ByteArrayInputStream(body)).readAllBytes(),
                StandardCharsets.UTF_8);
        assertThat(withoutBanner(page)).isEqualTo(PAGE);
    }

    @Test
    void everyCharsetReadsTheSameBanner() throws Exception {
        List<String> charsets =
                List.of("UTF-8", "ISO-8859-1", "US-ASCII", "windows-1251", "Shift_JIS", "GB18030", "EUC-KR");
        for (String charset : charsets) {
            page("/stream/" + charset, (request, response) -> {
                response.setContentType("text/html; charset=\"" + charset + '"');
                response.getOutputStream().write(PAGE.getBytes(Charset.forName(charset)));
            });
            page("/writer/" + charset, (request, response) -> {
                response.setContentType("text/html");
                response.setCharacterEncoding(charset);
                response.getWriter().write(PAGE);
            });
        }
        page("/writer/UTF-16", (request, response) -> {
            response.setContentType("text/html; charset=UTF-16");
            response.getWriter().write(PAGE);
        });
        start();

        List<String> read = new ArrayList<>();
        for (String kind : List.of("/stream/", "/writer/")) {
            for (String charset : charsets) {
                String body = in(charset, http.get(kind + charset, "Accept-Language: fr"));
                assertThat(withoutBanner(body)).as(kind + charset).isEqualTo(PAGE);
                read.add(resolved(body));
            }
        }
        read.add(resolved(in("UTF-16", http.get("/writer/UTF-16", "Accept-Language: fr"))));
        assertThat(read).allMatch(body -> body.contains("Gérer mes cookies")).allMatch(body -> body.contains("’"));
    }

    @Test
    void bytesThatDoNotAgreeWithAsciiPassUnchanged() throws Exception {
        for (String charset : List.of("UTF-16LE", "ISO-2022-JP", "UTF-32", "no-such-charset")) {
            page("/" + charset, (request, response) -> {
                response.setHeader("Content-Type", "text/html;charset=" + charset);
                response.getOutputStream().write(utf8(PAGE));
            });
        }
        start();

        for (String charset : List.of("UTF-16LE", "ISO-2022-JP", "UTF-32", "no-such-charset")) {
            assertUnchanged(http.get("/" + charset));
        }
    }

    @Test
    void bytesWithoutACharsetGetABannerInAscii() throws Exception {
        page("/", (request, response) -> {
            response.setContentType("text/html");
            response.getOutputStream().write(utf8(PAGE));
        });
        String body = start().get("/", "Accept-Language: fr").body();

        assertThat(withoutBanner(body)).isEqualTo(PAGE);
        assertThat(body.chars().allMatch(c -> c < 0x80)).isTrue();
    }

    @Test
    void aResetStartsOver() throws Exception {
        page("/reset", (request, response) -> {
            write(response, "<body>wrong");
            response.reset();
            write(response, PAGE);
        });
        page("/buffer", (request, response) -> {
            write(response, "<body>wrong");
            response.resetBuffer();
            write(response, PAGE);
        });
        page("/json", (request, response) -> {
            write(response, "<body>wrong");
            response.reset();
            response.setContentType("application/json");
            response.getOutputStream().write(utf8(PAGE));
        });
        start();

        assertBanner(http.get("/reset"));
        assertBanner(http.get("/buffer"));
        assertUnchanged(http.get("/json"));
        assertThat(http.get("/json").header("Cache-Control")).isEmpty();
    }

    @Test
    void xhtmlGetsTheBannerAndStaysWellFormed() throws Exception {
        page("/", (request, response) -> {
            response.setContentType("application/xhtml+xml; charset=UTF-8");
            response.getWriter()
                    .write("<html xmlns=\"http://www.w3.org/1999/xhtml\"><head><script src=\"a.js\"/>"
                            + "<title>t</title></head><body><p>x</p></body></html>");
        });
        Markup page = Markup.page(start().get("/").text());

        assertThat(page.all("//section[@id='ok-layer']")).hasSize(1);
        assertThat(page.one("//body/*[last()]").getTagName()).isEqualTo("p");
    }

    @Test
    void theFirstByteIsNotLaterThanThePagesOwnFlush() throws Exception {
        page("/", (request, response) -> {
            html(response);
            response.getOutputStream().write(utf8(PAGE.substring(0, 30)));
            response.flushBuffer();
            assertThat(response.isCommitted()).isTrue();
            response.getOutputStream().write(utf8(PAGE.substring(30)));
        });

        assertBanner(start().get("/"));
    }

    @Test
    void theBannerSpeaksTheLanguageOfThePageThenOfTheVisitor() throws Exception {
        page("/said", (request, response) -> {
            response.setHeader("Content-Language", "fr-CA");
            write(response, PAGE);
        });
        page("/unsaid", (request, response) -> write(response, PAGE));
        page("/html", (request, response) -> write(response, PAGE.replace("<html>", "<html lang=\"fr\">")));
        page("/foreign", (request, response) -> write(response, PAGE.replace("<html>", "<html lang=\"de\">")));
        page("/none-said", (request, response) -> {
            response.setHeader("Content-Language", ",");
            write(response, PAGE);
        });
        page("/foreign-said", (request, response) -> {
            response.setHeader("Content-Language", "fr, de");
            write(response, PAGE.replace("<html>", "<html lang=\"de\">"));
        });
        start();

        assertThat(http.get("/html", "Accept-Language: en").text()).contains("Tout refuser");
        assertThat(http.get("/said", "Accept-Language: en").text()).contains("Tout refuser");
        assertThat(http.get("/unsaid", "Accept-Language: de, fr;q=0.5").text()).contains("Tout refuser");
        assertThat(http.get("/unsaid", "Accept-Language: de").text()).contains("Refuse all");
        assertThat(http.get("/foreign", "Accept-Language: fr").text()).contains("Tout refuser");
        assertThat(http.get("/none-said", "Accept-Language: fr").text()).contains("Tout refuser");
        assertThat(http.get("/foreign-said", "Accept-Language: en").text()).contains("Tout refuser");
    }

    @Test
    void theWayBackIsThePageItself() throws Exception {
        page("/*", (request, response) -> write(response, PAGE));
        start();

        assertThat(http.get("/shop/a%20b?x=1&y=%22").text())
                .contains("name=\"return\" value=\"/shop/a%20b?x&#x3D;1&amp;y&#x3D;%22\"");
        assertThat(http.get("/shop;jsessionid=secret?x").text())
                .contains("name=\"return\" value=\"/shop?x\"")
                .doesNotContain("secret");
        assertThat(http.get("/" + "a".repeat(2_500)).text()).contains("name=\"return\" value=\"/\"");
    }

    @Test
    void twoVisitsHaveTwoChoiceIds() throws Exception {
        page("/", (request, response) -> write(response, PAGE));
        start();

        assertThat(choiceId(http.get("/").text()))
                .isNotEqualTo(choiceId(http.get("/").text()));
    }

    private static String choiceId(String body) {
        String before = "name=\"choiceId\" value=\"";
        int at = body.indexOf(before) + before.length();
        return body.substring(at, at + 36);
    }

    private static String in(String charset, Response response) {
        return new String(response.body().getBytes(StandardCharsets.ISO_8859_1), Charset.forName(charset));
    }

    /** With character references as the characters that they are. */
    private static String resolved(String html) {
        return java.util.regex.Pattern.compile("&#(\\d+);")
                .matcher(html)
                .replaceAll(m -> Character.toString(Integer.parseInt(m.group(1))));
    }
}
