package com.okonect.consent.servlet.endpoint;

import com.okonect.consent.Category;
import com.okonect.consent.Choice;
import com.okonect.consent.ChoiceConflictException;
import com.okonect.consent.ChoiceContext;
import com.okonect.consent.ChoiceResult;
import com.okonect.consent.Consent;
import com.okonect.consent.ConsentRecord;
import com.okonect.consent.ConsentService;
import com.okonect.consent.ExportFormat;
import com.okonect.consent.InvalidChoiceException;
import com.okonect.consent.UnrecordedChoiceException;
import com.okonect.consent.policy.Notice;
import com.okonect.consent.servlet.guard.CleanUp;
import com.okonect.consent.servlet.guard.GuardedRequest;
import com.okonect.consent.servlet.guard.GuardedResponse;
import com.okonect.consent.servlet.guard.Visit;
import com.okonect.consent.servlet.monitor.Activity;
import com.okonect.consent.servlet.monitor.Activity.Outcome;
import com.okonect.consent.servlet.page.Asset;
import com.okonect.consent.servlet.page.Pages;
import com.okonect.consent.servlet.page.Problem;
import com.okonect.consent.servlet.page.SettingsView;
import com.okonect.consent.store.StoreException;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The calls below {@code consent.path}.
 *
 * <p>One for each application. Safe for use by several threads.
 */
public final class ConsentEndpoints {

    private static final System.Logger LOG = System.getLogger(ConsentEndpoints.class.getName());
    private static final String RETRY_AFTER_SECONDS = "5";
    private static final String NO_ANSWER = "the store does not answer";
    private static final int ANSWERING_THREADS = 4;
    private static final long IDLE_SECONDS = 10;
    private static final long CLOSING_SECONDS = 5;

    /** Each keeps a thread of the container while the store does not answer. */
    private static final int MOST_LOOK_UPS = 16;

    private final ConsentService service;
    private final Pages pages;
    private final CleanUp cleanUp;
    private final ConsentCookie cookie;
    private final String contextPath;
    private final boolean canChoose;
    private final Activity activity;
    private final Clock clock;
    private final LocalDate started;
    private final ThreadPoolExecutor answers = newAnswers();
    private final Semaphore lookUps = new Semaphore(MOST_LOOK_UPS);

    /**
     * Creates the endpoints of one application.
     *
     * @param service records the choices
     * @param pages renders the pages
     * @param cleanUp expires the cookies that are no longer allowed
     * @param contextPath the application's context path, empty for the root
     * @param cookieDomain the domain whose hosts share the choice; null for the host alone
     * @param secureAlways whether the consent cookie is {@code Secure} on plain HTTP, too
     * @param observe whether no choice is recorded
     * @param activity counts the choices
     * @param clock tells the time
     */
    public ConsentEndpoints(
            ConsentService service,
            Pages pages,
            CleanUp cleanUp,
            String contextPath,
            @Nullable String cookieDomain,
            boolean secureAlways,
            boolean observe,
            Activity activity,
            Clock clock) {
        this.service = service;
        this.pages = pages;
        this.cleanUp = cleanUp;
        this.contextPath = contextPath;
        this.cookie = new ConsentCookie(
                service.policy().consentCookieName(),
                contextPath.isEmpty() ? "/" : contextPath,
                cookieDomain,
                secureAlways);
        this.canChoose = !observe && service.policy().canGrant();
        this.activity = activity;
        this.clock = clock;
        this.started = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    /**
     * Answers a call.
     *
     * @param request the visitor's request
     * @param response where the answer goes
     * @param call what follows {@code consent.path}: empty, or such as {@code /state}
     * @param mayWait whether the answer may be written by another thread, after this has returned
     * @throws IOException if the answer cannot be written
     */
    public void handle(GuardedRequest request, GuardedResponse response, String call, boolean mayWait)
            throws IOException {
        Exchange exchange = new Exchange(request, response, call.equals("/") ? "" : call, mayWait);
        exchange.finish(exchange::answer);
    }

    /**
     * Renders the answer to a request for a feature that needs a consent that is not given (403).
     *
     * @param request the visitor's request
     * @param missing what is needed and not granted
     * @return a page that grants just that, or problem details for callers that prefer JSON
     */
    public Reply required(HttpServletRequest request, Set<Category> missing) {
        Notice notice = Languages.notice(service, request);
        if (Accept.isProgram(request)) {
            return Reply.problem(
                    Problem.CONSENT_REQUIRED,
                    pages.title(notice, Problem.CONSENT_REQUIRED),
                    "this needs consent for " + missing,
                    Map.of("missing", ids(missing)));
        }
        return Reply.page(
                Problem.CONSENT_REQUIRED.status(),
                pages.required(notice, missing, wanted(request), service.newChoiceId()));
    }

    /**
     * Where to come back to: the address that the visitor asked for, or the page whose form was sent, for a form cannot
     * be sent again. What a request was forwarded to may have no address of its own.
     */
    private static String wanted(HttpServletRequest request) {
        boolean canAskAgain =
                request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
        String page = canAskAgain ? null : SameOrigin.page(request);
        if (page != null) {
            return page;
        }
        Object forwarded = request.getAttribute(RequestDispatcher.FORWARD_REQUEST_URI);
        Object query = forwarded == null
                ? request.getQueryString()
                : request.getAttribute(RequestDispatcher.FORWARD_QUERY_STRING);
        return (forwarded == null ? request.getRequestURI() : forwarded) + (query == null ? "" : "?" + query);
    }

    /**
     * Answers {@code /.well-known/gpc.json}: the site says that it honours the Global Privacy Control signal.
     *
     * @param response where the answer goes
     * @throws IOException if the answer cannot be written
     */
    public void gpc(HttpServletResponse response) throws IOException {
        Map<String, Object> statement = new LinkedHashMap<>();
        statement.put("gpc", true);
        statement.put("lastUpdate", started.toString());
        new Answer(response, false).json(200, statement);
    }

    /**
     * Choices become durable many at once; a few threads answer them one after the other, and none of them waits for a
     * visitor: what they write stays in the response's buffer, and the container sends it.
     */
    private static ThreadPoolExecutor newAnswers() {
        int threads =
                Math.max(1, Math.min(ANSWERING_THREADS, Runtime.getRuntime().availableProcessors() / 2));
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                threads,
                threads,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> {
                    Thread thread = new Thread(task, "consent-answers");
                    thread.setDaemon(true);
                    return thread;
                },
                (task, closed) -> task.run());
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /**
     * Waits for the answers that are due, a few seconds at most. Those that become due later are written by whoever
     * knows of them.
     */
    public void close() {
        answers.shutdown();
        try {
            if (!answers.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
                LOG.log(System.Logger.Level.WARNING, "choices that are recorded were not answered at the end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<String> ids(Set<Category> categories) {
        return categories.stream().map(Category::id).toList();
    }

    /** What came of recording a choice: the one or the other. */
    private record Recorded(
            @Nullable ChoiceResult result, @Nullable Throwable failure) {}

    /** What may be refused. */
    @FunctionalInterface
    private interface Step {
        void take() throws IOException, Rejection;
    }

    /** One call and its answer. */
    private final class Exchange {

        private final GuardedRequest request;
        private final GuardedResponse response;
        private final String call;
        private final boolean mayWait;
        private final Visit visit;
        private final Notice notice;
        private Answer answer;
        private @Nullable String returnPath;
        private @Nullable String site;

        Exchange(GuardedRequest request, GuardedResponse response, String call, boolean mayWait) {
            this.request = request;
            this.response = response;
            this.call = call;
            this.mayWait = mayWait;
            this.visit = request.visit();
            this.notice = Languages.notice(service, request);
            this.answer = new Answer(response, false);
        }

        /** Takes a step that may be the last one; what it is refused for is the answer. */
        void finish(Step step) throws IOException {
            try {
                step.take();
            } catch (Rejection e) {
                problem(e.problem(), e.detail());
            } catch (StoreException e) {
                LOG.log(System.Logger.Level.WARNING, NO_ANSWER, e);
                response.setHeader("Retry-After", RETRY_AFTER_SECONDS);
                problem(Problem.UNAVAILABLE, NO_ANSWER);
            }
        }

        void answer() throws IOException, Rejection {
            if (call.startsWith("/assets/")) {
                allow("GET", "HEAD");
                asset(call.substring("/assets/".length()));
                return;
            }
            switch (call) {
                case "" -> {
                    allow("GET", "HEAD", "POST");
                    if (isPost()) {
                        choose();
                    } else {
                        settings();
                    }
                }
                case "/state" -> {
                    allow("GET", "HEAD");
                    answer.json(StateDocument.of(visit.consent(), notice));
                }
                case "/banner" -> {
                    allow("GET", "HEAD");
                    banner();
                }
                case "/placeholders" -> {
                    allow("GET", "HEAD");
                    answer.page(200, pages.placeholders(notice));
                }
                case "/notice" -> {
                    allow("GET", "HEAD");
                    response.addHeader("Vary", "Accept, Accept-Language");
                    if (Accept.prefersJson(request)) {
                        answer.json(notice.json());
                    } else {
                        answer.page(200, pages.notice(notice));
                    }
                }
                case "/manifest" -> {
                    allow("GET", "HEAD");
                    answer.json(pages.manifest(service.notices()));
                }
                case "/records" -> {
                    allow("GET", "HEAD");
                    records();
                }
                case "/erase" -> {
                    allow("POST");
                    erase();
                }
                default -> throw new Rejection(Problem.NOT_FOUND, "there is no such page");
            }
        }

        private String site() {
            String known = site;
            if (known == null) {
                known = visit.site();
                site = known;
            }
            return known;
        }

        private void allow(String... methods) throws Rejection {
            for (String method : methods) {
                if (method.equals(request.getMethod())) {
                    return;
                }
            }
            response.setHeader("Allow", String.join(", ", methods));
            throw new Rejection(Problem.METHOD_NOT_ALLOWED, "allowed are " + String.join(", ", methods));
        }

        private boolean isPost() {
            return request.getMethod().equals("POST");
        }

        private void settings() throws IOException {
            if (!canChoose) {
                answer.page(200, pages.notice(notice));
                return;
            }
            String wanted = Query.find(request.getQueryString(), "return").orElse(null);
            String back = wanted == null ? null : ReturnPath.of(wanted, contextPath);
            boolean saved = Query.find(request.getQueryString(), "saved").isPresent();
            SettingsView view =
                    new SettingsView(service.newChoiceId(), back, saved, Signals.gpc(request), visit.earlierChoices());
            answer.page(200, pages.settings(notice, visit.consent(), view));
        }

        private void banner() throws IOException {
            String page = Query.find(request.getQueryString(), "return").orElse("");
            String back = ReturnPath.of(page, contextPath);
            answer.page(200, pages.layer(notice, visit.consent(), back, service.newChoiceId()));
        }

        private void choose() throws IOException, Rejection {
            sameOrigin();
            if (!canChoose) {
                throw new Rejection(
                        Problem.NO_CHOICES,
                        "the site only observes its cookies for now, or its policy declares nothing that could be granted");
            }
            Submission submission = Submission.read(
                    Body.read(request),
                    Body.isJson(request) ? ConsentRecord.Method.SCRIPT : ConsentRecord.Method.SETTINGS,
                    service.policy());
            returnPath = submission.returnPath();
            long start = System.nanoTime();
            ChoiceContext context;
            try {
                context = context(submission);
            } catch (Rejection e) {
                count(submission.choice(), Outcome.CLIENT_ERROR, start);
                throw e;
            }
            Choice choice = submission.choice();
            CompletableFuture<Recorded> recorded = mayWait
                    ? service.recordAsync(choice, context, answers).handle(Recorded::new)
                    : CompletableFuture.completedFuture(record(choice, context));
            if (recorded.isDone()) {
                settle(choice, start, recorded.join());
                return;
            }
            AsyncContext async = request.startAsync();
            // The service has its own, shorter patience.
            async.setTimeout(0);
            answer = new Answer(response, true);
            CompletableFuture<Void> unused = recorded.thenAccept(outcome -> {
                try {
                    finishAsync(() -> settle(choice, start, outcome));
                } finally {
                    async.complete();
                }
            });
        }

        private Recorded record(Choice choice, ChoiceContext context) {
            try {
                return new Recorded(service.record(choice, context), null);
            } catch (UnrecordedChoiceException | ChoiceConflictException | RuntimeException e) {
                return new Recorded(null, e);
            }
        }

        private void finishAsync(Step step) {
            try {
                finish(step);
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "the answer to a choice does not reach the visitor", e);
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.ERROR, "a choice could not be answered", e);
                if (!response.isCommitted()) {
                    response.reset();
                    response.setStatus(Problem.FAILED.status());
                    Reply.HEADERS.forEach(response::setHeader);
                }
            }
        }

        /** Answers a choice, and counts it with the time that recording took. */
        private void settle(Choice choice, long startNanos, Recorded recorded) throws IOException, Rejection {
            ChoiceResult result = recorded.result();
            Throwable cause =
                    recorded.failure() instanceof CompletionException wrapped ? wrapped.getCause() : recorded.failure();
            boolean refused = cause instanceof InvalidChoiceException || cause instanceof ChoiceConflictException;
            Outcome outcome = result != null ? Outcome.SUCCESS : refused ? Outcome.CLIENT_ERROR : Outcome.SERVER_ERROR;
            count(choice, outcome, startNanos);
            if (result != null) {
                takeEffect(result);
                done(visit.consent());
            } else if (cause instanceof InvalidChoiceException) {
                throw new Rejection(Problem.BAD_REQUEST, String.valueOf(cause.getMessage()));
            } else if (cause instanceof ChoiceConflictException) {
                throw new Rejection(Problem.CONFLICT, String.valueOf(cause.getMessage()));
            } else if (cause instanceof UnrecordedChoiceException e) {
                e.result().ifPresent(this::takeEffect);
                response.setHeader("Retry-After", RETRY_AFTER_SECONDS);
                problem(
                        Problem.NOT_RECORDED,
                        String.valueOf(e.getMessage()),
                        e.notRecorded(),
                        Map.of("notRecorded", ids(e.notRecorded()), "notGranted", ids(e.notGranted())));
            } else if (cause instanceof StoreException e) {
                throw e;
            } else {
                throw new IllegalStateException("a choice could not be recorded", cause);
            }
        }

        private void count(Choice choice, Outcome outcome, long startNanos) {
            activity.chose(choice, outcome, Duration.ofNanos(System.nanoTime() - startNanos));
        }

        private ChoiceContext context(Submission submission) throws Rejection {
            Notice shown = shown(submission);
            try {
                return new ChoiceContext(
                        visit.consent(),
                        site(),
                        shown,
                        submission.method(),
                        Signals.gpc(request),
                        submission.choiceId());
            } catch (IllegalArgumentException e) {
                throw new Rejection(Problem.BAD_REQUEST, "the request names no usable host");
            }
        }

        /** The notice that the visitor saw. A grant for one that is not in force is asked again; a refusal never is. */
        private Notice shown(Submission submission) throws Rejection {
            if (submission.notice() == null) {
                return notice;
            }
            Optional<Notice> inForce = service.notice(submission.notice());
            if (inForce.isEmpty() && submission.grants()) {
                throw new Rejection(
                        Problem.NOTICE_CHANGED,
                        "the notice has changed since it was shown; nothing was recorded, choose again");
            }
            return inForce.orElse(notice);
        }

        private void erase() throws IOException, Rejection {
            sameOrigin();
            if (Body.isForm(request) || Body.isJson(request)) {
                returnPath = Body.read(request).one("return").orElse(null);
            }
            ChoiceResult refusal = lookUp(id -> service.erase(id, site()));
            takeEffect(refusal);
            List<String> cleared = service.policy().clearSiteData();
            if (!cleared.isEmpty()) {
                response.setHeader("Clear-Site-Data", "\"" + String.join("\", \"", cleared) + "\"");
            }
            done(visit.consent());
        }

        private void records() throws IOException, Rejection {
            String wanted = Query.find(request.getQueryString(), "format").orElse("json");
            ExportFormat format = switch (wanted) {
                case "json" -> ExportFormat.JSON;
                case "iso27560" -> ExportFormat.ISO_27560;
                default -> throw new Rejection(Problem.BAD_REQUEST, "format is neither json nor iso27560");
            };
            String held = lookUp(id -> service.export(id, format))
                    .orElseThrow(() -> new Rejection(Problem.NOTHING_HELD, "nothing is held about you"));
            if (format == ExportFormat.JSON) {
                answer.download("consent-records.json", "application/json", held);
            } else {
                answer.download("consent-records.jsonld", "application/ld+json", held);
            }
        }

        /**
         * Has the store asked about the visitor, while not too many others are. Where there is no id the store is not
         * asked, and nobody waits.
         */
        private <T> T lookUp(Function<String, T> question) throws Rejection {
            Optional<String> id = visit.consent().id();
            if (id.isEmpty()) {
                return question.apply("");
            }
            if (!lookUps.tryAcquire()) {
                response.setHeader("Retry-After", RETRY_AFTER_SECONDS);
                throw new Rejection(Problem.UNAVAILABLE, NO_ANSWER);
            }
            try {
                return question.apply(id.get());
            } finally {
                lookUps.release();
            }
        }

        private void asset(String name) throws IOException, Rejection {
            Asset asset = pages.assets()
                    .find(name)
                    .orElseThrow(() -> new Rejection(Problem.NOT_FOUND, "there is no such asset"));
            response.setHeader(
                    "Cache-Control",
                    asset.immutable() ? "public, max-age=31536000, immutable" : "public, max-age=3600");
            response.setHeader("X-Content-Type-Options", "nosniff");
            response.setContentType(asset.contentType());
            response.setContentLength(asset.content().length);
            response.getOutputStream().write(asset.content());
        }

        private void sameOrigin() throws Rejection {
            if (!SameOrigin.holds(request)) {
                throw new Rejection(Problem.CROSS_ORIGIN, "the request does not come from a page of this site");
            }
        }

        private void takeEffect(ChoiceResult result) {
            response.addOwnSetCookie(cookie.write(result, site(), request.isSecure(), clock));
            visit.decide(result.consent());
            cleanUp.expire(request, response);
        }

        private void done(Consent consent) throws IOException {
            if (wantsJson()) {
                answer.json(StateDocument.of(consent, notice));
            } else {
                answer.seeOther(ReturnPath.of(returnPath, contextPath));
            }
        }

        private boolean wantsJson() {
            return Body.isJson(request) || Accept.prefersJson(request);
        }

        private void problem(Problem problem, String detail) throws IOException {
            problem(problem, detail, Set.of(), Map.of());
        }

        private void problem(Problem problem, String detail, Set<Category> concerned, Map<String, ?> more)
                throws IOException {
            if (wantsJson()) {
                answer.problem(problem, pages.title(notice, problem), detail, more);
            } else {
                String back = returnPath == null ? null : ReturnPath.of(returnPath, contextPath);
                answer.page(problem.status(), pages.problem(notice, problem, detail, concerned, back));
            }
        }
    }
}
