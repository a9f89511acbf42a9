package com.okonect.consent.servlet.spring;

import com.okonect.consent.servlet.monitor.Activity;
import jakarta.servlet.ServletContext;
import java.util.Optional;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.web.context.WebApplicationContext;

/** Whether choices can be recorded, for the Actuator of Spring Boot 3. */
final class HealthIndicator3 implements HealthIndicator {

    private final WebApplicationContext application;

    HealthIndicator3(WebApplicationContext application) {
        this.application = application;
    }

    @Override
    public Health health() {
        ServletContext context = application.getServletContext();
        Optional<Activity> activity = context == null ? Optional.empty() : Activity.of(context);
        return activity.map(Activity::health)
                .map(health -> (health.up() ? Health.up() : Health.down())
                        .withDetails(health.details())
                        .build())
                .orElseGet(() -> Health.unknown().build());
    }
}
