package com.okonect.consent.servlet.template;

import com.okonect.consent.servlet.guard.GuardedRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.jsp.JspException;
import jakarta.servlet.jsp.PageContext;
import jakarta.servlet.jsp.tagext.SimpleTagSupport;

/** What the tags have in common. */
abstract class ConsentTag extends SimpleTagSupport {

    final HttpServletRequest request() throws JspException {
        if (getJspContext() instanceof PageContext page && page.getRequest() instanceof HttpServletRequest request) {
            return request;
        }
        throw new JspException("the tags of consent work in pages that answer HTTP requests");
    }

    final ConsentView view() throws JspException {
        HttpServletRequest request = request();
        Object view = GuardedRequest.view(request);
        if (view instanceof ConsentView consent) {
            return consent;
        }
        throw new JspException("no ConsentFilter stands before this page");
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&#34;");
    }
}
