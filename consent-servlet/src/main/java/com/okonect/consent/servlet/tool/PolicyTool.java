package com.okonect.consent.servlet.tool;

import com.okonect.consent.policy.ConsentPolicy;
import com.okonect.consent.policy.InvalidPolicyException;
import com.okonect.consent.policy.Notice;
import com.okonect.consent.servlet.page.Manifest;
import com.okonect.consent.servlet.page.PageSettings;
import com.okonect.consent.servlet.page.Pages;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** What can be done with a policy before it goes live. */
final class PolicyTool {

    private final PrintWriter out;
    private final PrintWriter err;

    PolicyTool(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    int run(List<String> arguments) {
        List<String> words = new ArrayList<>(arguments);
        List<String> options =
                words.stream().filter(word -> word.startsWith("--")).toList();
        words.removeAll(options);
        try {
            switch (words.get(0)) {
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
                case "manifest" -> {
                    check(words, 2, options);
                    return manifest(read(words.get(1)));
                }
                default -> {
                    check(words, 1, options);
                    return schema();
                }
            }
        } catch (InvalidPolicyException e) {
            err.println(e.getMessage());
        } catch (IOException | InvalidPathException e) {
            err.println("cannot be read: " + e.getMessage());
        }
        return ConsentTool.CANNOT;
    }

    private static void check(List<String> words, int count, List<String> options, String... allowed) {
        if (words.size() != count) {
            throw new UsageException("'" + words.get(0) + "' takes " + new Quantity(count - 1, "file", "files"));
        }
        for (String option : options) {
            if (Arrays.stream(allowed).noneMatch(option::startsWith)) {
                throw new UsageException("'" + words.get(0) + "' has no option " + option);
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
            return ConsentTool.FOUND;
        }
        findings.forEach(out::println);
        long errors = findings.stream().filter(Finding::error).count();
        out.println(errors + " error(s), " + (findings.size() - errors) + " warning(s)");
        return errors > 0 || strict && !findings.isEmpty() ? ConsentTool.FOUND : ConsentTool.FINE;
    }

    private int diff(ConsentPolicy before, ConsentPolicy after) {
        PolicyDiff diff = PolicyDiff.of(before, after);
        diff.lines().forEach(out::println);
        out.println(diff.asksAgain() ? "Visitors are asked again." : "Nobody is asked again.");
        return diff.asksAgain() ? ConsentTool.FOUND : ConsentTool.FINE;
    }

    private int manifest(ConsentPolicy policy) {
        PageSettings look = PageSettings.of("", "");
        List<Notice> notices = policy.languages().stream()
                .map(language -> policy.notice(language, Pages.layoutId(look)))
                .toList();
        out.print(new String(Manifest.of(notices, look), StandardCharsets.UTF_8));
        return ConsentTool.FINE;
    }

    private int ropa(ConsentPolicy policy, List<String> options) {
        Locale language = options.isEmpty()
                ? policy.languages().get(0)
                : Locale.forLanguageTag(options.get(0).substring("--lang=".length()));
        if (!policy.languages().contains(language)) {
            throw new UsageException("the policy has no language " + language.toLanguageTag());
        }
        out.print(ProcessingRecord.of(policy, language));
        return ConsentTool.FINE;
    }

    private int schema() throws IOException {
        try (InputStream schema = PolicyTool.class.getResourceAsStream("/META-INF/consent.schema.json")) {
            out.print(new String(
                    Objects.requireNonNull(schema, "the schema is not in the jar")
                            .readAllBytes(),
                    StandardCharsets.UTF_8));
        }
        return ConsentTool.FINE;
    }
}
