package com.okonect.consent.servlet.guard;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * What the filter has put into the container of its application, so that {@link FinalHeaders} are asked when a response
 * is committed. Made when the filter starts; throws then if the container does not fit.
 */
public interface CommitHook {

    /**
     * Has the response to this request guarded, unless it is.
     *
     * @param request a request of the container, or a wrapper around it
     * @return who guards it: the hook, or a piece in the container that was there before; null if nobody does
     */
    @Nullable
    Layer guard(HttpServletRequest request);

    /**
     * Says what the hook does not see.
     *
     * @return what, and which piece in the container would; empty if there is nothing
     */
    String notCovered();

    /**
     * Says whether the container closes its own response when a forward returns, past every wrapper around it.
     *
     * @return true if nothing can be written after a forward, whatever was forwarded to
     */
    default boolean closesAfterForward() {
        return false;
    }

    /**
     * Returns how the headers of this container's requests are read.
     *
     * @return what reads them
     */
    default RequestHeaders headers() {
        return RequestHeaders.BY_REQUEST;
    }

    /** Takes the hook out of the container. */
    void remove();
}
