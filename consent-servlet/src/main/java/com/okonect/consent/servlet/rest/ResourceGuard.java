package com.okonect.consent.servlet.rest;

import com.okonect.consent.servlet.RequiresConsent;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
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

    /** The annotation of the method, else that of its class. */
    static @Nullable RequiresConsent required(ResourceInfo resource) {
        RequiresConsent own = resource.getResourceMethod().getAnnotation(RequiresConsent.class);
        return own != null ? own : resource.getResourceClass().getAnnotation(RequiresConsent.class);
    }
}
