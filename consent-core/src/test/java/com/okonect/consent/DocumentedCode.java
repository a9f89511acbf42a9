package com.okonect.consent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The examples in Javadoc, to be held against code that is compiled and run: the tag for snippets of such code is not in
 * the JDK 17 that this library is built with. White space does not count.
 */
public final class DocumentedCode {

    private static final Pattern EXAMPLE = Pattern.compile("<pre>\\{@code\\n(.*?)\\n *\\* *\\}</pre>", Pattern.DOTALL);
    private static final Pattern BLOCK = Pattern.compile("```java\\n(.*?)\\n```", Pattern.DOTALL);
    private static final Pattern LINE_START = Pattern.compile("(?m)^ *\\* ?");

    private DocumentedCode() {}

    /** The examples in Java below a folder, by file and line. */
    public static SortedMap<String, String> examples(Path folder) throws IOException {
        SortedMap<String, String> examples = new TreeMap<>();
        for (Path file : sources(folder)) {
            String text = Files.readString(file);
            Matcher example = EXAMPLE.matcher(text);
            while (example.find()) {
                String code = LINE_START.matcher(example.group(1)).replaceAll("");
                if (!code.startsWith("<")) {
                    long line = text.substring(0, example.start()).lines().count();
                    examples.put(folder.relativize(file) + ":" + line, bare(code));
                }
            }
        }
        return examples;
    }

    /** The blocks of Java in a Markdown file, by their number. */
    public static SortedMap<String, String> blocks(Path markdown) throws IOException {
        SortedMap<String, String> blocks = new TreeMap<>();
        Matcher block = BLOCK.matcher(Files.readString(markdown));
        while (block.find()) {
            blocks.put(markdown.getFileName() + ", block " + (blocks.size() + 1), bare(block.group(1)));
        }
        return blocks;
    }

    /** All code below a folder. */
    public static String code(Path folder) throws IOException {
        StringBuilder code = new StringBuilder();
        for (Path file : sources(folder)) {
            code.append(bare(Files.readString(file)));
        }
        return code.toString();
    }

    private static List<Path> sources(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .collect(Collectors.toList());
        }
    }

    private static String bare(String text) {
        return text.replaceAll("\\s+", "");
    }
}
