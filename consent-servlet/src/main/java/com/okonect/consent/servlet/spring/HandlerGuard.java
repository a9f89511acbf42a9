package com.okonect.consent.servlet.spring;

import com.okonect.consent.servlet.Consents;
import com.okonect.consent.servlet.RequiresConsent;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/** Lets only visitors who granted what a handler requires reach it. */
final class HandlerGuard implements HandlerInterceptor {

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
            throws IOException {
        if (!(handler instanceof HandlerMethod method) || request.getDispatcherType() == DispatcherType.ERROR) {
            return true;
        }
        String[] required = required(method);
        return required.length == 0 || Consents.require(request, response, required);
    }

    /** The ids on the method, else those on its controller. */
    static String[] required(HandlerMethod handler) {
        RequiresConsent own = handler.getMethodAnnotation(RequiresConsent.class);
        RequiresConsent annotation = own != null ? own : ofController(handler);
        return annotation == null ? new String[0] : annotation.value();
    }

    private static @Nullable RequiresConsent ofController(HandlerMethod handler) {
        return AnnotatedElementUtils.findMergedAnnotation(handler.getBeanType(), RequiresConsent.class);
    }
}
