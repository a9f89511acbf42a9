package com.okonect.consent.benchmark;

import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/** An application without a container. */
final class StubContext {

    private StubContext() {}

    static ServletContext newContext() {
        Map<String, Object> attributes = new HashMap<>();
        return (ServletContext) Proxy.newProxyInstance(
                ServletContext.class.getClassLoader(),
                new Class<?>[] {ServletContext.class},
                (self, method, arguments) -> switch (method.getName()) {
                    case "getContextPath" -> "";
                    case "getServerInfo" -> "none";
                    case "getClassLoader" -> StubContext.class.getClassLoader();
                    case "getInitParameterNames" -> Collections.emptyEnumeration();
                    case "getServletRegistrations", "getFilterRegistrations" -> Map.of();
                    case "getAttribute" -> attributes.get((String) arguments[0]);
                    case "setAttribute" -> attributes.put((String) arguments[0], arguments[1]);
                    case "removeAttribute" -> attributes.remove((String) arguments[0]);
                    case "hashCode" -> System.identityHashCode(self);
                    case "equals" -> self == arguments[0];
                    case "getEffectiveMajorVersion", "getMajorVersion" -> 6;
                    case "getEffectiveMinorVersion", "getMinorVersion" -> 0;
                    default -> null;
                });
    }

    static FilterConfig config(ServletContext context) {
        return new FilterConfig() {
            @Override
            public String getFilterName() {
                return "consent";
            }

            @Override
            public ServletContext getServletContext() {
                return context;
            }

            @Override
            public String getInitParameter(String name) {
                return null;
            }

            @Override
            public java.util.Enumeration<String> getInitParameterNames() {
                return Collections.emptyEnumeration();
            }
        };
    }
}
