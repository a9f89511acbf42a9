package com.okonect.consent.servlet;

import jakarta.servlet.ServletContext;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The class loaders that see an application, the application's own first: embedded containers may not tell theirs. */
final class ClassLoaders {

    private ClassLoaders() {}

    static List<ClassLoader> of(ServletContext context) {
        Set<ClassLoader> loaders = new LinkedHashSet<>();
        loaders.add(context.getClassLoader());
        loaders.add(Thread.currentThread().getContextClassLoader());
        loaders.add(ClassLoaders.class.getClassLoader());
        loaders.remove(null);
        return List.copyOf(loaders);
    }
}
