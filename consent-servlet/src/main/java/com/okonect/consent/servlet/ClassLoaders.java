package com.okonect.consent.servlet;

import jakarta.servlet.ServletContext;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The class loaders that see an application, the application's own first: embedded containers may not tell theirs. */
final class ClassLoaders {

    private ClassLoaders() {}

    static List<ClassLoader> of(ServletContext context) {
        return Stream.of(
                        context.getClassLoader(),
                        Thread.currentThread().getContextClassLoader(),
                        ClassLoaders.class.getClassLoader())
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }
}
