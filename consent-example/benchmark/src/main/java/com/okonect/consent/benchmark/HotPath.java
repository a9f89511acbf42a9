package com.okonect.consent.benchmark;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.okonect.consent.Category;
import com.okonect.consent.servlet.ConsentFilter;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.text.ParseException;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.csrf.HttpSessionCsrfTokenRepository;
import org.springframework.security.web.header.HeaderWriter;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.CacheControlHeadersWriter;
import org.springframework.security.web.header.writers.XContentTypeOptionsHeaderWriter;
import org.springframework.security.web.header.writers.frameoptions.XFrameOptionsHeaderWriter;

/**
 * What one request costs in the filter, without a container, beside what stands in other applications at the same
 * place. Each method is a request from the filter to the end of the servlet.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 7, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 400, timeUnit = TimeUnit.MILLISECONDS)
public class HotPath {

    private static final int DECLARED = 10;
    private static final Map<String, List<String>> CALL = Map.of("Sec-Fetch-Dest", List.of("empty"));
    private static final FilterChain NOTHING = (request, response) -> {};
    /** The second is for marketing, which no visitor here has granted. */
    private static final String GRANTED = Shop.name(2);

    private static final String BLOCKED = Shop.name(3);

    private static final String EXEMPT = "basket";
    private static final String GRANTED_LINE = GRANTED + "=value; Path=/; Max-Age=3600";
    private static final String PROOF = "p".repeat(400);
    private static final String EXEMPT_LINE = EXEMPT + "=value; Path=/; HttpOnly";

    private final ServletContext context = StubContext.newContext();
    private final StubResponse response = new StubResponse();

    private Shop shop;
    private ConsentFilter filter;
    private StubRequest call;
    private StubRequest returning;
    private StubRequest ten;
    private String jwt;
    private JWSVerifier verifier;
    private Filter headers;
    private Filter csrf;
    private Path database;
    private Connection connection;
    private PreparedStatement lookUp;
    private Path durableDatabase;
    private Connection durable;
    private PreparedStatement insert;
    private String id;

    /** Prepares visitors and peers. */
    @Setup
    public void open() throws Exception {
        shop = new Shop(DECLARED);
        filter = shop.newFilter();
        filter.init(StubContext.config(context));
        String visitor = shop.newVisitor(Category.STATISTICS);
        call = new StubRequest(context, "/api/stock", CALL);
        returning = new StubRequest(
                context, "/api/stock", Map.of("Sec-Fetch-Dest", List.of("empty"), "Cookie", List.of(visitor)));
        String sent = IntStream.range(2, 10)
                .mapToObj(Shop::name)
                .map(name -> name + "=v")
                .collect(Collectors.joining("; "));
        ten = new StubRequest(
                context,
                "/api/stock",
                Map.of("Sec-Fetch-Dest", List.of("empty"), "Cookie", List.of(visitor + "; basket=b; " + sent)));

        byte[] secret = new byte[32];
        SignedJWT signed = new SignedJWT(
                new JWSHeader(JWSAlgorithm.HS256),
                new JWTClaimsSet.Builder()
                        .subject(UUID.randomUUID().toString())
                        .claim("statistics", true)
                        .claim("marketing", false)
                        .expirationTime(Date.from(Instant.now().plusSeconds(86_400)))
                        .build());
        signed.sign(new MACSigner(secret));
        jwt = signed.serialize();
        verifier = new MACVerifier(secret);

        List<HeaderWriter> writers = List.of(
                new XContentTypeOptionsHeaderWriter(),
                new CacheControlHeadersWriter(),
                new XFrameOptionsHeaderWriter());
        headers = new HeaderWriterFilter(writers);
        csrf = new CsrfFilter(new HttpSessionCsrfTokenRepository());

        database = Files.createTempFile("consent-benchmark", ".db");
        connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        id = UUID.randomUUID().toString();
        try (Statement statement = connection.createStatement()) {
            statement.execute("create table consent (id text primary key, categories text)");
            statement.execute("insert into consent values ('" + id + "', 'statistics')");
        }
        lookUp = connection.prepareStatement("select categories from consent where id = ?");

        durableDatabase = Files.createTempDirectory("consent-benchmark").resolve("choices.db");
        durable = DriverManager.getConnection(
                "jdbc:sqlite:" + durableDatabase + "?journal_mode=WAL&synchronous=FULL&transaction_mode=IMMEDIATE");
        try (Statement statement = durable.createStatement()) {
            statement.execute("create table choice (id text primary key, proof text)");
        }
        insert = durable.prepareStatement("insert into choice values (?, ?)");
    }

    /** Removes what was made. */
    @TearDown
    public void close() throws Exception {
        filter.destroy();
        shop.close();
        connection.close();
        Files.delete(database);
        durable.close();
        Files.delete(durableDatabase);
        Files.delete(durableDatabase.getParent());
    }

    /** The servlet alone. */
    @Benchmark
    public Object nothing() throws IOException, ServletException {
        NOTHING.doFilter(call.renewed(), response.renewed());
        return response;
    }

    /** The floor of every filter that wraps. */
    @Benchmark
    public Object emptyWrappers() throws IOException, ServletException {
        HttpServletRequest request = new HttpServletRequestWrapper(call.renewed());
        HttpServletResponse answer = new HttpServletResponseWrapper(response.renewed());
        NOTHING.doFilter(request, answer);
        return answer;
    }

    /** A request without cookies. */
    @Benchmark
    public Object filter() throws IOException, ServletException {
        filter.doFilter(call.renewed(), response.renewed(), NOTHING);
        return response;
    }

    /** A request with the consent cookie, which nobody asks for. */
    @Benchmark
    public Object filterReturningVisitor() throws IOException, ServletException {
        filter.doFilter(returning.renewed(), response.renewed(), NOTHING);
        return response;
    }

    /** A request with the consent cookie, and a servlet that asks for the consent. */
    @Benchmark
    public Object filterReturningVisitorAsked() throws IOException, ServletException {
        filter.doFilter(
                returning.renewed(),
                response.renewed(),
                (request, answer) -> com.okonect.consent.servlet.Consents.of((HttpServletRequest) request)
                        .allows(Category.STATISTICS));
        return response;
    }

    /** What a signed cookie costs elsewhere. */
    @Benchmark
    public Object jwtVerified() throws ParseException, JOSEException {
        SignedJWT signed = SignedJWT.parse(jwt);
        return signed.verify(verifier) && signed.getJWTClaimsSet().getBooleanClaim("statistics");
    }

    /** What a look-up for each request costs in a database of one row within the process. */
    @Benchmark
    public Object jdbcLookUp() throws SQLException {
        lookUp.setString(1, id);
        try (ResultSet row = lookUp.executeQuery()) {
            return row.next() ? row.getString(1) : null;
        }
    }

    /** The choice of a new visitor, durable in the embedded store when it returns: mostly the disk's sync. */
    @Benchmark
    public Object choiceRecorded() throws Exception {
        return shop.newVisitor(Category.STATISTICS);
    }

    /** A row of the length of a record in a transaction of its own, as durable. */
    @Benchmark
    public int rowInserted() throws SQLException {
        insert.setString(1, UUID.randomUUID().toString());
        insert.setString(2, PROOF);
        return insert.executeUpdate();
    }

    /** Three headers by Spring Security. */
    @Benchmark
    public Object springHeaders() throws IOException, ServletException {
        headers.doFilter(call.renewed(), response.renewed(), NOTHING);
        return response;
    }

    /** The token against forged requests by Spring Security. */
    @Benchmark
    public Object springCsrf() throws IOException, ServletException {
        csrf.doFilter(call.renewed(), response.renewed(), NOTHING);
        return response;
    }

    /** A cookie without a filter, as Tomcat writes it. */
    @Benchmark
    public Object cookieWithoutFilter() throws IOException, ServletException {
        addCookie(returning.renewed(), response.renewed(), GRANTED);
        return response;
    }

    /** A cookie that may be set. */
    @Benchmark
    public Object cookieAllowed() throws IOException, ServletException {
        filter.doFilter(
                returning.renewed(), response.renewed(), (request, answer) -> addCookie(request, answer, GRANTED));
        return response;
    }

    /** A cookie that may not. */
    @Benchmark
    public Object cookieBlocked() throws IOException, ServletException {
        filter.doFilter(
                returning.renewed(), response.renewed(), (request, answer) -> addCookie(request, answer, BLOCKED));
        return response;
    }

    private static void addCookie(Object request, Object response, String name) {
        Cookie cookie = new Cookie(name, "value");
        cookie.setPath("/");
        cookie.setMaxAge(3600);
        ((HttpServletResponse) response).addCookie(cookie);
    }

    /** A cookie as the text of its header, without a filter: nothing but the place that it takes in a list. */
    @Benchmark
    public Object lineWithoutFilter() throws IOException, ServletException {
        addLine(returning.renewed(), response.renewed(), GRANTED_LINE);
        return response;
    }

    /** The text of a cookie that may be set. */
    @Benchmark
    public Object lineAllowed() throws IOException, ServletException {
        filter.doFilter(
                returning.renewed(), response.renewed(), (request, answer) -> addLine(request, answer, GRANTED_LINE));
        return response;
    }

    /** The text of a cookie that needs no consent, which nobody asks for then. */
    @Benchmark
    public Object lineExempt() throws IOException, ServletException {
        filter.doFilter(
                returning.renewed(), response.renewed(), (request, answer) -> addLine(request, answer, EXEMPT_LINE));
        return response;
    }

    private static void addLine(Object request, Object response, String line) {
        ((HttpServletResponse) response).addHeader("Set-Cookie", line);
    }

    /** What the parts of one request cost, from what was measured in the same run. */
    static void summarise(Collection<RunResult> results) {
        Differences differences = new Differences(results);
        differences.say("the filter, a request without cookies", "filter", "nothing");
        differences.say("the filter, a returning visitor", "filterReturningVisitor", "nothing");
        differences.say("asking for the consent", "filterReturningVisitorAsked", "filterReturningVisitor");
        differences.say(
                "one cookie, beside the filter and the consent", "cookieAllowed", "filterReturningVisitorAsked");
        differences.say(
                "  the same, over addCookie of Tomcat",
                "cookieAllowed",
                "filterReturningVisitorAsked",
                "cookieWithoutFilter");
        differences.say("one line, beside the filter and the consent", "lineAllowed", "filterReturningVisitorAsked");
        differences.say(
                "  the same, over addHeader", "lineAllowed", "filterReturningVisitorAsked", "lineWithoutFilter");
        differences.say(
                "one line of an exempt cookie, over addHeader",
                "lineExempt",
                "filterReturningVisitor",
                "lineWithoutFilter");
        differences.say("a choice recorded, over a row as durable", "choiceRecorded", "rowInserted");
        differences.say(
                "all of it: filter, consent and cookie, over addCookie", "cookieAllowed", "cookieWithoutFilter");
        differences.say("all of it: filter, consent and line, over addHeader", "lineAllowed", "lineWithoutFilter");
    }

    /** Ten cookies come, four of them hidden and expired, and the servlet reads them. */
    @Benchmark
    public Object tenCookiesRead() throws IOException, ServletException {
        filter.doFilter(
                ten.renewed(), response.renewed(), (request, answer) -> ((HttpServletRequest) request).getCookies());
        return response;
    }
}
