package com.okonect.consent.servlet.spring;

import com.okonect.consent.servlet.ConsentFilter;
import com.okonect.consent.servlet.ConsentInitializer;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.core.Ordered;

/**
 * Registers the filter with the application's settings as its parameters. In a WAR the container may have registered
 * one by itself: that one then gets the settings.
 */
final class ConsentFilterRegistration extends FilterRegistrationBean<ConsentFilter> {

    private static final String AUTOREGISTER = "consent.autoregister";

    private final boolean given;

    ConsentFilterRegistration(Optional<ConsentFilter> filter, Map<String, String> settings) {
        super(filter.orElseGet(ConsentFilter::new));
        given = filter.isPresent();
        setName("consent");
        setOrder(Ordered.HIGHEST_PRECEDENCE);
        setDispatcherTypes(EnumSet.allOf(DispatcherType.class));
        setInitParameters(settings);
        // A bean of the application is registered here in any case: Spring Boot would do it otherwise, and last.
        setEnabled(given || !"false".equals(settings.get(AUTOREGISTER)));
    }

    /** Null where there is a registration already, as {@code DynamicRegistrationBean} allows. */
    @Override
    @SuppressWarnings("NullAway") // the class between, and only it, does not say so
    protected FilterRegistration.@Nullable Dynamic addRegistration(String description, ServletContext context) {
        Optional<? extends FilterRegistration> before = context.getFilterRegistrations().values().stream()
                .filter(registration -> ConsentFilter.class.getName().equals(registration.getClassName()))
                .findFirst();
        if (before.isEmpty()) {
            context.setAttribute(ConsentInitializer.REGISTERED, getFilterName());
            return super.addRegistration(description, context);
        }
        if (given) {
            throw new IllegalStateException("the container has registered a ConsentFilter by itself before the"
                    + " application's bean: set " + AUTOREGISTER + " to false as a context parameter, a system property"
                    + " or the environment variable CONSENT_AUTOREGISTER");
        }
        before.get().setInitParameters(getInitParameters());
        setIgnoreRegistrationFailure(true); // there is one
        return null;
    }
}
