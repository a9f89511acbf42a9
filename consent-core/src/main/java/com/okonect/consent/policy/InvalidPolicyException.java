package com.okonect.consent.policy;

import java.io.Serial;
import java.util.List;

/** A policy that cannot be used. The message lists every fault, a line each, with its place in the JSON. */
public final class InvalidPolicyException extends IllegalArgumentException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient List<String> faults;

    InvalidPolicyException(List<String> faults) {
        super("the consent policy has " + (faults.size() == 1 ? "a fault" : faults.size() + " faults") + ":\n  "
                + String.join("\n  ", faults));
        this.faults = List.copyOf(faults);
    }

    /**
     * Returns every fault.
     *
     * @return such as {@code $.categories[0].id: 'Stats' is not a category id}; at least one
     */
    public List<String> faults() {
        return faults;
    }
}
