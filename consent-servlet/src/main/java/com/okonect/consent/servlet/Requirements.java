package com.okonect.consent.servlet;

import com.okonect.consent.Category;
import com.okonect.consent.servlet.endpoint.ConsentGate;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the application's servlets require, by servlet name. Read once, when all servlets are registered. */
final class Requirements {

    private static final System.Logger LOG = System.getLogger(Requirements.class.getName());

    private static final Set<String> WHOLE_SITE = Set.of("/", "/*");

    /** The context attribute with the names of the servlets that are guarded by name. */
    private static final String GUARDED = Requirements.class.getName();

    private final Map<String, Set<Category>> byServlet;

    private Requirements(Map<String, Set<Category>> byServlet) {
        this.byServlet = byServlet;
    }

    /**
     * Reads the annotations of all servlets.
     *
     * @throws IllegalArgumentException if one names what is not a category, or one that the policy does not declare, or
     *     stands before the whole site
     */
    static Requirements of(ServletContext context, ConsentGate gate) {
        Map<String, Set<Category>> byServlet = new TreeMap<>();
        context.getServletRegistrations().forEach((name, registration) -> {
            Set<Category> required = required(context, registration, gate);
            if (!required.isEmpty()) {
                byServlet.put(name, required);
            }
        });
        sayWhatIsOpen(context, byServlet.keySet());
        return new Requirements(byServlet);
    }

    private static Set<Category> required(ServletContext context, ServletRegistration registration, ConsentGate gate) {
        String className = registration.getClassName();
        if (className == null) {
            return Set.of(); // a JSP file
        }
        Class<?> servlet = find(context, className);
        if (servlet == null) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the class " + className + " cannot be read, so that a @RequiresConsent on it would not be seen");
            return Set.of();
        }
        RequiresConsent annotation = servlet.getAnnotation(RequiresConsent.class);
        if (annotation == null) {
            return Set.of();
        }
        for (String pattern : registration.getMappings()) {
            if (WHOLE_SITE.contains(pattern)) {
                throw new IllegalArgumentException(className + " requires consent and is mapped to '" + pattern
                        + "', which would lock visitors who refuse out of the whole site: map it to what needs the"
                        + " consent alone");
            }
        }
        return gate.declared(className, annotation.value());
    }

    /**
     * Has the servlets that require consent, and are registered by now, guarded also where they are called by their name.
     * To be called while the application starts.
     */
    static void guardNamedDispatches(ServletContext context) {
        Set<String> guarded = new TreeSet<>();
        context.getServletRegistrations().forEach((name, registration) -> {
            String className = registration.getClassName();
            Class<?> servlet = className == null ? null : find(context, className);
            RequiresConsent required = servlet == null ? null : servlet.getAnnotation(RequiresConsent.class);
            FilterRegistration.Dynamic filter = required == null
                    ? null
                    : context.addFilter("consent for " + name, new NamedDispatchGuard(className, required));
            if (filter != null) {
                filter.setAsyncSupported(true);
                filter.addMappingForServletNames(
                        EnumSet.of(DispatcherType.FORWARD, DispatcherType.INCLUDE), false, name);
                guarded.add(name);
            }
        });
        context.setAttribute(GUARDED, guarded);
    }

    private static void sayWhatIsOpen(ServletContext context, Set<String> requiring) {
        Set<String> open = new TreeSet<>(requiring);
        if (context.getAttribute(GUARDED) instanceof Set<?> guarded) {
            open.removeAll(guarded);
        }
        if (!open.isEmpty()) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "the servlets " + String.join(", ", open) + " require consent. Not covered: a call of them by"
                            + " getNamedDispatcher, for they were registered after the ConsentInitializer had run, or it"
                            + " has not run");
        }
    }

    /** Null for a class that no loader of the application sees. */
    private static @Nullable Class<?> find(ServletContext context, String className) {
        for (ClassLoader loader : ClassLoaders.of(context)) {
            try {
                return Class.forName(className, false, loader);
            } catch (ClassNotFoundException | LinkageError notHere) {
                // the next one may see it
            }
        }
        return null;
    }

    boolean isEmpty() {
        return byServlet.isEmpty();
    }

    /** The categories that the servlet of this dispatch requires. */
    Set<Category> of(HttpServletRequest request) {
        // The request itself tells of the servlet that includes, not of the one that is included.
        Object included = request.getAttribute(RequestDispatcher.INCLUDE_MAPPING);
        HttpServletMapping mapping = included instanceof HttpServletMapping of ? of : request.getHttpServletMapping();
        return byServlet.getOrDefault(Objects.requireNonNullElse(mapping.getServletName(), ""), Set.of());
    }
}
