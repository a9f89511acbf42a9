package com.okonect.consent.benchmark;

import com.okonect.consent.Category;
import com.okonect.consent.servlet.ConsentFilter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

/** What the banner and the link to the settings cost in pages of several sizes, written in pieces of 8 KB. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class Injection {

    private static final int PIECE = 8192;
    private static final Map<String, List<String>> NAVIGATION =
            Map.of("Sec-Fetch-Dest", List.of("document"), "Accept", List.of("text/html"));

    /** The size of the page, in octets. */
    @Param({"2048", "51200", "5242880"})
    public int size;

    private final ServletContext context = StubContext.newContext();
    private final StubResponse response = new StubResponse();
    private Shop shop;
    private ConsentFilter filter;
    private StubRequest first;
    private StubRequest returning;
    private FilterChain page;

    /** Prepares the page. */
    @Setup
    public void open() throws Exception {
        shop = new Shop(10);
        filter = shop.newFilter();
        filter.init(StubContext.config(context));
        first = new StubRequest(context, "/page", NAVIGATION);
        returning = new StubRequest(
                context,
                "/page",
                Map.of(
                        "Sec-Fetch-Dest",
                        List.of("document"),
                        "Accept",
                        List.of("text/html"),
                        "Cookie",
                        List.of(shop.newVisitor(Category.STATISTICS))));
        byte[] octets = page(size).getBytes(StandardCharsets.UTF_8);
        page = (request, answer) -> {
            answer.setContentType("text/html;charset=utf-8");
            ServletOutputStream out = answer.getOutputStream();
            for (int from = 0; from < octets.length; from += PIECE) {
                out.write(octets, from, Math.min(PIECE, octets.length - from));
            }
        };
    }

    /** A page of paragraphs, of about this size in octets. */
    static String page(int size) {
        StringBuilder page = new StringBuilder(size + 200)
                .append("<!DOCTYPE html><html lang=\"en\"><head><title>Page</title></head><body><h1>Page</h1>");
        for (int i = 0; page.length() < size - 20; i++) {
            page.append("<p class=\"text\">Paragraph ")
                    .append(i)
                    .append(" says <em>something</em>, and <a href=\"/more\">more</a> elsewhere.</p>\n");
        }
        return page.append("</body></html>").toString();
    }

    /** Removes what was made. */
    @TearDown
    public void close() {
        filter.destroy();
        shop.close();
    }

    /** The page alone. */
    @Benchmark
    public Object pageAlone() throws IOException, ServletException {
        page.doFilter(first.renewed(), response.renewed());
        return response;
    }

    /** The page with the banner. */
    @Benchmark
    public Object pageWithBanner() throws IOException, ServletException {
        filter.doFilter(first.renewed(), response.renewed(), page);
        return response;
    }

    /** The page of a visitor who has decided, with the link to the settings. */
    @Benchmark
    public Object pageAfterChoice() throws IOException, ServletException {
        filter.doFilter(returning.renewed(), response.renewed(), page);
        return response;
    }
}
