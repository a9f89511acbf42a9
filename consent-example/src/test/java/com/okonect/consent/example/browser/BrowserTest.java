package com.okonect.consent.example.browser;

import com.microsoft.playwright.Browser;
import com.okonect.consent.example.Example;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** One example and one browser for a test class; each visitor is a new one. */
abstract class BrowserTest {

    @TempDir
    private static Path directory;

    private static Example example;
    private static Browsers browsers;

    private final List<Visitor> visitors = new ArrayList<>();

    @BeforeAll
    static void start() {
        example = Example.start(directory.resolve("home"));
        browsers = Browsers.open();
    }

    @AfterAll
    static void stop() {
        try {
            browsers.close();
        } finally {
            example.close();
        }
    }

    @AfterEach
    void leave() {
        visitors.forEach(Visitor::close);
    }

    static Example example() {
        return example;
    }

    /** To be said after {@link Example#stop} or {@link Example#kill}. */
    static void startAgain() {
        example = example.again();
    }

    Visitor visitor() {
        return visitor(new Browser.NewContextOptions());
    }

    Visitor visitorWithoutJavaScript() {
        return visitor(new Browser.NewContextOptions().setJavaScriptEnabled(false));
    }

    Visitor visitor(Browser.NewContextOptions options) {
        Visitor visitor = new Visitor(browsers.browser(), example, options);
        visitors.add(visitor);
        return visitor;
    }
}
