package com.okonect.consent.servlet.spring;

import com.okonect.consent.Consent;
import com.okonect.consent.servlet.Consents;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** The visitor's consent as an argument of a handler method. */
final class ConsentArgument implements HandlerMethodArgumentResolver {

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Consent.class;
    }

    @Override
    public Consent resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        return Consents.of(Objects.requireNonNull(request.getNativeRequest(HttpServletRequest.class)));
    }
}
