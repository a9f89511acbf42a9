package com.okonect.consent.servlet.spring.shop;

import com.okonect.consent.Category;
import com.okonect.consent.Consent;
import com.okonect.consent.servlet.RequiresConsent;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Pages that set what they like. */
@RestController
class ShopController {

    private static final List<String> COOKIES = List.of("_pk_id.1", "offers", "undeclared");

    @GetMapping("/public/cookies")
    String cookies(Consent consent, HttpServletRequest request, HttpServletResponse response) {
        COOKIES.forEach(name -> response.addCookie(new Cookie(name, "1")));
        Cookie[] sent = request.getCookies();
        List<String> read = Arrays.stream(sent == null ? new Cookie[0] : sent)
                .map(Cookie::getName)
                .filter(COOKIES::contains)
                .toList();
        return "statistics: " + consent.state(Category.STATISTICS) + ", read: " + read;
    }

    @GetMapping("/public/later")
    Callable<String> later(HttpServletResponse response) {
        return () -> {
            response.addCookie(new Cookie("undeclared", "1"));
            return "later";
        };
    }

    @GetMapping("/public/fails")
    String fails(HttpServletResponse response) {
        response.addCookie(new Cookie("undeclared", "1"));
        throw new IllegalStateException("a page that fails");
    }

    @GetMapping(path = "/public/page", produces = MediaType.TEXT_HTML_VALUE)
    String page() {
        return "<!doctype html><html><head><title>Shop</title></head><body>Welcome</body></html>";
    }

    @GetMapping("/public/saved-card")
    @RequiresConsent("payment")
    String savedCard(Consent consent) {
        return "card, payment: " + consent.state(Category.PAYMENT);
    }

    @GetMapping("/account")
    String account(Principal visitor) {
        return "account of " + visitor.getName();
    }

    /** All of it requires a consent; one page of it another. */
    @RestController
    @RequiresConsent("marketing")
    static class Offers {

        @GetMapping("/public/offers")
        String offers() {
            return "offers";
        }

        @GetMapping("/public/offers/read")
        @RequiresConsent("statistics")
        String read() {
            return "read";
        }
    }

    @RestController
    @ConditionalOnProperty("shop.mistaken")
    static class Mistaken {

        @GetMapping("/public/mistaken")
        @RequiresConsent("adverts")
        String never() {
            return "never";
        }
    }

    @RestController
    @ConditionalOnProperty("shop.walled")
    static class Walled {

        @GetMapping("/**")
        @RequiresConsent("payment")
        String all() {
            return "all";
        }
    }
}
