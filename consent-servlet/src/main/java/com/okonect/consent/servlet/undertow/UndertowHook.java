package com.okonect.consent.servlet.undertow;

import com.okonect.consent.servlet.guard.CommitHook;
import com.okonect.consent.servlet.guard.Layer;
import io.undertow.servlet.handlers.ServletRequestContext;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** Guards each exchange whose request the filter sees. */
final class UndertowHook implements CommitHook {

    UndertowHook(ServletContext context) throws NoSuchMethodException {
        Fit.check();
    }

    @Override
    public @Nullable Layer guard(HttpServletRequest request) {
        ServletRequestContext current = ServletRequestContext.current();
        return current == null ? null : GuardedCommit.guard(current.getExchange(), Layer.COMMIT);
    }

    @Override
    public String notCovered() {
        return "the container's own log-in (FORM, single sign-on), until a ConsentHttpHandler stands before it:"
                + " deploymentInfo.addInitialHandlerChainWrapper(ConsentHttpHandler::new)";
    }

    @Override
    public void remove() {
        // an exchange ends with its request
    }
}
