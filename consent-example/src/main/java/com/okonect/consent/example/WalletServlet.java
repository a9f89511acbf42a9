package com.okonect.consent.example;

import com.okonect.consent.servlet.RequiresConsent;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The saved card. Without consent to payment services the visitor gets a page that says so, and this code never runs. */
@RequiresConsent("payment")
final class WalletServlet extends SiteServlet {

    private final Remembered<Wallet> wallets;

    WalletServlet(Remembered<Wallet> wallets) {
        this.wallets = wallets;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String id = Wallet.COOKIE.read(request).orElseGet(SiteCookie::randomId);
        Wallet.COOKIE.set(request, response, id);
        new Page(request, "wallet")
                .with("card", wallets.find(id).filter(Wallet::hasCard))
                .send(response);
    }

    /** Forgets the card, here and in the browser. */
    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) {
        Wallet.COOKIE.read(request).ifPresent(wallets::forget);
        Wallet.COOKIE.expire(request, response);
        redirect(request, response, "/wallet");
    }
}
