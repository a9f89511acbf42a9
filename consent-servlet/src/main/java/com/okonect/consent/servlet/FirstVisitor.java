package com.okonect.consent.servlet;

import com.okonect.consent.ConsentService;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.crypto.Mac;

/** Loads what the first visitor with a consent cookie would wait for, as soon as the start is over. */
final class FirstVisitor {

    private FirstVisitor() {}

    static void prepare(ConsentService service) {
        Thread thread = new Thread(() -> load(service), "consent-first-visitor");
        thread.setDaemon(true);
        thread.start();
    }

    private static void load(ConsentService service) {
        try {
            // The cache of tokens is made, though this is none.
            service.read(List.of(""), "");
            Mac.getInstance("HmacSHA256");
        } catch (GeneralSecurityException | RuntimeException | LinkageError e) {
            System.getLogger(FirstVisitor.class.getName())
                    .log(System.Logger.Level.DEBUG, "what the first visitor needs cannot be loaded", e);
        }
    }
}
