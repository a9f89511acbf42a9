package com.okonect.consent.servlet.guard;

import com.okonect.consent.policy.DeclaredCookie;
import com.okonect.consent.policy.ExemptCookie;
import com.okonect.consent.policy.Lifetime;
import org.jspecify.annotations.Nullable;

/** What the log says of a cookie: what happened, why, and what to write into the policy. Never a value. */
final class Advice {

    private static final String ONCE = " It is counted from now on and not logged again.";

    private Advice() {}

    static String onBlocked(String name, Decision.Drop drop, Ledger.Outcome outcome, String endpoint, Lifetime asked) {
        String what = outcome == Ledger.Outcome.WOULD_BE_BLOCKED
                ? "Outside observe mode the cookie '%s', set at %s, would be blocked: "
                : "The cookie '%s', set at %s, was blocked: ";
        return what.formatted(HeaderText.printable(name), endpoint) + why(name, drop, asked) + ONCE;
    }

    static String onHidden(String name, Ledger.Outcome outcome, String endpoint) {
        String what = outcome == Ledger.Outcome.WOULD_BE_HIDDEN
                ? "Outside observe mode the cookie '%s' would be hidden from the application at %s: "
                : "The cookie '%s' was hidden from the application at %s: ";
        return what.formatted(HeaderText.printable(name), endpoint) + undeclared(name, Lifetime.SESSION) + ONCE;
    }

    /** The value of a header that says why a cookie was dropped. */
    static String explanation(String name, Decision.Reason reason, boolean observe) {
        return "\"%s\"; reason=%s%s"
                .formatted(
                        HeaderText.printable(name).replace("\\", "\\\\").replace("\"", "\\\""),
                        reason.word(),
                        observe ? "; observed" : "");
    }

    static String onPreset(ExemptCookie cookie) {
        return "The cookie '" + cookie.name()
                + "' passes as exempt, though the policy does not name it and the notice does not show it. Add to"
                + " \"exempt\" in the policy: "
                + declaration(cookie.name(), "\"reason\": \"" + cookie.reason().word() + "\", ", cookie.lifetime());
    }

    static String onDetachedSession(String name, Decision.Drop drop, String endpoint) {
        return "The application asked for a session at " + endpoint
                + " and got one that ends with the request, for its cookie '"
                + HeaderText.printable(name)
                + "' may not be set: "
                + why(name, drop, Lifetime.SESSION)
                + ONCE;
    }

    static String onFullLedger(int capacity) {
        return "More than " + capacity + " different cookie names were met. Further ones are counted together and not"
                + " logged.";
    }

    static String onRefusedHeader(String printable, boolean observe) {
        return "The header '" + printable
                + (observe ? "' would not be sent outside observe mode" : "' was not sent")
                + ": browsers or containers could take it for a cookie, or its name or value has a character that no"
                + " header may have. Not logged again.";
    }

    private static String why(String name, Decision.Drop drop, Lifetime asked) {
        return switch (drop.reason()) {
            case UNDECLARED -> undeclared(name, asked);
            case NOT_GRANTED -> "the visitor has not consented to its category.";
            case NO_CHOICE ->
                "strict mode waits for a choice or an express request. Where the visitor asks for the service,"
                        + " call Consents.expressRequest(request, \""
                        + word(drop.cookie())
                        + "\") or give the cookie its routes in the policy.";
            case NO_EXPRESS_REQUEST ->
                "it is exempt only where the visitor asks for the service. There, call"
                        + " Consents.expressRequest(request, \""
                        + word(drop.cookie())
                        + "\") or give the cookie its routes in the policy.";
            case OBJECTED -> "the visitor objects to audience measurement.";
            case PROLONGED -> "later visits do not prolong the life of a cookie for exempt audience measurement.";
            case OWN -> "it is the consent cookie, which only a choice of the visitor changes.";
            case UNREADABLE -> "browsers do not read one and the same name from what the application wrote.";
            case ERROR -> "deciding on it failed.";
        };
    }

    private static String undeclared(String name, Lifetime asked) {
        return "the policy does not declare it. If it needs consent, add to the \"cookies\" of a category: "
                + declaration(name, "", asked)
                + "; if the law exempts it, add to \"exempt\": "
                + declaration(name, "\"reason\": \"...\", ", asked)
                + ".";
    }

    /** Returns what to write into the policy. */
    static String declaration(String name, String reason, Lifetime lifetime) {
        String quoted = HeaderText.printable(name).replace("\\", "\\\\").replace("\"", "\\\"");
        return "{ \"name\": \"%s\", %s\"lifetime\": \"%s\", \"purpose\": { \"en\": \"...\" } }"
                .formatted(quoted, reason, lifetime);
    }

    private static String word(@Nullable DeclaredCookie cookie) {
        return cookie instanceof ExemptCookie exempt ? exempt.reason().word() : "...";
    }
}
