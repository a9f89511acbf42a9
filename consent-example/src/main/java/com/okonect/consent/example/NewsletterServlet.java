package com.okonect.consent.example;

import com.okonect.consent.Category;
import com.okonect.consent.Consent;
import com.okonect.consent.ConsentRecord;
import com.okonect.consent.ConsentService;
import com.okonect.consent.servlet.Consents;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The newsletter. Readers give their address, so it needs no cookie. Whether its offers follow what a reader looked at is
 * a matter of consent, and is asked anew for every issue: the reader is away then, so the records answer, not a cookie.
 */
final class NewsletterServlet extends SiteServlet {

    private final BrowsingHistory history;
    private final Remembered<Subscription> subscriptions = new Remembered<>();

    NewsletterServlet(BrowsingHistory history) {
        this.history = history;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String id = rest(request);
        Optional<Subscription> subscription = subscriptions.find(id);
        if (subscription.isPresent()) {
            show(subscription.get(), id, false, request, response);
        } else if (id.isEmpty()) {
            form(false, request, response);
        } else {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String id = rest(request);
        Optional<Subscription> subscription = subscriptions.find(id);
        if (subscription.isPresent()) {
            change(subscription.get(), id, request, response);
        } else {
            subscribe(request, response);
        }
    }

    private void subscribe(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String address = parameter(request, "address");
        if (!isAddress(address)) {
            response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
            form(true, request, response);
            return;
        }
        String id = SiteCookie.randomId();
        subscriptions.put(id, new Subscription(address, false, reader(request, response)));
        redirect(request, response, "/newsletter/" + id);
    }

    private void change(Subscription subscription, String id, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String address = parameter(request, "address");
        switch (parameter(request, "do")) {
            case "confirm" -> subscriptions.put(id, subscription.confirm());
            case "correct" -> {
                if (!isAddress(address)) {
                    response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
                    show(subscription, id, true, request, response);
                    return;
                }
                subscriptions.put(id, subscription.correct(address));
            }
            default -> {
                subscriptions.forget(id);
                redirect(request, response, "/newsletter");
                return;
            }
        }
        redirect(request, response, "/newsletter/" + id);
    }

    /** Who ticks the box and has agreed to promotional messages. */
    private Subscription.@Nullable Reader reader(HttpServletRequest request, HttpServletResponse response) {
        Consent consent = Consents.of(request);
        boolean fitting = parameter(request, "fitting").equals("yes") && consent.allows(Category.MARKETING);
        return fitting
                ? consent.id()
                        .map(id -> new Subscription.Reader(id, history.id(request, response)))
                        .orElse(null)
                : null;
    }

    private static void form(boolean wrongAddress, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        new Page(request, "newsletter")
                .with("wrongAddress", wrongAddress)
                .with("address", parameter(request, "address"))
                .with("fitting", parameter(request, "fitting").equals("yes"))
                .with("allowed", Consents.of(request).allows(Category.MARKETING))
                .send(response);
    }

    private void show(
            Subscription subscription,
            String id,
            boolean wrongAddress,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        List<Product> fitting = fitting(subscription.reader(), Consents.service(request.getServletContext()));
        Page page = new Page(request, "subscription");
        page.with("id", id)
                .with("address", subscription.address())
                .with("entered", wrongAddress ? parameter(request, "address") : subscription.address())
                .with("confirmed", subscription.confirmed())
                .with("wrongAddress", wrongAddress)
                .with("fitting", !fitting.isEmpty())
                .with("products", Product.show(fitting.isEmpty() ? Product.OF_THE_MONTH : fitting, page.language()))
                .send(response);
    }

    /** What the next issue offers to this reader alone; nothing once the consent is withdrawn, erased or too old. */
    private List<Product> fitting(Subscription.@Nullable Reader reader, ConsentService consents) {
        return reader != null && agrees(consents.history(reader.consentId()))
                ? history.of(reader.historyId())
                : List.of();
    }

    private static boolean agrees(List<ConsentRecord> records) {
        if (records.isEmpty()) {
            return false;
        }
        ConsentRecord newest = records.get(records.size() - 1);
        return newest.categories().getOrDefault(Category.MARKETING, false)
                && Instant.now().isBefore(newest.validUntil());
    }
}
