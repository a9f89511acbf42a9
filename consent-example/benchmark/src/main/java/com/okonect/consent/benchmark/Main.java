package com.okonect.consent.benchmark;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs the benchmarks by name; without one, says which there are. */
public final class Main {

    private static final Map<String, Class<?>> IN_PROCESS =
            Map.of("hot-path", HotPath.class, "declarations", Declarations.class, "injection", Injection.class);

    private Main() {}

    /**
     * Runs one benchmark.
     *
     * @param arguments its name, and for those of JMH a regular expression for the names of its methods
     * @throws Exception if it cannot be run
     */
    public static void main(String[] arguments) throws Exception {
        String name = arguments.length == 0 ? "" : arguments[0];
        Class<?> type = IN_PROCESS.get(name);
        if (type != null) {
            String methods = arguments.length > 1 ? arguments[1] : ".*";
            ChainedOptionsBuilder options = new OptionsBuilder()
                    .include(type.getName() + "\\." + methods)
                    .addProfiler(GCProfiler.class);
            Collection<RunResult> results = new Runner(options.build()).run();
            if (type == HotPath.class) {
                HotPath.summarise(results);
            }
            return;
        }
        switch (name) {
            case "requests" -> Requests.run(List.of(arguments).subList(1, arguments.length));
            case "server" -> Server.run(arguments[1], arguments[2]);
            case "visitors" -> Visitors.run();
            case "long-page" -> LongPage.run();
            case "long-page-once" -> LongPage.once(arguments[1], arguments[2]);
            case "start" -> Starts.run();
            case "start-once" -> Starts.once(arguments[1]);
            default -> {
                System.err.println(
                        "usage: java -jar consent-benchmark.jar hot-path | declarations | injection [method]\n"
                                + "       java -jar consent-benchmark.jar requests [JVMs of each kind] [rounds] [filter | plain] [page] | long-page | visitors | start");
                System.exit(2);
            }
        }
    }
}
