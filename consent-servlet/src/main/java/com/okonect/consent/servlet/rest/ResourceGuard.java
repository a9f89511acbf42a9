package com.okonect.consent.servlet.rest;

import com.okonect.consent.servlet.RequiresConsent;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import java.lang.reflect.Method;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Has {@link RequiresConsent} hold on resources and their methods (Jakarta REST 3.1, section 6.5.4). Implementations
 * find it by themselves; one that does not load services registers it as every other provider.
 */
public final class ResourceGuard implements DynamicFeature {

    /** Creates the feature, as implementations do. */
    public ResourceGuard() {
        // nothing to prepare
    }

    @Override
    public void configure(ResourceInfo resource, FeatureContext context) {
        if (required(resource) != null) {
            context.register(ConsentCheck.class, Priorities.AUTHORIZATION);
        }
    }

    /** The annotation of the method, else that of its class; each may be inherited, from interfaces, too. */
    static @Nullable RequiresConsent required(ResourceInfo resource) {
        Method method = resource.getResourceMethod();
        List<Class<?>> types = typesOf(resource.getResourceClass());
        return types.stream()
                .map(type -> declared(type, method))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseGet(() -> types.stream()
                        .map(type -> type.getAnnotation(RequiresConsent.class))
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null));
    }

    private static @Nullable RequiresConsent declared(Class<?> type, Method method) {
        try {
            return type.getDeclaredMethod(method.getName(), method.getParameterTypes())
                    .getAnnotation(RequiresConsent.class);
        } catch (NoSuchMethodException notThere) {
            return null;
        }
    }

    /** The class and its superclasses, then all their interfaces. */
    private static List<Class<?>> typesOf(Class<?> resource) {
        Set<Class<?>> types = new LinkedHashSet<>();
        for (Class<?> type = resource; type != null; type = type.getSuperclass()) {
            types.add(type);
        }
        for (Class<?> type : List.copyOf(types)) {
            addInterfaces(type, types);
        }
        return List.copyOf(types);
    }

    private static void addInterfaces(Class<?> type, Set<Class<?>> types) {
        for (Class<?> inherited : type.getInterfaces()) {
            if (types.add(inherited)) {
                addInterfaces(inherited, types);
            }
        }
    }
}
