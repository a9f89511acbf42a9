package com.okonect.consent.servlet;

import com.okonect.consent.Category;
import com.okonect.consent.ConsentService;
import com.okonect.consent.SigningKeys;
import com.okonect.consent.policy.ConsentPolicy;
import com.okonect.consent.servlet.endpoint.ConsentEndpoints;
import com.okonect.consent.servlet.endpoint.ConsentGate;
import com.okonect.consent.servlet.guard.CleanUp;
import com.okonect.consent.servlet.guard.CommitGuard;
import com.okonect.consent.servlet.guard.GuardSettings;
import com.okonect.consent.servlet.guard.GuardedRequest;
import com.okonect.consent.servlet.guard.GuardedResponse;
import com.okonect.consent.servlet.guard.Ledger;
import com.okonect.consent.servlet.lockdown.Lockdown;
import com.okonect.consent.servlet.lockdown.LockdownMode;
import com.okonect.consent.servlet.monitor.Activity;
import com.okonect.consent.servlet.monitor.Monitoring;
import com.okonect.consent.servlet.page.BannerInjection;
import com.okonect.consent.servlet.page.Buffering;
import com.okonect.consent.servlet.page.Layout;
import com.okonect.consent.servlet.page.PageSettings;
import com.okonect.consent.servlet.page.Pages;
import com.okonect.consent.servlet.template.ConsentView;
import com.okonect.consent.store.ConsentStore;
import com.okonect.consent.store.JdbcConsentStore;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.SessionCookieConfig;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One application behind the filter: what its settings and its policy come to. */
final class Application {

    private static final System.Logger LOG = System.getLogger(Application.class.getName());

    private final ConsentService service;
    private final Settings settings;
    private final GuardSettings guard;
    private final CleanUp cleanUp;
    private final BannerInjection banner;
    private final ConsentEndpoints endpoints;
    private final ConsentGate gate;
    private final Requirements requirements;
    private final ServletContext context;
    private final Layers layers;
    private final boolean knowsContainer;
    private final String path;
    private final Activity activity;
    private final Monitoring monitoring;
    private final @Nullable Lockdown lockdown;
    private final boolean clearsForForward;
    private final boolean closesAfterForward;

    private Application(
            Settings settings,
            ConsentService service,
            PageSettings pageSettings,
            Layout layout,
            Layers layers,
            ServletContext context,
            Clock clock) {
        this.settings = settings;
        this.service = service;
        ConsentPolicy policy = service.policy();
        String contextPath = context.getContextPath();
        boolean strict = settings.strict() == null ? policy.strict() : settings.strict();
        Ledger ledger = new Ledger(clock);
        activity = new Activity(contextPath, settings.observe(), service, ledger);
        guard = new GuardSettings(
                service,
                strict,
                settings.observe(),
                settings.cookieDomain(),
                settings.secureAlways(),
                settings.explain(),
                ledger,
                clock,
                layers.headers());
        cleanUp = new CleanUp(guard);
        Pages pages = new Pages(service, pageSettings, layout);
        pages.open(context);
        Optional<Container> container = Container.of(context);
        knowsContainer = container.isPresent();
        banner = new BannerInjection(
                service,
                pages,
                pageSettings,
                container.map(Container::buffering).orElse(Buffering.UNKNOWN));
        endpoints = new ConsentEndpoints(
                service,
                pages,
                cleanUp,
                contextPath,
                settings.cookieDomain(),
                settings.secureAlways(),
                settings.observe(),
                activity,
                clock);
        gate = new ConsentGate(policy, endpoints, settings.observe());
        requirements = Requirements.of(context, gate);
        path = contextPath + settings.path();
        lockdown = Lockdown.start(guard, settings.lockdown(), path);
        this.context = context;
        this.layers = layers;
        clearsForForward = layers.clearsForForward();
        closesAfterForward = layers.closesAfterForward();
        context.setAttribute(CommitGuard.ATTRIBUTE, new CommitGuard(guard));
        monitoring = Monitoring.start(activity);
    }

    /** The start has failed: takes out what was put into the container. */
    private static void unhook(Layers layers, ServletContext context, Throwable reason) {
        try {
            layers.stop();
            context.removeAttribute(CommitGuard.ATTRIBUTE);
        } catch (RuntimeException | Error e) {
            if (!e.equals(reason)) {
                reason.addSuppressed(e);
            }
        }
    }

    static Application start(FilterConfig config, ConsentFilter.Builder given) {
        ServletContext context = config.getServletContext();
        Settings settings = settings(config, given);
        boolean storeInCode = given.store().isPresent() || given.dataSource().isPresent();
        if (storeInCode && given.keys().isEmpty() && settings.keys() == null) {
            throw Setting.KEYS.invalid(
                    null, "a store that is given in code needs signing keys, the same on every node");
        }
        Storage storage = new Storage(settings);
        Layers layers = null;
        Application application = null;
        HeadStart opening = HeadStart.begin(() -> open(given, storage), !storeInCode && settings.storeUrl() == null);
        try {
            ConsentPolicy policy = given.policy()
                    .orElseGet(() -> new PolicySource(context).read(settings.policy()))
                    .named(settings.cookieName(), sessionCookieName(context));
            SiteFiles files = new SiteFiles(context);
            PageSettings pages = new PageSettings(
                    context.getContextPath(),
                    settings.path(),
                    settings.inject() && !settings.observe() && policy.canGrant(),
                    files.theme(settings.theme()),
                    files.templates(),
                    settings.lockdown() == LockdownMode.ENFORCED);
            Layout layout = new Layout(policy, pages);
            ConsentService.Builder builder =
                    ConsentService.builder(policy).clock(given.clock()).layout(layout.id());
            layers = given.commitGuard() ? Layers.start(context) : Layers.wrappersOnly(context);
            HeadStart.Opened opened = opening.get();
            builder.store(opened.store()).keys(opened.keys());
            given.signals().forEach(builder::signal);
            ConsentService service = builder.build();
            application = new Application(settings, service, pages, layout, layers, context, given.clock());
            if (!storeInCode) {
                storage.sayWhereHomeIs();
            }
            application.saysWhatItDoes(context.getContextPath());
            return application;
        } catch (RuntimeException | Error e) {
            if (application != null) {
                application.monitoring.close();
            }
            if (layers != null) {
                unhook(layers, context, e);
            }
            opening.undo(e);
            throw e;
        }
    }

    private static HeadStart.Opened open(ConsentFilter.Builder given, Storage storage) {
        SigningKeys keys = given.keys().orElseGet(storage::keys);
        ConsentStore store = given.store()
                .or(() -> given.dataSource().map(source -> JdbcConsentStore.of(source, keys, given.clock())))
                .orElseGet(() -> storage.store(keys, given.clock()));
        return new HeadStart.Opened(keys, store);
    }

    private static Settings settings(FilterConfig config, ConsentFilter.Builder given) {
        ServletContext context = config.getServletContext();
        Setting.check(given.settings().keySet());
        Setting.check(Collections.list(config.getInitParameterNames()));
        Setting.check(Collections.list(context.getInitParameterNames()));
        Setting.check(System.getProperties().stringPropertyNames());
        Map<String, String> own = new HashMap<>(given.settings());
        Setting.Source source = Setting.Source.of(
                name -> own.containsKey(name) ? own.get(name) : config.getInitParameter(name),
                context::getInitParameter,
                System::getProperty,
                System.getenv());
        Settings settings = Settings.read(source, context.getContextPath());
        if (settings.gpc() && !context.getContextPath().isEmpty()) {
            throw Setting.GPC.invalid("true", "the statement is published by the root application alone");
        }
        return settings;
    }

    private static String sessionCookieName(ServletContext context) {
        // Tomcat answers null where the name is the default, Jetty has no configuration where it has no sessions.
        SessionCookieConfig config = context.getSessionCookieConfig();
        return Objects.requireNonNullElse(config == null ? null : config.getName(), "JSESSIONID");
    }

    private void saysWhatItDoes(String contextPath) {
        ConsentPolicy policy = service.policy();
        LOG.log(
                System.Logger.Level.INFO,
                "consent for " + (contextPath.isEmpty() ? "/" : contextPath) + ": "
                        + (settings.observe() ? "observing only" : "enforcing") + ", "
                        + policy.categories().size() + " categories, settings at " + path);
        if (settings.explain()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "consent.explain is true: responses name the cookies that were dropped, and why. Meant for"
                            + " development.");
        }
        if (!policy.canGrant()
                && policy.controller().isEmpty()
                && !policy.categories().isEmpty()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the consent policy names no controller: nothing can be granted and no banner is shown. Add"
                            + " \"controller\": { \"name\": \"…\", \"contact\": \"mailto:…\" }");
        }
    }

    void filter(HttpServletRequest given, HttpServletResponse givenResponse, FilterChain chain)
            throws IOException, ServletException {
        boolean hooked = layers.guard(given, givenResponse);
        GuardedRequest request = GuardedRequest.of(lockdown == null ? given : lockdown.ask(given), guard, hooked);
        GuardedResponse response =
                GuardedResponse.of(lockdown == null ? givenResponse : lockdown.hold(request, givenResponse), request);
        boolean isRequest = given.getDispatcherType() == DispatcherType.REQUEST;
        if (isRequest && answers(request, response, given, givenResponse)) {
            return;
        }
        if (isRequest) {
            expire(request, response);
        }
        if (lacksConsent(request, response)) {
            return;
        }
        BannerInjection.Exchange withBanner = banner.wrap(request, response, request::consent);
        if (withBanner == null) {
            boolean isForward = given.getDispatcherType() == DispatcherType.FORWARD;
            if (isForward && clearsForForward) {
                BannerInjection.forwards(response);
            }
            chain.doFilter(request, response);
            if (isForward && closesAfterForward && !request.isAsyncStarted()) {
                BannerInjection.forwarded(response);
            }
        } else {
            try {
                chain.doFilter(withBanner.request(), withBanner.response());
            } catch (IOException | ServletException | RuntimeException | Error e) {
                withBanner.failed();
                throw e;
            }
            withBanner.returned(request.isAsyncStarted());
        }
    }

    /** What cannot be removed now can be on the next page. */
    private void expire(GuardedRequest request, GuardedResponse response) {
        try {
            cleanUp.expire(request, response);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "cookies without consent could not be removed", e);
        }
    }

    /** Whether the request is for one of the library's own pages, and has its answer, now or later. */
    private boolean answers(
            GuardedRequest request,
            GuardedResponse response,
            HttpServletRequest given,
            HttpServletResponse givenResponse)
            throws IOException {
        String uri = request.getRequestURI();
        if (settings.gpc() && uri.equals("/.well-known/gpc.json")) {
            endpoints.gpc(response);
            return true;
        }
        if (!uri.startsWith(path)) {
            return false;
        }
        String call = uri.substring(path.length());
        if (!call.isEmpty() && call.charAt(0) != '/') {
            return false;
        }
        if (lockdown != null && call.equals(Lockdown.REPORTS)) {
            lockdown.reports().take(request, response);
        } else {
            endpoints.handle(request, response, call, mayWait(given, givenResponse));
        }
        return true;
    }

    /**
     * Whether the answer may come after the filter has returned: where the container is one that is known to send it
     * then, and no filter stands before that may take what there is for the whole of it.
     */
    private boolean mayWait(HttpServletRequest given, HttpServletResponse givenResponse) {
        return knowsContainer
                && given.isAsyncSupported()
                && !given.isAsyncStarted()
                && !(givenResponse instanceof ServletResponseWrapper);
    }

    /** Whether the request is for a servlet that requires a consent that is not given, and has its answer. */
    private boolean lacksConsent(GuardedRequest request, GuardedResponse response) throws IOException {
        DispatcherType dispatch = request.getDispatcherType();
        if (requirements.isEmpty() || dispatch == DispatcherType.ERROR) {
            return false;
        }
        Set<Category> missing = gate.missing(request::consent, requirements.of(request));
        // What is left out of a page by an include cannot be said in that page's place.
        if (!missing.isEmpty() && dispatch != DispatcherType.INCLUDE) {
            gate.turnAway(request, response, missing);
        }
        return !missing.isEmpty();
    }

    /** Has what is deeper in the chain find its way here. */
    void open(ServletContext context) {
        gate.open(context);
        context.setAttribute(Consents.SERVICE, service);
        activity.open(context);
        GuardedRequest.View view = (request, response) ->
                new ConsentView(request, response, request.visit().consent(), banner);
        context.setAttribute(GuardedRequest.VIEWS, view);
        FirstVisitor.prepare(service);
    }

    void stop() {
        monitoring.close();
        activity.close(context);
        // The answers that are still due are guarded like any other.
        service.close();
        endpoints.close();
        layers.stop();
        context.removeAttribute(CommitGuard.ATTRIBUTE);
        context.removeAttribute(Consents.SERVICE);
    }
}
