package com.okonect.consent.example;

import com.okonect.consent.Category;
import com.okonect.consent.servlet.Consents;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Buying: order, payment, thanks. It works for a visitor who refused everything: the {@code checkout} cookie is exempt,
 * and the policy names {@code /checkout/*} as its routes, so that starting the checkout is the express request that opens
 * it. Saving the card is another matter and needs the payment category.
 */
final class CheckoutServlet extends SiteServlet {

    private static final SiteCookie CHECKOUT = SiteCookie.ofSession("checkout");
    private static final String EXAMPLE_NUMBER = "4242 4242 4242 4242";
    private static final Pattern CARD_NUMBER = Pattern.compile("(?:[0-9] ?){12,19}");

    private final Remembered<Order> orders;
    private final Remembered<Wallet> wallets;

    CheckoutServlet(Remembered<Order> orders, Remembered<Wallet> wallets) {
        this.orders = orders;
        this.wallets = wallets;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String step = rest(request);
        Optional<Order> paid = step.startsWith("done/")
                ? orders.find(step.substring("done/".length())).filter(Order::paid)
                : Optional.empty();
        Optional<Order> open = CHECKOUT.read(request).flatMap(orders::find);
        if (paid.isPresent()) {
            Page page = new Page(request, "done");
            show(page, paid.get()).send(response);
        } else if (step.equals("payment") && open.isPresent()) {
            payment(open.get(), false, request, response);
        } else {
            redirect(request, response, "/shop");
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<Order> open = CHECKOUT.read(request).flatMap(orders::find);
        if (rest(request).equals("payment") && open.isPresent()) {
            pay(open.get(), request, response);
        } else {
            order(request, response);
        }
    }

    private void order(HttpServletRequest request, HttpServletResponse response) {
        Optional<Product> product = Product.find(parameter(request, "product"));
        if (product.isEmpty()) {
            redirect(request, response, "/shop");
            return;
        }
        String id = SiteCookie.randomId();
        orders.put(id, Order.of(product.get()));
        CHECKOUT.set(request, response, id);
        redirect(request, response, "/checkout/payment");
    }

    private void payment(Order order, boolean wrongNumber, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Page page = new Page(request, "payment");
        show(page, order)
                .with("wrongNumber", wrongNumber)
                .with("entered", wrongNumber ? parameter(request, "number") : EXAMPLE_NUMBER)
                .with("save", parameter(request, "save").equals("yes"))
                .with("maySave", Consents.of(request).allows(Category.PAYMENT))
                .with("card", savedCard(request))
                .send(response);
    }

    private void pay(Order order, HttpServletRequest request, HttpServletResponse response) throws IOException {
        String number = parameter(request, "number");
        boolean saved =
                parameter(request, "with").equals("saved") && savedCard(request).isPresent();
        if (!saved && !CARD_NUMBER.matcher(number).matches()) {
            response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
            payment(order, true, request, response);
            return;
        }
        if (!saved && parameter(request, "save").equals("yes")) {
            Consents.of(request).run(Category.PAYMENT, () -> save(number, request, response));
        }
        orders.put(order.number(), order.pay());
        CHECKOUT.read(request).ifPresent(orders::forget);
        CHECKOUT.expire(request, response);
        redirect(request, response, "/checkout/done/" + order.number());
    }

    /** Empty also where there is one and the customer does not agree to its being kept: its cookie is hidden then. */
    private Optional<Wallet> savedCard(HttpServletRequest request) {
        return Wallet.COOKIE.read(request).flatMap(wallets::find).filter(Wallet::hasCard);
    }

    private void save(String number, HttpServletRequest request, HttpServletResponse response) {
        String digits = number.replace(" ", "");
        String id = Wallet.COOKIE.read(request).orElseGet(SiteCookie::randomId);
        String consentId = Consents.of(request).id().orElseThrow();
        wallets.put(id, new Wallet(digits.substring(digits.length() - 4)), consentId);
        Wallet.COOKIE.set(request, response, id);
    }

    private static Page show(Page page, Order order) {
        return page.with("number", order.number())
                .with("product", order.product().in(page.language()));
    }
}
