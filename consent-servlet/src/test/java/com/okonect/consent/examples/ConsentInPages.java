package com.okonect.consent.examples;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/** As {@code consent-servlet/docs/templates.md} has it. */
@ControllerAdvice
class ConsentInPages {

    @ModelAttribute("consent")
    Object consent(HttpServletRequest request) {
        return request.getAttribute("consent");
    }
}
