package com.okonect.consent.servlet.guard;

import jakarta.servlet.http.HttpServletRequest;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides for one application on the headers that its container is about to send. The started filter leaves it in the
 * servlet context, where {@link FinalHeaders} finds it.
 *
 * <p>To others it is a function of types that all class loaders share: the piece in the container and the application
 * may each have their own copy of this library.
 */
public final class CommitGuard implements Function<HttpServletRequest, BinaryOperator<@Nullable String>> {

    /** The attribute of the servlet context that holds the guard of its application. */
    public static final String ATTRIBUTE = "com.okonect.consent.guard";

    /** The attribute of the servlet context where there is a piece in the container: what that leaves open, or nothing. */
    public static final String PIECE = "com.okonect.consent.piece";

    private final GuardSettings settings;

    /**
     * Creates the guard of one application.
     *
     * @param settings those of the application
     */
    public CommitGuard(GuardSettings settings) {
        this.settings = settings;
    }

    /**
     * Returns what the guard of an application knows.
     *
     * @return the settings
     */
    public GuardSettings settings() {
        return settings;
    }

    /**
     * Decides for a piece in the container.
     *
     * @param request the container's own request
     * @return takes name and value of a header and returns the value to send, null if the header must not be sent; for
     *     {@code Cookie}, which is one of the request, what the application may read of it
     */
    @Override
    public BinaryOperator<@Nullable String> apply(HttpServletRequest request) {
        return of(request, Layer.CONTAINER);
    }

    BinaryOperator<@Nullable String> of(HttpServletRequest request, Layer layer) {
        Visit visit = Visit.of(request, settings);
        return (name, value) -> visit.filter(name, value, layer);
    }
}
