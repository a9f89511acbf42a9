package com.okonect.consent.example;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the server remembers under the random id of a cookie. In memory, as it is an example; the least recently used goes
 * first, so that nobody fills it up.
 *
 * @param <T> what is remembered, immutable
 */
final class Remembered<T> {

    private static final int MOST = 10_000;
    private static final String NO_CONSENT = "";

    private final Map<String, Kept<T>> byId = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kept<T>> eldest) {
            return size() > MOST;
        }
    };

    private record Kept<T>(T value, String consentId) {}

    synchronized Optional<T> find(String id) {
        return Optional.ofNullable(byId.get(id)).map(Kept::value);
    }

    /** Remembers what no consent is needed for. */
    synchronized void put(String id, T value) {
        put(id, value, NO_CONSENT);
    }

    /** Remembers what is remembered by consent: under its id, by which {@link #forgetAllOf} finds it. */
    synchronized void put(String id, T value, String consentId) {
        byId.put(id, new Kept<>(value, consentId));
    }

    synchronized void forget(String id) {
        byId.remove(id);
    }

    synchronized void forgetAllOf(String consentId) {
        byId.values().removeIf(kept -> kept.consentId().equals(consentId));
    }
}
