package com.okonect.consent.servlet.tool;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.spi.ToolProvider;

/**
 * The command line: {@code java -jar consent-servlet.jar …}, and, for programs that bring the library with them, the tool
 * {@code consent} of {@link ToolProvider}.
 */
public final class ConsentTool implements ToolProvider {

    static final int FINE = 0;
    static final int FOUND = 1;
    static final int CANNOT = 2;

    private static final String HELP_OPTION = "--help";

    private final Clock clock;
    private final StoreTool.Settings settings;

    /** Creates the tool with the settings of this process. */
    public ConsentTool() {
        this(Clock.systemUTC(), ConsentTool::setting);
    }

    ConsentTool(Clock clock, StoreTool.Settings settings) {
        this.clock = clock;
        this.settings = settings;
    }

    private static Optional<String> setting(String name) {
        String variable = name.toUpperCase(Locale.ROOT).replace('.', '_');
        return Optional.ofNullable(System.getProperty(name))
                .or(() -> Optional.ofNullable(System.getenv(variable)))
                .filter(value -> !value.isBlank());
    }

    /**
     * Carries out a command and ends the program.
     *
     * @param arguments the command and what belongs to it
     */
    public static void main(String[] arguments) {
        System.exit(new ConsentTool().run(System.out, System.err, arguments));
    }

    /** Writes UTF-8, whatever the locale of the process is: what is written is read by programs. */
    @Override
    public int run(PrintStream out, PrintStream err, String... arguments) {
        return run(utf8(out), utf8(err), arguments);
    }

    private static PrintWriter utf8(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
    }

    @Override
    public String name() {
        return "consent";
    }

    @Override
    public int run(PrintWriter out, PrintWriter err, String... arguments) {
        List<String> words = Arrays.asList(arguments);
        Optional<Command> command = words.stream().findFirst().flatMap(Command::named);
        try {
            if (isHelp(words)) {
                out.print(help(words));
                return FINE;
            }
            return run(command.orElseThrow(() -> new UsageException("no such command")), words, out, err);
        } catch (UsageException e) {
            err.println(e.getMessage());
            err.print(command.map(Command::help).orElseGet(Command::helpOfAll));
            return CANNOT;
        } finally {
            out.flush();
            err.flush();
        }
    }

    private static boolean isHelp(List<String> words) {
        return words.contains(HELP_OPTION) || !words.isEmpty() && words.get(0).equals("help");
    }

    /** Of the one command that is asked about, in whatever order, or of all. */
    private static String help(List<String> words) {
        List<String> asked = words.stream()
                .filter(word -> !word.equals(HELP_OPTION))
                .dropWhile(word -> word.equals("help"))
                .toList();
        return asked.isEmpty()
                ? Command.helpOfAll()
                : Command.named(asked.get(0))
                        .orElseThrow(() -> new UsageException("no such command"))
                        .help();
    }

    private int run(Command command, List<String> words, PrintWriter out, PrintWriter err) {
        return command.isOnStores()
                ? new StoreTool(settings, clock, out, new Progress(err), err).run(words)
                : new PolicyTool(out, err).run(words);
    }
}
