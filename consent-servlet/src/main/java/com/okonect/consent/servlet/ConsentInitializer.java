package com.okonect.consent.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Registers the {@link ConsentFilter} before every other filter, unless {@code consent.autoregister} is {@code false}
 * (Jakarta Servlet 6.0, section 8.2.4).
 */
public final class ConsentInitializer implements ServletContainerInitializer {

    /**
     * The context attribute by which a framework says that it has registered the filter itself, first in the chain. The
     * initializer then leaves it at that.
     */
    public static final String REGISTERED = "com.okonect.consent.registered";

    private static final String FILTER_NAME = "consent";

    /** Creates the initializer, as containers do. */
    public ConsentInitializer() {
        // nothing to prepare
    }

    @Override
    public void onStartup(@Nullable Set<Class<?>> classes, ServletContext context) {
        Setting.Source source =
                Setting.Source.of(name -> null, context::getInitParameter, System::getProperty, System.getenv());
        if (Setting.AUTOREGISTER.bool(source, true) && context.getAttribute(REGISTERED) == null) {
            register(context);
        }
        Requirements.guardNamedDispatches(context);
    }

    private static void register(ServletContext context) {
        for (Map.Entry<String, ? extends FilterRegistration> other :
                context.getFilterRegistrations().entrySet()) {
            if (ConsentFilter.class.getName().equals(other.getValue().getClassName())) {
                throw new IllegalStateException("the application registers the consent filter as '" + other.getKey()
                        + "', and it registers itself: remove that registration, or set consent.autoregister to false");
            }
        }
        FilterRegistration.Dynamic filter = context.addFilter(FILTER_NAME, ConsentFilter.class);
        if (filter == null) {
            throw new IllegalStateException(
                    "the application has a filter named '" + FILTER_NAME
                            + "' of its own: rename it, or register the consent filter yourself and set consent.autoregister to false");
        }
        filter.setAsyncSupported(true);
        filter.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
    }
}
