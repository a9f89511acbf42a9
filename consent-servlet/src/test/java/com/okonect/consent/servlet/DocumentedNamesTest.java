package com.okonect.consent.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.servlet.monitor.ConsentMXBean;
import com.okonect.consent.servlet.template.ConsentView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every name in the running text of the documents that stands between back-ticks and is one of the code is one of this
 * build: types and their methods, annotations, packages, settings, meters, and what templates and scripts ask.
 */
class DocumentedNamesTest {

    private static final Pattern SPAN = Pattern.compile("`([^`]+)`");

    /** A type, alone or with methods; not part of a path, a header or a name with dots before it. */
    private static final Pattern TYPE =
            Pattern.compile("(?<![\\w./*%-])([A-Z][A-Za-z0-9]*)((?:\\.[a-z]\\w*(?:\\([^)]*\\))?…?)*)(?![\\w*_-])");

    private static final Pattern METHOD = Pattern.compile("\\.([a-z]\\w*)(?:\\([^)]*\\))?(…?)");
    private static final Pattern QUALIFIED = Pattern.compile("com\\.okonect\\.consent(?:\\.\\w+)*");
    private static final Pattern CONSENT = Pattern.compile("(?<![\\w.:/-])consent\\.([a-zA-Z]+(?:\\.[a-z]+)*)");
    private static final Pattern VARIABLE = Pattern.compile("\\b(?:CONSENT|OKONECT)_[A-Z_]*[A-Z]");

    /** Java that is more than a name: what is called on a variable, made, or annotated. */
    private static final Pattern CODE =
            Pattern.compile("(?s)(?:[a-zA-Z]\\w*\\.\\w+\\(.*\\).*|new [A-Z].*\\)|@[A-Z]\\w*\\(.*\\))");

    /** The letters by which the table of the accessibility criteria calls its tests. */
    private static final Map<String, String> LETTERS =
            Map.of("A", "AccessibilityIT", "F", "FairnessIT", "S", "ScriptIT", "P", "PagesTest", "T", "ThemeTest");

    /** What begins with a capital and is no type of this build, and whose it is. */
    private static final Map<String, String> OTHERS = others(
            "HTTP: fields, and attributes of cookies",
            "Allow Expires HttpOnly Origin Referer SameSite Lax Secure",
            "the JDK",
            "DataSource System ToolProvider",
            "Jakarta Servlet",
            "ServletContainerInitializer ServletException",
            "FreeMarker",
            "FreemarkerServlet",
            "an event of browsers",
            "DOMContentLoaded");

    /** By the full name of each type, what is written in its file. */
    private static final Map<String, String> SOURCES = sources();

    /** By their short names. */
    private static final Map<String, List<String>> TYPES = SOURCES.keySet().stream()
            .filter(name -> !name.endsWith("-info"))
            .collect(Collectors.groupingBy(name -> name.substring(name.lastIndexOf('.') + 1)));

    private static final Set<String> PACKAGES = SOURCES.keySet().stream()
            .map(name -> name.contains(".") ? name.substring(0, name.lastIndexOf('.')) : name)
            .collect(Collectors.toSet());
    private static final String METERS = SOURCES.get("com.okonect.consent.servlet.monitor.Meters");
    private static final Set<String> FILES = Set.of("consent.db", "consent.json");
    private static final Set<String> SCRIPT = ofScripts();

    @Test
    void everyNameOfCodeIsOneOfThisBuild() throws IOException {
        List<String> faults = new ArrayList<>();
        int names = 0;
        for (Path document : Documents.all()) {
            for (String span : spans(Files.readString(document))) {
                names++;
                faults(span).forEach(fault -> faults.add(Documents.ROOT.relativize(document) + ": " + fault));
            }
        }

        assertThat(faults).isEmpty();
        assertThat(names).isGreaterThan(500);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ConsentFilter|",
                "ConsentFiltre|no type ConsentFiltre",
                "com.okonect.consent.servlet.ConsentFilter|",
                "com.okonect.consent.store.ConsentFilter|no type or package com.okonect.consent.store.ConsentFilter",
                "com.okonect.consent.servlet.jetty|",
                "com.okonect.consent.jetty|no type or package com.okonect.consent.jetty",
                "ConsentService.count|",
                "ConsentService.number|no method number in ConsentService",
                "ConsentFilter.builder().signal(…)|",
                "ConsentFilter.builder().sign(…)|no method sign in Builder",
                "Consents.of(request)|",
                "Consents.of(visitor)|no test compiles Consents.of(visitor)",
                "@RequiresConsent|",
                "@RequireConsent|no type RequireConsent",
                "new ConsentFilter()|",
                "new ConsentFilter(1)|no test compiles new ConsentFilter(1)",
                "context.insertHandler(new ConsentHandler())|",
                "context.putHandler(new ConsentHandler())|no test compiles context.putHandler(new ConsentHandler())",
                "consent.mode=observe|",
                "consent.mod=observe|no consent.mod",
                "consent.cookies.undeclared|",
                "consent.cookies.unknown|no consent.cookies.unknown",
                "consent.settingsUrl|",
                "consent.settingsUri|no consent.settingsUri",
                "consent.adopt()|",
                "consent.adapt()|no consent.adapt",
                "CONSENT_STORE_URL|",
                "CONSENT_STORE_URI|no CONSENT_STORE_URI",
                "A.axeFindsNothing…|",
                "A.axeFindsSomething…|no method axeFindsSomething in AccessibilityIT",
                "StoreAnswering|",
                "DataSource|",
                "Retry-After|",
            })
    void aNameThatIsNoneIsFound(String span, String fault) throws IOException {
        assertThat(faults(span)).isEqualTo(fault == null ? List.of() : List.of(fault));
    }

    /** A setting that nobody can read about, or a row for none. */
    @Test
    void theTableOfSettingsIsThatOfTheCode() throws IOException {
        Set<String> settings = new TreeSet<>();
        for (String row : Files.readAllLines(Documents.ROOT.resolve("consent-servlet/docs/settings.md"))) {
            if (row.startsWith("| `consent.")) {
                String first = "";
                for (String span : spans(row.split("\\|")[1])) {
                    // What begins with a dot goes on where the last part of the first one ends.
                    first = span.startsWith(".") ? first : span;
                    settings.add(span.startsWith(".") ? first.substring(0, first.lastIndexOf('.')) + span : span);
                }
            }
        }

        assertThat(settings)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Setting.values()).map(Setting::key).toList());
    }

    /** A name that is excused and that no document has, or that this build has, needs no excuse. */
    @Test
    void everyExcuseIsNeeded() throws IOException {
        Set<String> found = new HashSet<>();
        for (Path document : Documents.all()) {
            for (String span : spans(Files.readString(document))) {
                TYPE.matcher(span).results().map(type -> type.group(1)).forEach(found::add);
                found.add(span);
                found.addAll(List.of(span.split("[.=]")));
            }
        }

        assertThat(found).containsAll(OTHERS.keySet());
    }

    private static List<String> faults(String span) throws IOException {
        if (span.matches("(?s)(mvn|java|jar|sqlite3|consent) .*|.*[<>{}].*|[a-z]+(?:/.*|\\.[a-z]+)")
                && !span.startsWith("consent.")) {
            return List.of();
        }
        List<String> faults = new ArrayList<>();
        Matcher qualified = QUALIFIED.matcher(span);
        while (qualified.find()) {
            if (!exists(qualified.group())) {
                faults.add("no type or package " + qualified.group());
            }
        }
        TYPE.matcher(span).results().forEach(type -> faultOfType(type, faults));
        CONSENT.matcher(span)
                .results()
                .filter(name -> !isOfConsent(name.group(1)))
                .forEach(name -> faults.add("no " + name.group()));
        VARIABLE.matcher(span)
                .results()
                .map(MatchResult::group)
                .filter(variable -> !isVariable(variable))
                .forEach(variable -> faults.add("no " + variable));
        if (faults.isEmpty()
                && CODE.matcher(span).matches()
                && !span.contains("…")
                && !isOfScripts(span)
                && !isCompiled(span)) {
            faults.add("no test compiles " + span);
        }
        return faults;
    }

    private static void faultOfType(MatchResult found, List<String> faults) {
        String name = found.group(1);
        String methods = found.group(2);
        if (LETTERS.containsKey(name)) {
            name = methods.isEmpty() ? "" : LETTERS.get(name);
        }
        if (name.isEmpty() || name.equals(name.toUpperCase(Locale.ROOT)) || OTHERS.containsKey(name)) {
            return;
        }
        List<String> types = TYPES.get(name);
        if (types == null) {
            if (!isAttribute(name)) {
                faults.add("no type " + name);
            }
            return;
        }
        Matcher method = METHOD.matcher(methods);
        for (String type = types.get(0); method.find(); ) {
            String called = method.group(1);
            List<Class<?>> results = results(type, called, !method.group(2).isEmpty());
            if (results.isEmpty()) {
                faults.add("no method " + called + " in " + type.replaceAll(".*[.$]", ""));
                return;
            }
            type = results.get(0).getName();
        }
    }

    /** What methods of this name return, or of names that begin so; of a test in another module, its own type. */
    private static List<Class<?>> results(String type, String method, boolean beginning) {
        Class<?> found;
        try {
            found = Class.forName(type, false, DocumentedNamesTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            return source(type).matches("(?s).* " + method + (beginning ? "\\w*" : "") + "\\(.*")
                    ? List.of(Object.class)
                    : List.of();
        }
        return Stream.concat(Arrays.stream(found.getDeclaredMethods()), Arrays.stream(found.getMethods()))
                .filter(each -> beginning
                        ? each.getName().startsWith(method)
                        : each.getName().equals(method))
                .<Class<?>>map(Method::getReturnType)
                .toList();
    }

    private static boolean isAttribute(String name) {
        return Arrays.stream(ConsentMXBean.class.getMethods())
                .anyMatch(method -> method.getName().matches("(?:get|is)" + name));
    }

    /** A package, a type in it, or the name of a logger, which is either. */
    private static boolean exists(String name) {
        String simple = name.substring(name.lastIndexOf('.') + 1);
        return PACKAGES.contains(name) || TYPES.getOrDefault(simple, List.of()).contains(name);
    }

    /** A setting, a meter, or what templates or scripts of a page ask. */
    private static boolean isOfConsent(String name) {
        String first = name.replaceAll("\\..*", "");
        return Arrays.stream(Setting.values()).anyMatch(setting -> setting.key().equals("consent." + name))
                || METERS.contains("\"consent." + name + '"')
                || FILES.contains("consent." + name)
                || Arrays.stream(ConsentView.class.getMethods())
                        .anyMatch(method -> method.getName()
                                .toLowerCase(Locale.ROOT)
                                .matches("(?:get|is)" + first.toLowerCase(Locale.ROOT)))
                || SCRIPT.contains(name);
    }

    private static boolean isOfScripts(String code) {
        Matcher called = CONSENT.matcher(code);
        return called.lookingAt() && SCRIPT.contains(called.group(1));
    }

    private static boolean isVariable(String variable) {
        return Arrays.stream(Setting.values())
                        .anyMatch(setting -> setting.variable().equals(variable))
                || SOURCES.values().stream().anyMatch(source -> source.contains('"' + variable + '"'));
    }

    private static boolean isCompiled(String code) {
        String plain = code.replaceAll("\\s+", "");
        return SOURCES.entrySet().stream()
                .filter(source -> !source.getKey().equals(DocumentedNamesTest.class.getName()))
                .anyMatch(source -> source.getValue().replaceAll("\\s+", "").contains(plain));
    }

    private static String source(String type) {
        return SOURCES.getOrDefault(type, "");
    }

    private static List<String> spans(String text) {
        return SPAN.matcher(Documents.withoutBlocks(text))
                .results()
                .map(span -> span.group(1))
                .toList();
    }

    private static Map<String, String> others(String... pairs) {
        Map<String, String> others = new TreeMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            for (String name : pairs[i + 1].split(" ")) {
                others.put(name, pairs[i]);
            }
        }
        return others;
    }

    private static Map<String, String> sources() {
        Map<String, String> sources = new TreeMap<>();
        for (String module : Documents.MODULES) {
            for (String kind : List.of("src/main/java", "src/test/java")) {
                Path folder = Documents.ROOT.resolve(module).resolve(kind);
                if (!Files.exists(folder)) {
                    continue;
                }
                try (Stream<Path> files = Files.walk(folder)) {
                    for (Path file : files.filter(each -> each.toString().endsWith(".java"))
                            .toList()) {
                        String path = folder.relativize(file).toString().replace('\\', '/');
                        sources.put(path.substring(0, path.length() - 5).replace('/', '.'), Files.readString(file));
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return sources;
    }

    /** What scripts of a page ask of {@code window.consent}, as the banner's script defines it. */
    private static Set<String> ofScripts() {
        try {
            String script = Files.readString(Documents.ROOT.resolve(
                    "consent-servlet/src/main/resources/com/okonect/consent/servlet/page/layer.js"));
            Matcher definition =
                    Pattern.compile("(?s)window\\.consent = \\{(.*?)\\n\\};").matcher(script);
            if (!definition.find()) {
                throw new IllegalStateException("no window.consent in the script");
            }
            return Stream.concat(
                            Pattern.compile("(?m)^(\\w+)")
                                    .matcher(definition.group(1))
                                    .results(),
                            Pattern.compile("\\bapi\\.(\\w+) = ")
                                    .matcher(script)
                                    .results())
                    .map(member -> member.group(1))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
