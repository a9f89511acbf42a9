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

    private static final String HELP = """
            usage: consent <command> [options]

            Policies
              lint [--strict] <consent.json>   lists what is wrong with a policy, and what deserves a look
                                               ends with 1 if something is wrong; --strict: or deserves a look
              diff <old.json> <new.json>       says what changes for visitors, and who is asked again
                                               ends with 1 if visitors who have decided are asked again
              ropa [--lang=<tag>] <consent.json>
                                               writes rows for the record of processing activities (GDPR, article 30)
                                               as comma-separated values, in the policy's first language otherwise
              manifest <consent.json>          writes the hashes of what visitors are shown, for publication, with the
                                               library's own look and cookie names
              schema                           writes the JSON Schema of policies, for editors

            Records
              verify                           checks every record, chain, notice and total; ends with 1 if one is wrong
              find <id>                        writes what is held of a visitor's id, or of the visitor of a record's id,
                                               as JSON; ends with 1 if nothing is held
              export [--format=json|csv]       writes all that is stored, notices included where it is JSON
              erase <id>                       erases a visitor's records; ends with 1 if nothing is held
              purge --retention=<period> | --policy=<consent.json>
                                               removes what is past its retention, such as P12M, now

            Which store, by options or by the settings of the application (system properties, environment)
              --home=<folder>     consent.home, CONSENT_HOME            the folder of the embedded store
              --url=<JDBC URL>    consent.store.url, CONSENT_STORE_URL  or a database
              --user=<name>       consent.store.user, CONSENT_STORE_USER
                                  consent.store.password, CONSENT_STORE_PASSWORD
              --keys=<file>       consent.keys, CONSENT_KEYS            the signing keys; in the folder otherwise

            What reads can be done while the application runs. What erases needs the embedded store for itself: stop the
            application first; with a database it runs on.

            Every command ends with 0 if all is well, and with 2 if it cannot be carried out. Progress is told on the
            error stream.
              --help              writes this
            """;

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
        if (words.contains("--help") || words.equals(List.of("help"))) {
            out.print(HELP);
            out.flush();
            return FINE;
        }
        try {
            return run(words, out, err);
        } catch (UsageException e) {
            err.println(e.getMessage());
            err.print(HELP);
            return CANNOT;
        } finally {
            out.flush();
            err.flush();
        }
    }

    private int run(List<String> words, PrintWriter out, PrintWriter err) {
        return switch (words.isEmpty() ? "" : words.get(0)) {
            case "lint", "diff", "ropa", "manifest", "schema" -> new PolicyTool(out, err).run(words);
            case "verify", "find", "export", "erase", "purge" ->
                new StoreTool(settings, clock, out, new Progress(err), err).run(words);
            default -> throw new UsageException("no such command");
        };
    }
}
