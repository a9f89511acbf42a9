package com.okonect.consent.servlet;

import com.okonect.consent.servlet.page.PageSettings;
import com.okonect.consent.servlet.page.Theme;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The files that a site brings for the library besides its policy: the theme and templates of its own. */
final class SiteFiles {

    static final String CLASS_PATH = "classpath:";

    private static final String IN_CONTEXT = "/WEB-INF/";
    private static final String ON_CLASS_PATH = CLASS_PATH + "META-INF/";
    private static final String THEME = "consent-theme.json";
    private static final String TEMPLATES = "consent/";

    private final ServletContext context;

    SiteFiles(ServletContext context) {
        this.context = context;
    }

    /**
     * Reads the theme from where the setting says, else from the default places, else the library's own counts.
     *
     * @throws SettingException if the setting names a place where nothing is, or what is there is no theme
     */
    Theme theme(@Nullable String setting) {
        Optional<String> text = setting == null ? readDefault(THEME) : read(setting);
        if (setting != null && text.isEmpty()) {
            throw Setting.THEME.invalid(
                    setting, "nothing is there; allowed are a path of the application, classpath:… and a file");
        }
        try {
            return text.map(Theme::parse).orElse(Theme.DEFAULT);
        } catch (IllegalArgumentException e) {
            throw Setting.THEME.invalid(setting == null ? THEME : setting, String.valueOf(e.getMessage()), e);
        }
    }

    /** Templates named {@code consent/banner.mustache} and the like in the default places, each read once. */
    PageSettings.OwnTemplates templates() {
        Map<String, Optional<String>> read = new ConcurrentHashMap<>();
        return name -> read.computeIfAbsent(name, same -> readDefault(TEMPLATES + same + ".mustache"));
    }

    private Optional<String> readDefault(String file) {
        return read(IN_CONTEXT + file).or(() -> read(ON_CLASS_PATH + file));
    }

    private Optional<String> read(String place) {
        try (InputStream in = open(context, place)) {
            return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(place + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Opens a path of the application, {@code classpath:…}, or a file.
     *
     * @return null if nothing is there
     */
    static @Nullable InputStream open(ServletContext context, String place) throws IOException {
        if (place.startsWith(CLASS_PATH)) {
            String name = place.substring(CLASS_PATH.length());
            for (ClassLoader loader : ClassLoaders.of(context)) {
                InputStream in = loader.getResourceAsStream(name);
                if (in != null) {
                    return in;
                }
            }
            return null;
        }
        InputStream in = place.startsWith("/") ? context.getResourceAsStream(place) : null;
        if (in != null || place.startsWith(IN_CONTEXT)) {
            return in;
        }
        try {
            Path file = Path.of(place);
            return Files.exists(file) ? Files.newInputStream(file) : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }
}
