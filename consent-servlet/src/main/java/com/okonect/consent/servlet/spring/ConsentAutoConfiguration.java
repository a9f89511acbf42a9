package com.okonect.consent.servlet.spring;

import com.okonect.consent.servlet.ConsentFilter;
import com.okonect.consent.servlet.endpoint.ConsentGate;
import jakarta.servlet.ServletContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Puts the {@link ConsentFilter} before every other filter of a Spring Boot application, Spring Security's and Spring
 * Session's included, configured by the application's {@code consent.*} properties. A {@code ConsentFilter} bean of the
 * application takes its place, for parts that are given in code. {@code consent.autoregister=false} switches this off.
 *
 * <p>With Spring MVC, {@link com.okonect.consent.Consent} is an argument of handler methods, and
 * {@link com.okonect.consent.servlet.RequiresConsent} guards them and their controllers.
 *
 * <p>Spring Boot Actuator shows in its health whether choices can be recorded.
 *
 * <pre>{@code
 * @GetMapping("/offers")
 * @RequiresConsent("marketing")
 * String offers(Consent consent) {
 *     return consent.allows(Category.PERSONALISATION) ? "offers-for-you" : "offers";
 * }
 * }</pre>
 */
@AutoConfiguration
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE) // of filters of the same order, those that resolve proxies come first
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(FilterRegistrationBean.class)
public class ConsentAutoConfiguration {

    /** The property that switches the health indicator off, as it is for those of Spring Boot. */
    static final String HEALTH = "management.health.consent.enabled";

    /** Creates the configuration, as Spring does. */
    public ConsentAutoConfiguration() {
        // nothing to prepare
    }

    @Bean
    ConsentFilterRegistration consentFilterRegistration(
            ObjectProvider<ConsentFilter> given, ConfigurableEnvironment environment) {
        Map<String, String> settings = SpringSettings.of(environment);
        return new ConsentFilterRegistration(Optional.ofNullable(given.getIfAvailable()), settings);
    }

    /** What Spring Boot Actuator 3 shows as {@code consent} in its health. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.actuate.health.HealthIndicator")
    @ConditionalOnProperty(name = ConsentAutoConfiguration.HEALTH, matchIfMissing = true)
    static class HealthOfGeneration3 {

        @Bean
        HealthIndicator3 consentHealthIndicator(WebApplicationContext application) {
            return new HealthIndicator3(application);
        }
    }

    /** What Spring Boot Actuator 4 shows as {@code consent} in its health. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.health.contributor.HealthIndicator")
    @ConditionalOnProperty(name = ConsentAutoConfiguration.HEALTH, matchIfMissing = true)
    static class HealthOfGeneration4 {

        @Bean
        HealthIndicator4 consentHealthIndicator(WebApplicationContext application) {
            return new HealthIndicator4(application);
        }
    }

    /** What Spring MVC adds. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(WebMvcConfigurer.class)
    static class Handlers implements WebMvcConfigurer {

        @Override
        public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
            resolvers.add(new ConsentArgument());
        }

        @Override
        public void addInterceptors(InterceptorRegistry registry) {
            registry.addInterceptor(new HandlerGuard()).order(Ordered.HIGHEST_PRECEDENCE);
        }

        /** Stops the start where a handler requires what the policy does not declare. */
        @Bean
        static SmartInitializingSingleton requiredConsentsAreDeclared(
                ObjectProvider<RequestMappingHandlerMapping> mappings, WebApplicationContext application) {
            return () -> {
                ServletContext context = application.getServletContext();
                // In a WAR the filter starts later; there, the first request says it.
                Optional<ConsentGate> gate = context == null ? Optional.empty() : ConsentGate.of(context);
                gate.ifPresent(known ->
                        mappings.forEach(mapping -> mapping.getHandlerMethods().forEach((paths, handler) -> {
                            String[] required = HandlerGuard.required(handler);
                            known.declared(handler.toString(), required);
                            if (required.length > 0 && paths.getPatternValues().contains("/**")) {
                                throw new IllegalArgumentException(handler + " requires consent for '/**', which would"
                                        + " lock visitors who refuse out of the whole site");
                            }
                        })));
            };
        }
    }
}
