package com.okonect.consent.servlet.tool;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A command on a store: its words, and its options by their names. */
record Line(List<String> words, Map<String, String> options) {

    private static final Set<String> OF_EVERY_COMMAND = Set.of("home", "url", "user", "keys");

    /**
     * Reads a command.
     *
     * @param operands how many words follow the command
     * @param allowed the options of this command
     * @throws UsageException if there is something that does not belong to it
     */
    static Line parse(List<String> arguments, int operands, String... allowed) {
        List<String> words = new ArrayList<>();
        Map<String, String> options = new HashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (!argument.startsWith("--")) {
                words.add(argument);
            } else if (equals < 0 || !isAllowed(argument.substring(2, equals), allowed)) {
                throw new UsageException("'" + arguments.get(0) + "' has no option " + argument);
            } else {
                options.put(argument.substring(2, equals), argument.substring(equals + 1));
            }
        }
        if (words.size() != operands + 1) {
            throw new UsageException("'" + arguments.get(0) + "' takes " + (operands == 0 ? "no word more" : "one id"));
        }
        return new Line(words, options);
    }

    private static boolean isAllowed(String option, String... allowed) {
        return OF_EVERY_COMMAND.contains(option) || List.of(allowed).contains(option);
    }

    String operand(int index) {
        return words.get(index);
    }

    Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name));
    }
}
