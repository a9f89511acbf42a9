package com.okonect.consent.servlet.documents;

import com.okonect.consent.Category;
import com.okonect.consent.Consent;
import com.okonect.consent.ConsentRecord;
import com.okonect.consent.ConsentService;
import com.okonect.consent.EarlierChoice;
import com.okonect.consent.RightsRequest;
import com.okonect.consent.servlet.Consents;
import com.okonect.consent.servlet.CookieDeclaration;
import com.okonect.consent.servlet.LedgerEntry;
import com.okonect.consent.servlet.RequiresConsent;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Set;

final class AskInCode {

    interface Counter {
        void count(String page);
    }

    static void asks(HttpServletRequest request, Counter counter, String page) {
        if (Consents.of(request).allows(Category.STATISTICS)) {
            counter.count(page);
        }
    }

    static void writes(HttpServletRequest request, HttpServletResponse response) {
        response.addCookie(CookieDeclaration.of(request, "interests").cookie("news"));
    }

    static void logsIn(HttpServletRequest request) {
        Consents.expressRequest(request, "authentication");
        request.getSession();
    }

    static void requires(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!Consents.require(request, response, "payment")) {
            return;
        }
        response.getWriter().write("your cards");
    }

    @RequiresConsent("payment")
    static class SavedCardServlet extends HttpServlet {
        private static final long serialVersionUID = 1L;
    }

    static void serves(ServletContext context, String consentId, String account) {
        ConsentService consents = Consents.service(context);
        List<ConsentRecord> records = consents.history(consentId);
        consents.withdraw(consentId, Set.of(Category.MARKETING));
        RightsRequest request = consents.receive(RightsRequest.Kind.ACCESS, "letter 4711");
        consents.answer(request, "sent a copy of " + records.size() + " records");
    }

    static void hears(ServletContext context, Set<String> partners) {
        Consents.service(context).subscribe(record -> {
            if (!record.categories().getOrDefault(Category.MARKETING, false)) {
                partners.remove(record.consentId());
            }
        });
    }

    static boolean asksForOneProvider(Consent consent) {
        return consent.allows("marketing-ads");
    }

    static List<LedgerEntry> counts(ServletContext context) {
        return Consents.ledger(context);
    }

    static List<EarlierChoice> choseBefore(HttpServletRequest request) {
        return Consents.earlier(request);
    }
}
