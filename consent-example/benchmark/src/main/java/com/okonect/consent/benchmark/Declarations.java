package com.okonect.consent.benchmark;

import com.okonect.consent.Category;
import com.okonect.consent.servlet.ConsentFilter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** How the decision on one cookie grows with what the policy declares. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class Declarations {

    private static final int NAMES = 1024;

    /** How many cookies the policy declares, a fifth of them by wildcards. */
    @Param({"10", "1000", "10000"})
    public int declared;

    private final ServletContext context = StubContext.newContext();
    private final StubResponse response = new StubResponse();
    private final String[] exact = new String[NAMES];
    private final String[] wild = new String[NAMES];
    private final String[] unknown = new String[NAMES];
    private Shop shop;
    private ConsentFilter filter;
    private StubRequest request;
    private int turn;

    /** Prepares as many names as caches have to deal with. */
    @Setup
    public void open() throws Exception {
        shop = new Shop(declared);
        filter = shop.newFilter();
        filter.init(StubContext.config(context));
        request = new StubRequest(
                context,
                "/api/stock",
                Map.of("Sec-Fetch-Dest", List.of("empty"), "Cookie", List.of(shop.newVisitor(Category.STATISTICS))));
        for (int i = 0; i < NAMES; i++) {
            int declaration = (i * 7919) % declared / 10 * 10;
            exact[i] = Shop.name(declaration + 2 + i % 8);
            wild[i] = "w" + declaration + "_." + i;
            unknown[i] = "unknown" + i;
        }
    }

    /** Removes what was made. */
    @TearDown
    public void close() {
        filter.destroy();
        shop.close();
    }

    /** A name that is declared as it is. */
    @Benchmark
    public Object exact() throws IOException, ServletException {
        return set(exact);
    }

    /** A name that a wildcard covers. */
    @Benchmark
    public Object wildcard() throws IOException, ServletException {
        return set(wild);
    }

    /** A name that nothing covers. */
    @Benchmark
    public Object undeclared() throws IOException, ServletException {
        return set(unknown);
    }

    private Object set(String[] names) throws IOException, ServletException {
        String line = names[turn++ & NAMES - 1] + "=value; Path=/; Max-Age=3600";
        filter.doFilter(
                request.renewed(),
                response.renewed(),
                (given, answer) -> ((HttpServletResponse) answer).addHeader("Set-Cookie", line));
        return response;
    }
}
