package com.okonect.consent.servlet;

import com.okonect.consent.Category;
import com.okonect.consent.Consent;
import com.okonect.consent.policy.ConsentPolicy;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the application's servlets require, by servlet name. Read once, when all servlets are registered. */
final class Requirements {

    private static final System.Logger LOG = System.getLogger(Requirements.class.getName());

    private final Map<String, Set<Category>> byServlet;

    private Requirements(Map<String, Set<Category>> byServlet) {
        this.byServlet = byServlet;
    }

    /**
     * Reads the annotations of all servlets.
     *
     * @throws IllegalArgumentException if one names what is not a category, or one that the policy does not declare
     */
    static Requirements of(ServletContext context, ConsentPolicy policy) {
        Map<String, Set<Category>> byServlet = new TreeMap<>();
        context.getServletRegistrations().forEach((name, registration) -> {
            Set<Category> required = required(context, registration, policy);
            if (!required.isEmpty()) {
                byServlet.put(name, required);
            }
        });
        return new Requirements(byServlet);
    }

    private static Set<Category> required(
            ServletContext context, ServletRegistration registration, ConsentPolicy policy) {
        String className = registration.getClassName();
        Set<Category> required = new TreeSet<>();
        if (className == null) {
            return required; // a JSP file
        }
        RequiresConsent annotation = annotation(context, className);
        for (String id : annotation == null ? new String[0] : annotation.value()) {
            Category category = Category.of(id);
            if (policy.category(category).isEmpty()) {
                throw new IllegalArgumentException(
                        className + " requires consent for '" + id + "', which the policy does not declare");
            }
            required.add(category);
        }
        return required;
    }

    /** Null also for a class that no loader of the application sees. */
    private static @Nullable RequiresConsent annotation(ServletContext context, String className) {
        for (ClassLoader loader : ClassLoaders.of(context)) {
            try {
                return Class.forName(className, false, loader).getAnnotation(RequiresConsent.class);
            } catch (ClassNotFoundException | LinkageError notHere) {
                // the next one may see it
            }
        }
        LOG.log(
                System.Logger.Level.WARNING,
                "the class " + className + " cannot be read, so that a @RequiresConsent on it would not be seen");
        return null;
    }

    boolean isEmpty() {
        return byServlet.isEmpty();
    }

    /** The categories that the servlet of this dispatch requires and the visitor has not granted. */
    Set<Category> missing(HttpServletRequest request, Supplier<Consent> consent) {
        // The request itself tells of the servlet that includes, not of the one that is included.
        Object included = request.getAttribute(RequestDispatcher.INCLUDE_MAPPING);
        HttpServletMapping mapping = included instanceof HttpServletMapping of ? of : request.getHttpServletMapping();
        Set<Category> required = byServlet.get(Objects.requireNonNullElse(mapping.getServletName(), ""));
        if (required == null) {
            return Set.of();
        }
        Set<Category> missing = new TreeSet<>(required);
        missing.removeIf(consent.get()::allows);
        return missing;
    }
}
