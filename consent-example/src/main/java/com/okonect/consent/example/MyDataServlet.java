package com.okonect.consent.example;

import com.okonect.consent.ConsentService;
import com.okonect.consent.RightsRequest;
import com.okonect.consent.servlet.Consents;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What the site keeps about a visitor, and what the visitor can ask for. Requests go into the library's log of requests,
 * which knows by when each is to be answered; what was written with them stays with the site, and the operator reads it.
 */
final class MyDataServlet extends SiteServlet {

    private static final String REQUESTS = "requests";
    private static final int LONGEST_LETTER = 1_000;
    private static final int TOO_MANY_REQUESTS = 429;

    private final BrowsingHistory history;
    private final Remembered<Wallet> wallets;
    private final RequestDesk desk;
    private final Forgetting forgetting;

    MyDataServlet(BrowsingHistory history, Remembered<Wallet> wallets, RequestDesk desk, Forgetting forgetting) {
        this.history = history;
        this.wallets = wallets;
        this.desk = desk;
        this.forgetting = forgetting;
    }

    /** When the site starts: the consent filter runs by then, and no visitor has come yet. */
    @Override
    public void init() {
        Consents.service(getServletContext()).subscribe(forgetting);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String rest = rest(request);
        Optional<RightsRequest> asked = rest.startsWith(REQUESTS + "/")
                ? find(rest.substring(REQUESTS.length() + 1), consents(request))
                : Optional.empty();
        if (asked.isPresent()) {
            show(asked.get(), request, response);
        } else if (rest.isEmpty() || rest.equals(REQUESTS)) {
            // The second is where a form that could not be taken comes back, with the links to the other language.
            overview("", request, response);
        } else {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (rest(request).equals("history")) {
            history.forget(request, response);
            redirect(request, response, "/my-data");
        } else {
            ask(request, response);
        }
    }

    private void ask(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<RightsRequest.Kind> kind = kind(parameter(request, "kind"));
        String address = parameter(request, "address");
        String text = parameter(request, "text");
        String fault = kind.isEmpty()
                ? "kind-missing"
                : !isAddress(address) ? "address-wrong" : text.length() > LONGEST_LETTER ? "text-long" : "";
        if (kind.isEmpty() || !fault.isEmpty()) {
            response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
            overview(fault, request, response);
            return;
        }
        Optional<RightsRequest> asked = desk.take(kind.get(), address, text, consents(request));
        if (asked.isPresent()) {
            redirect(
                    request,
                    response,
                    "/my-data/" + REQUESTS + "/" + asked.get().id());
        } else {
            response.setStatus(TOO_MANY_REQUESTS);
            overview("too-many", request, response);
        }
    }

    private void overview(String fault, HttpServletRequest request, HttpServletResponse response) throws IOException {
        Page page = new Page(request, "my-data");
        Language language = page.language();
        int records = Consents.of(request)
                .id()
                .map(id -> consents(request).history(id).size())
                .orElse(0);
        List<String> viewed = history.of(request).stream()
                .map(product -> product.in(language).name())
                .toList();
        page.with("records", records)
                .with("visits", VisitCounter.visits(request))
                .with("topics", enumerated(topics(request, language)))
                .with("viewed", enumerated(viewed))
                .with("card", Wallet.COOKIE.read(request).flatMap(wallets::find).filter(Wallet::hasCard))
                .with("kinds", kinds(language, parameter(request, "kind")))
                .with("fault", fault.isEmpty() ? Optional.empty() : Optional.of(language.text("my-data-" + fault)))
                .with("wrongKind", fault.startsWith("kind"))
                .with("wrongAddress", fault.startsWith("address"))
                .with("wrongText", fault.startsWith("text"))
                .with("address", parameter(request, "address"))
                .with("text", parameter(request, "text"))
                .with("due", language.date(ifReceivedToday().dueOn()))
                .send(response);
    }

    private static void show(RightsRequest asked, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Page page = new Page(request, "request");
        Language language = page.language();
        page.with("number", asked.reference())
                .with("kind", language.text("right-" + asked.kind()))
                .with("received", language.date(asked.receivedOn()))
                .with("due", language.date(asked.dueOn()))
                .with("extended", Optional.ofNullable(asked.extendedBecause()))
                .with("answered", Optional.ofNullable(asked.closedOn()).map(language::date))
                .send(response);
    }

    /** The order of topics that the visitor's own browser keeps; none without consent, as it cannot be read then. */
    private static List<String> topics(HttpServletRequest request, Language language) {
        return NewsServlet.topicsRead(request).stream()
                .map(topic -> language.text("topic-" + topic))
                .toList();
    }

    private static Optional<String> enumerated(List<String> words) {
        return words.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", words));
    }

    private static Optional<RightsRequest> find(String id, ConsentService consents) {
        return consents.requests().stream()
                .filter(request -> request.id().toString().equals(id))
                .findFirst();
    }

    private static Optional<RightsRequest.Kind> kind(String word) {
        return Arrays.stream(RightsRequest.Kind.values())
                .filter(kind -> kind.toString().equals(word))
                .findFirst();
    }

    private static List<Right> kinds(Language language, String chosen) {
        return Arrays.stream(RightsRequest.Kind.values())
                .map(kind -> new Right(
                        kind.toString(),
                        language.text("right-" + kind),
                        kind.toString().equals(chosen)))
                .toList();
    }

    private static RightsRequest ifReceivedToday() {
        return RightsRequest.received(RightsRequest.Kind.ACCESS, "", LocalDate.now(ZoneOffset.UTC));
    }

    private static ConsentService consents(HttpServletRequest request) {
        return Consents.service(request.getServletContext());
    }

    private record Right(String word, String title, boolean chosen) {}
}
