package com.okonect.consent.servlet;

import com.okonect.consent.PreferenceSignal;
import com.okonect.consent.SigningKeys;
import com.okonect.consent.policy.ConsentPolicy;
import com.okonect.consent.store.ConsentStore;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Keeps every cookie that needs consent from being set or read until the visitor's consent is recorded.
 *
 * <p>In a container that scans for {@code ServletContainerInitializer} it registers itself. Elsewhere it has to be the
 * first filter, mapped to {@code /*} for every dispatcher type, with async supported.
 *
 * <pre>{@code
 * ConsentFilter filter = ConsentFilter.builder()
 *         .policy(policy)
 *         .store(store)
 *         .keys(keys)
 *         .set("consent.path", "/cookies")
 *         .build();
 * }</pre>
 *
 * <h2>Security guarantees</h2>
 *
 * A cookie passes, out or in, only if the policy declares it exempt or the visitor granted its category. What is
 * unknown, unreadable, forged, expired or fails inside the library counts as no consent. A filter does not see what a
 * container writes beneath it; the log says at start what is not covered.
 */
public final class ConsentFilter implements Filter {

    private static final String REGISTERED = ConsentFilter.class.getName();

    private final Builder given;
    private @Nullable Application application;

    /** Creates a filter that is configured by settings alone. */
    public ConsentFilter() {
        this(new Builder());
    }

    private ConsentFilter(Builder given) {
        this.given = given;
    }

    /**
     * Starts building a filter that is given some parts in code.
     *
     * @return an empty builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link ConsentFilter}. Setting a part twice is an error. Not safe for use by several threads. */
    public static final class Builder {

        private final Map<String, String> settings = new TreeMap<>();
        private final List<PreferenceSignal> signals = new ArrayList<>();
        private @Nullable ConsentPolicy policy;
        private @Nullable ConsentStore store;
        private @Nullable DataSource dataSource;
        private @Nullable SigningKeys keys;
        private Clock clock = Clock.systemUTC();
        private boolean commitGuard = true;

        private Builder() {}

        /**
         * Gives the policy, instead of {@code consent.policy}.
         *
         * @param declared what the site declares
         * @return this builder
         */
        public Builder policy(ConsentPolicy declared) {
            policy = once("policy", policy, declared);
            return this;
        }

        /**
         * Gives the store, instead of {@code consent.store.url}. The filter closes it when it is destroyed.
         *
         * @param records where records are kept
         * @return this builder
         */
        public Builder store(ConsentStore records) {
            store = once("store", store, records);
            return this;
        }

        /**
         * Gives the database, instead of {@code consent.store.url}. The signing keys have to be given, too.
         *
         * @param database where records are kept: PostgreSQL, MariaDB or SQLite; the filter does not close it
         * @return this builder
         */
        public Builder dataSource(DataSource database) {
            dataSource = once("data source", dataSource, database);
            return this;
        }

        /**
         * Adds a signal of browsers to Global Privacy Control, which is always honoured.
         *
         * @param signal asked about every request whose consent is asked for
         * @return this builder
         */
        public Builder signal(PreferenceSignal signal) {
            signals.add(signal);
            return this;
        }

        List<PreferenceSignal> signals() {
            return signals;
        }

        /**
         * Gives the signing keys, instead of {@code consent.keys}.
         *
         * @param signing the keys, the same on every node of a site
         * @return this builder
         */
        public Builder keys(SigningKeys signing) {
            keys = once("keys", keys, signing);
            return this;
        }

        /**
         * Gives the clock; the system's in UTC otherwise.
         *
         * @param source what tells the time
         * @return this builder
         */
        public Builder clock(Clock source) {
            clock = source;
            return this;
        }

        /**
         * Gives a setting, which wins over every other place that has it.
         *
         * @param name the setting's name, such as {@code consent.mode}
         * @param value its value
         * @return this builder
         */
        public Builder set(String name, String value) {
            if (settings.putIfAbsent(name, value) != null) {
                throw new IllegalStateException(name + " is set already");
            }
            return this;
        }

        /**
         * Builds the filter.
         *
         * @return a filter to register
         * @throws IllegalStateException if both a store and a data source were given
         */
        public ConsentFilter build() {
            if (store != null && dataSource != null) {
                throw new IllegalStateException("a store and a data source are both set; one is enough");
            }
            return new ConsentFilter(this);
        }

        /** For tests of the wrappers by themselves. */
        Builder withoutCommitGuard() {
            commitGuard = false;
            return this;
        }

        boolean commitGuard() {
            return commitGuard;
        }

        Map<String, String> settings() {
            return settings;
        }

        Optional<ConsentPolicy> policy() {
            return Optional.ofNullable(policy);
        }

        Optional<ConsentStore> store() {
            return Optional.ofNullable(store);
        }

        Optional<DataSource> dataSource() {
            return Optional.ofNullable(dataSource);
        }

        Optional<SigningKeys> keys() {
            return Optional.ofNullable(keys);
        }

        Clock clock() {
            return clock;
        }

        private static <T> T once(String part, @Nullable T before, T now) {
            if (before != null) {
                throw new IllegalStateException("the " + part + " is set already");
            }
            return Objects.requireNonNull(now, part);
        }
    }

    /**
     * Reads settings and policy and opens the store.
     *
     * @param config the filter's parameters and the application
     * @throws ServletException if a setting or the policy cannot be used, the store cannot be opened, or the application
     *     has registered the filter twice; the message says what to change
     */
    @Override
    public void init(FilterConfig config) throws ServletException {
        if (config.getServletContext().getAttribute(REGISTERED) != null) {
            throw new ServletException("the consent filter is registered twice, as '"
                    + config.getServletContext().getAttribute(REGISTERED) + "' and as '" + config.getFilterName()
                    + "': remove one, or set consent.autoregister to false");
        }
        try {
            application = Application.start(config, given);
        } catch (RuntimeException e) {
            throw new ServletException(
                    "the consent filter does not start, and neither does the application: " + e.getMessage(), e);
        }
        try {
            application.open(config.getServletContext());
            config.getServletContext().setAttribute(REGISTERED, config.getFilterName());
        } catch (RuntimeException | Error e) {
            stop(e);
            throw e;
        }
    }

    /** The container does not destroy what it could not initialise. */
    private void stop(Throwable reason) {
        try {
            destroy();
        } catch (RuntimeException | Error e) {
            if (!e.equals(reason)) {
                reason.addSuppressed(e);
            }
        }
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request instanceof HttpServletRequest http && response instanceof HttpServletResponse answer) {
            Objects.requireNonNull(application, "the consent filter was not initialised")
                    .filter(http, answer, chain);
        } else {
            chain.doFilter(request, response);
        }
    }

    /** Stores what was accepted and closes the store. */
    @Override
    public void destroy() {
        if (application != null) {
            application.stop();
            application = null;
        }
    }
}
