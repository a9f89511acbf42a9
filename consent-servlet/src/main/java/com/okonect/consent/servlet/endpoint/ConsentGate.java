package com.okonect.consent.servlet.endpoint;

import com.okonect.consent.Category;
import com.okonect.consent.Consent;
import com.okonect.consent.policy.ConsentPolicy;
import com.okonect.consent.servlet.page.BannerInjection;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Lets those visitors pass who granted what a feature needs. One for each application, found in its context by what is
 * deeper in the chain than the filter: handlers of Spring, resources of JAX-RS, code that asks.
 *
 * <p>Safe for use by several threads.
 */
public final class ConsentGate {

    private static final String ATTRIBUTE = "com.okonect.consent.gate";

    private final ConsentPolicy policy;
    private final ConsentEndpoints endpoints;
    private final boolean observe;

    /**
     * Creates the gate of one application.
     *
     * @param policy what the site declares
     * @param endpoints answers those who may not pass
     * @param observe whether everybody passes
     */
    public ConsentGate(ConsentPolicy policy, ConsentEndpoints endpoints, boolean observe) {
        this.policy = policy;
        this.endpoints = endpoints;
        this.observe = observe;
    }

    /**
     * Finds the gate of an application.
     *
     * @param context the application
     * @return its gate; empty until the filter has started
     */
    public static Optional<ConsentGate> of(ServletContext context) {
        return Optional.ofNullable((ConsentGate) context.getAttribute(ATTRIBUTE));
    }

    /**
     * Has the application find this gate.
     *
     * @param context the application
     */
    public void open(ServletContext context) {
        context.setAttribute(ATTRIBUTE, this);
    }

    /**
     * Returns the categories of these ids.
     *
     * @param who what requires them, for the message
     * @param ids ids of categories
     * @return the categories
     * @throws IllegalArgumentException if one is not a category, or one that the policy does not declare
     */
    public Set<Category> declared(String who, String... ids) {
        Set<Category> required = new TreeSet<>();
        for (String id : ids) {
            Category category = Category.of(id);
            if (policy.category(category).isEmpty()) {
                throw new IllegalArgumentException(
                        who + " requires consent for '" + id + "', which the policy does not declare");
            }
            required.add(category);
        }
        return required;
    }

    /**
     * Returns what a visitor who wants to pass lacks.
     *
     * @param consent the visitor's consent, asked only if something is required
     * @param required what is needed, all of it
     * @return what is needed and not granted; empty if the visitor may pass, in observe mode always
     */
    public Set<Category> missing(Supplier<Consent> consent, Set<Category> required) {
        if (observe || required.isEmpty()) {
            return Set.of();
        }
        Set<Category> missing = new TreeSet<>(required);
        missing.removeIf(consent.get()::allows);
        return missing;
    }

    /**
     * Answers a visitor who may not pass, in place of what is in the response's buffer.
     *
     * @param request the visitor's request
     * @param response of which nothing was sent yet
     * @param missing what is needed and not granted
     * @throws IOException if the answer cannot be written
     */
    public void turnAway(HttpServletRequest request, HttpServletResponse response, Set<Category> missing)
            throws IOException {
        BannerInjection.leave(request);
        if (!response.isCommitted() && request.getDispatcherType() != DispatcherType.INCLUDE) {
            response.resetBuffer();
        }
        answer(request, missing).writeTo(response);
    }

    /**
     * Returns the answer to a visitor who may not pass.
     *
     * @param request the visitor's request
     * @param missing what is needed and not granted
     * @return a page that grants just that, or problem details for callers that prefer JSON
     */
    public Reply answer(HttpServletRequest request, Set<Category> missing) {
        return endpoints.required(request, missing);
    }
}
