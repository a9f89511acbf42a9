package com.okonect.consent.benchmark;

import com.okonect.consent.Category;
import com.okonect.consent.servlet.ConsentFilter;
import com.okonect.consent.servlet.Consents;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * A million visitors through one filter, each with a recorded choice and a cookie of its own: the heap must not grow
 * with them. Give the JVM a fixed heap, such as {@code -Xmx96m}.
 */
final class Visitors {

    private static final int VISITORS = Integer.getInteger("okonect.benchmark.visitors", 1_000_000);
    private static final int STEPS = 10;
    private static final int CALLERS = 64;

    private Visitors() {}

    static void run() throws Exception {
        ServletContext context = StubContext.newContext();
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        try (Shop shop = new Shop(10)) {
            ConsentFilter filter = shop.newFilter();
            filter.init(StubContext.config(context));
            for (int step = 1; step <= STEPS; step++) {
                long start = System.nanoTime();
                List<Future<Integer>> all = IntStream.range(0, CALLERS)
                        .mapToObj(caller -> callers.submit(() -> visit(shop, filter, context)))
                        .toList();
                int allowed = 0;
                for (Future<Integer> one : all) {
                    allowed += one.get();
                }
                double seconds = (System.nanoTime() - start) / 1e9;
                System.gc();
                Runtime runtime = Runtime.getRuntime();
                System.out.printf(
                        Locale.ROOT,
                        "%,10d visitors, %,d of the last step's %,d seen as consenting, %.1f s, heap in use %.1f MB of %.0f MB%n",
                        (long) step * perCaller() * CALLERS,
                        allowed,
                        perCaller() * CALLERS,
                        seconds,
                        (runtime.totalMemory() - runtime.freeMemory()) / 1e6,
                        runtime.maxMemory() / 1e6);
            }
            filter.destroy();
        } finally {
            callers.shutdown();
        }
    }

    private static int perCaller() {
        return VISITORS / STEPS / CALLERS;
    }

    private static int visit(Shop shop, ConsentFilter filter, ServletContext context) throws Exception {
        int[] allowed = {0};
        for (int i = 0; i < perCaller(); i++) {
            StubRequest request = new StubRequest(
                    context,
                    "/api/stock",
                    Map.of(
                            "Sec-Fetch-Dest",
                            List.of("empty"),
                            "Cookie",
                            List.of(shop.newVisitor(Category.STATISTICS) + "; " + Shop.name(2) + "=v")));
            filter.doFilter(request, new StubResponse(), (given, answer) -> {
                if (Consents.of((HttpServletRequest) given).allows(Category.STATISTICS)) {
                    allowed[0]++;
                }
            });
        }
        return allowed[0];
    }
}
