package com.okonect.consent.servlet.page;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/** Tells the response when the application goes on without the filter. */
class GatheredRequest extends HttpServletRequestWrapper {

    private final GatheredResponse response;

    /**
     * Wraps a request.
     *
     * @param response what the application is given with it
     */
    GatheredRequest(HttpServletRequest request, GatheredResponse response) {
        super(request);
        this.response = response;
    }

    /** With the response that the application was given; the container would go on with its own. */
    @Override
    public AsyncContext startAsync() {
        response.startsAsync();
        return super.startAsync(this, response);
    }

    @Override
    public AsyncContext startAsync(ServletRequest given, ServletResponse givenResponse) {
        response.startsAsync();
        return super.startAsync(given, givenResponse);
    }
}
