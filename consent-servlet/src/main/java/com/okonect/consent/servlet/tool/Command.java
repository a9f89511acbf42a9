package com.okonect.consent.servlet.tool;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The commands, and what their help says: each once, for the help of all and the help of one. */
enum Command {
    LINT(
            Subject.POLICY,
            "[--strict] <consent.json>",
            "lists what is wrong with a policy, and what deserves a look",
            "something is wrong; with --strict, or deserves a look",
            """
              --strict            ends with 1 where something deserves a look, too
            """),
    DIFF(
            Subject.POLICY,
            "<old.json> <new.json>",
            "says what changes for visitors, and who is asked again",
            "visitors who have decided are asked again",
            ""),
    ROPA(Subject.POLICY, "[--lang=<tag>] <consent.json>", """
            writes rows for the record of processing activities (GDPR, article 30)
            as comma-separated values""", "", """
              --lang=<tag>        in this language of the policy; its first one otherwise
            """),
    MANIFEST(Subject.POLICY, "<consent.json>", """
            writes the hashes of what visitors are shown, for publication, with the
            library's own look and cookie names""", "", ""),
    SCHEMA(Subject.POLICY, "", "writes the JSON Schema of policies, for editors", "", ""),

    VERIFY(
            Subject.STORE_TO_READ,
            "",
            "checks every record, chain, notice and total",
            "one of them is wrong; each that is wrong is named",
            ""),
    FIND(Subject.STORE_TO_READ, "<id>", """
            writes what is held of a visitor's id, or of the visitor of a record's id,
            as JSON""", "nothing is held", ""),
    EXPORT(
            Subject.STORE_TO_READ,
            "[--format=json|csv]",
            "writes all that is stored, notices included where it is JSON",
            "something that is stored cannot be read, and is left out",
            """
              --format=json|csv   JSON otherwise
            """),
    ERASE(Subject.STORE_TO_WRITE, "<id>", "erases a visitor's records, and logs that it did", "nothing is held", ""),
    PURGE(
            Subject.STORE_TO_WRITE,
            "--retention=<period> | --policy=<consent.json>",
            "removes what is past its retention, now",
            "",
            """
              --retention=<period>
                                  how long records are kept after the end of the consent, such as P12M
              --policy=<consent.json>
                                  as long as this policy says
            """);

    /** What a command looks at, and the heading that it stands under. */
    private enum Subject {
        POLICY("Policies"),
        STORE_TO_READ("Records"),
        STORE_TO_WRITE("Records");

        private final String heading;

        Subject(String heading) {
            this.heading = heading;
        }
    }

    private static final int COLUMN = 35;
    private static final String STORE_OPTIONS = """
              --home=<folder>     consent.home, CONSENT_HOME            the folder of the embedded store
              --url=<JDBC URL>    consent.store.url, CONSENT_STORE_URL  or a database
              --user=<name>       consent.store.user, CONSENT_STORE_USER
                                  consent.store.password, CONSENT_STORE_PASSWORD
              --keys=<file>       consent.keys, CONSENT_KEYS            the signing keys; in the folder otherwise
            """;

    private final Subject subject;
    private final String arguments;
    private final String does;
    private final String found;
    private final String options;

    /**
     * Describes a command.
     *
     * @param found when it ends with 1; empty where it never does
     * @param options its own options, a line each
     */
    Command(Subject subject, String arguments, String does, String found, String options) {
        this.subject = subject;
        this.arguments = arguments;
        this.does = does;
        this.found = found;
        this.options = options;
    }

    static Optional<Command> named(String word) {
        return Arrays.stream(values())
                .filter(command -> command.word().equals(word))
                .findFirst();
    }

    boolean isOnStores() {
        return subject != Subject.POLICY;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What is typed: the word and what follows it. */
    private String usage() {
        return arguments.isEmpty() ? word() : word() + " " + arguments;
    }

    /** Usage, options and how it ends, of this command alone. */
    String help() {
        StringBuilder help =
                new StringBuilder("usage: consent " + usage() + (isOnStores() ? " [options]" : "") + "\n\n");
        help.append(does).append("\n\nOptions\n").append(options);
        if (isOnStores()) {
            help.append("  --help              writes this\n\n")
                    .append(
                            "Which store, by options or by the settings of the application (system properties, environment)\n")
                    .append(STORE_OPTIONS)
                    .append(
                            subject == Subject.STORE_TO_READ
                                    ? "\nIt can be done while the application runs.\n"
                                    : "\nIt needs the embedded store for itself: stop the application first; with a database"
                                            + " it runs on.\n")
                    .append("Progress is told on the error stream.\n");
        } else {
            help.append("  --help              writes this\n");
        }
        help.append("\nEnds with\n  0  if all is well\n");
        if (!found.isEmpty()) {
            help.append("  1  if ").append(found).append('\n');
        }
        return help.append("  2  if it cannot be carried out\n").toString();
    }

    /** What there is. */
    static String helpOfAll() {
        return "usage: consent <command> [options]\n"
                + list("Policies")
                + list("Records")
                + "\nWhich store, by options or by the settings of the application (system properties, environment)\n"
                + STORE_OPTIONS
                + """

                What reads can be done while the application runs. What erases needs the embedded store for itself: stop the
                application first; with a database it runs on.

                Every command ends with 0 if all is well, and with 2 if it cannot be carried out. Progress is told on the
                error stream.
                  <command> --help    writes what one command takes, and how it ends
                  --help              writes this
                """;
    }

    private static String list(String heading) {
        return Arrays.stream(values())
                .filter(command -> command.subject.heading.equals(heading))
                .map(Command::entry)
                .collect(Collectors.joining("", "\n" + heading + "\n", ""));
    }

    private String entry() {
        String left = "  " + usage();
        String indent = " ".repeat(COLUMN);
        String first = left.length() < COLUMN - 1 ? left + " ".repeat(COLUMN - left.length()) : left + "\n" + indent;
        String end = found.isEmpty() ? "" : "\n" + indent + "ends with 1 if " + found;
        return first + does.replace("\n", "\n" + indent) + end + "\n";
    }
}
