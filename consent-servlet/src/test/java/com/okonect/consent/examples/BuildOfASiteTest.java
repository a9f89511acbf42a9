package com.okonect.consent.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import com.okonect.consent.TestPolicies;
import com.okonect.consent.testkit.ConsentExtension;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The tests of a site that forgot to declare a cookie, run as a build runs them. */
class BuildOfASiteTest {

    @Test
    void theBuildFailsWithTheJsonToPaste() {
        TestExecutionSummary summary = run(Forgetful.class);

        assertThat(summary.getTestsFailedCount()).isOne();
        assertThat(summary.getFailures().get(0).getException())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(
                        "{ \"name\": \"_ga\", \"lifetime\": \"session\", \"purpose\": { \"en\": \"...\" } }");
    }

    @Test
    void theBuildFailsForADeclaredCookieThatNoTestSaw() {
        TestExecutionSummary summary = run(Frugal.class);

        assertThat(summary.getTotalFailureCount()).isOne();
        assertThat(summary.getFailures().get(0).getException())
                .hasMessageContaining("declared and set nowhere: 'checkout', '_pk_id.*', 'interests', 'wallet'");
    }

    private static TestExecutionSummary run(Class<?> tests) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(tests))
                .build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, listener);
        return listener.getSummary();
    }

    static class Forgetful {

        @RegisterExtension
        static final ConsentExtension consent = ConsentExtension.of(TestPolicies.shop());

        @Test
        void home() {
            consent.sees(List.of("offers=1; Max-Age=60", "_ga=1; Path=/"));
        }
    }

    static class Frugal {

        @RegisterExtension
        static final ConsentExtension consent =
                ConsentExtension.of(TestPolicies.shop()).requireAllUsed();

        @Test
        void home() {
            consent.sees(List.of("offers=1; Max-Age=60"));
        }
    }
}
