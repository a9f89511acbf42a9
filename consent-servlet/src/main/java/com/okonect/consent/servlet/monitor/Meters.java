package com.okonect.consent.servlet.monitor;

import com.okonect.consent.servlet.guard.Ledger;
import com.okonect.consent.servlet.monitor.Activity.Outcome;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The meters of one application in Micrometer's global registry, to which Spring Boot and others add theirs. Loaded only
 * where Micrometer is present. They read what is counted anyway: a request pays nothing for them.
 */
final class Meters implements AutoCloseable {

    private final MeterRegistry registry = Metrics.globalRegistry;
    private final List<Meter> meters = new ArrayList<>();

    Meters(Activity activity) {
        for (Ledger.Outcome outcome : Ledger.Outcome.values()) {
            meters.add(FunctionCounter.builder("consent.cookies", activity, of -> of.cookies(outcome))
                    .description("Cookies that the guard decided on")
                    .tag("context", activity.context())
                    .tag("result", Activity.word(outcome))
                    .register(registry));
        }
        meters.add(Gauge.builder(
                        "consent.cookies.undeclared",
                        activity,
                        of -> of.undeclared().size())
                .description("Names of cookies that were seen and that the policy does not declare")
                .tag("context", activity.context())
                .register(registry));
        for (String choice : Activity.CHOICES) {
            for (Outcome outcome : Outcome.values()) {
                meters.add(FunctionTimer.builder(
                                "consent.choices",
                                activity,
                                of -> of.count(choice, outcome),
                                of -> of.nanos(choice, outcome),
                                TimeUnit.NANOSECONDS)
                        .description("Choices of visitors, until they are recorded")
                        .tag("choice", choice)
                        .tag("context", activity.context())
                        .tag("outcome", outcome.name())
                        .register(registry));
            }
        }
    }

    @Override
    public void close() {
        meters.forEach(registry::remove);
    }
}
