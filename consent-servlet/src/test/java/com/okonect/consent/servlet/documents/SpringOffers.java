package com.okonect.consent.servlet.documents;

import com.okonect.consent.Category;
import com.okonect.consent.Consent;
import com.okonect.consent.servlet.RequiresConsent;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

@Controller
final class SpringOffers {

    @GetMapping("/offers")
    @RequiresConsent("marketing") // on a handler, or on a whole controller
    String offers(Consent consent) { // the visitor's consent as an argument
        return consent.allows(Category.PERSONALISATION) ? "offers-for-you" : "offers";
    }
}
