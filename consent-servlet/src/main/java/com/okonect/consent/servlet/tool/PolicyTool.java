package com.okonect.consent.servlet.tool;

import com.okonect.consent.policy.ConsentPolicy;
import com.okonect.consent.policy.InvalidPolicyException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** {@code java -jar consent-servlet.jar …}: what can be done with a policy before it goes live. */
public final class PolicyTool {

    private static final int FINE = 0;
    private static final int FOUND = 1;
    private static final int CANNOT = 2;

    private static final String HELP = """
            usage: java -jar consent-servlet.jar <command>

              lint [--strict] <consent.json>   lists what is wrong with a policy, and what deserves a look
                                               ends with 1 if something is wrong; --strict: or deserves a look
              diff <old.json> <new.json>       says what changes for visitors, and who is asked again
                                               ends with 1 if visitors who have decided are asked again
              ropa [--lang=<tag>] <consent.json>
                                               writes rows for the record of processing activities (GDPR, article 30)
                                               as comma-separated values, in the policy's first language otherwise
              schema                           writes the JSON Schema of policies, for editors
              --help                           writes this

            Every command ends with 0 if all is well, and with 2 if it cannot be carried out. The jars that the library
            depends on lie beside it.
            """;

    private final PrintStream out;
    private final PrintStream err;

    PolicyTool(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /**
     * Carries out a command and ends the program.
     *
     * @param arguments the command and what belongs to it
     */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        System.exit(new PolicyTool(out, err).run(arguments));
    }

    int run(String... arguments) {
        List<String> words = new ArrayList<>(Arrays.asList(arguments));
        List<String> options =
                words.stream().filter(word -> word.startsWith("--")).toList();
        words.removeAll(options);
        if (options.equals(List.of("--help")) || words.equals(List.of("help"))) {
            out.print(HELP);
            return FINE;
        }
        try {
            switch (words.isEmpty() ? "" : words.get(0)) {
                case "lint" -> {
                    check(words, 2, options, "--strict");
                    return lint(words.get(1), !options.isEmpty());
                }
                case "diff" -> {
                    check(words, 3, options);
                    return diff(read(words.get(1)), read(words.get(2)));
                }
                case "ropa" -> {
                    check(words, 2, options, "--lang=");
                    return ropa(read(words.get(1)), options);
                }
                case "schema" -> {
                    check(words, 1, options);
                    return schema();
                }
                default -> throw new IllegalArgumentException("no such command");
            }
        } catch (InvalidPolicyException e) {
            err.println(e.getMessage());
        } catch (IOException | InvalidPathException e) {
            err.println("cannot be read: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            err.print(HELP);
        }
        return CANNOT;
    }

    private static void check(List<String> words, int count, List<String> options, String... allowed) {
        if (words.size() != count) {
            throw new IllegalArgumentException("'" + words.get(0) + "' takes " + (count - 1) + " file(s)");
        }
        for (String option : options) {
            if (Arrays.stream(allowed).noneMatch(option::startsWith)) {
                throw new IllegalArgumentException("'" + words.get(0) + "' has no option " + option);
            }
        }
    }

    private static ConsentPolicy read(String file) throws IOException {
        return ConsentPolicy.read(Path.of(file));
    }

    private int lint(String file, boolean strict) throws IOException {
        List<Finding> findings;
        try {
            findings = Linter.lint(read(file));
        } catch (InvalidPolicyException e) {
            e.faults().forEach(fault -> out.println("ERROR   " + fault));
            return FOUND;
        }
        findings.forEach(out::println);
        long errors = findings.stream().filter(Finding::error).count();
        out.println(errors + " error(s), " + (findings.size() - errors) + " warning(s)");
        return errors > 0 || strict && !findings.isEmpty() ? FOUND : FINE;
    }

    private int diff(ConsentPolicy before, ConsentPolicy after) {
        PolicyDiff diff = PolicyDiff.of(before, after);
        diff.lines().forEach(out::println);
        out.println(diff.asksAgain() ? "Visitors are asked again." : "Nobody is asked again.");
        return diff.asksAgain() ? FOUND : FINE;
    }

    private int ropa(ConsentPolicy policy, List<String> options) {
        Locale language = options.isEmpty()
                ? policy.languages().get(0)
                : Locale.forLanguageTag(options.get(0).substring("--lang=".length()));
        if (!policy.languages().contains(language)) {
            throw new IllegalArgumentException("the policy has no language " + language.toLanguageTag());
        }
        out.print(ProcessingRecord.of(policy, language));
        return FINE;
    }

    private int schema() throws IOException {
        try (InputStream schema = PolicyTool.class.getResourceAsStream("/META-INF/consent.schema.json")) {
            Objects.requireNonNull(schema, "the schema is not in the jar").transferTo(out);
        }
        return FINE;
    }
}
