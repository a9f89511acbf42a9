package com.okonect.consent.servlet.endpoint;

import com.okonect.consent.ConsentService;
import com.okonect.consent.policy.Notice;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which language a visitor reads: {@code ?lang=}, then {@code Accept-Language}, then the policy's first. */
final class Languages {

    private Languages() {}

    static Notice notice(ConsentService service, HttpServletRequest request) {
        Optional<Locale> asked = Query.find(request.getQueryString(), "lang").map(Locale::forLanguageTag);
        if (asked.isPresent()) {
            return service.notice(List.of(asked.get()));
        }
        boolean said = request.getHeader("Accept-Language") != null;
        return service.notice(said ? Collections.list(request.getLocales()) : List.of());
    }
}
