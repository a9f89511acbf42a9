package com.okonect.consent.servlet.rest;

import com.okonect.consent.Category;
import com.okonect.consent.Consent;
import com.okonect.consent.servlet.Consents;
import com.okonect.consent.servlet.RequiresConsent;
import com.okonect.consent.servlet.endpoint.ConsentGate;
import com.okonect.consent.servlet.endpoint.Reply;
import com.okonect.consent.servlet.page.BannerInjection;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lets only visitors who granted what a resource method requires reach it. Both fields are proxies of what is served. */
public final class ConsentCheck implements ContainerRequestFilter {

    @Context
    private @Nullable HttpServletRequest request;

    @Context
    private @Nullable ResourceInfo resource;

    /** Creates the filter, as implementations do. */
    public ConsentCheck() {
        // the fields are injected
    }

    @Override
    public void filter(ContainerRequestContext call) {
        HttpServletRequest current = Objects.requireNonNull(request, "not on a servlet container");
        ResourceInfo called = Objects.requireNonNull(resource);
        RequiresConsent required = Objects.requireNonNull(ResourceGuard.required(called));
        Consent consent = Consents.of(current);
        ConsentGate gate = ConsentGate.of(current.getServletContext()).orElseThrow();
        Set<Category> missing = gate.missing(
                () -> consent, gate.declared(String.valueOf(called.getResourceMethod()), required.value()));
        if (!missing.isEmpty()) {
            BannerInjection.leave(current);
            Reply reply = gate.answer(current, missing);
            Response.ResponseBuilder response =
                    Response.status(reply.status()).type(reply.contentType()).entity(reply.body());
            reply.headers().forEach(response::header);
            call.abortWith(response.build());
        }
    }
}
