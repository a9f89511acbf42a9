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

    private final Map<String, T> byId = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
            return size() > MOST;
        }
    };

    synchronized Optional<T> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    synchronized void put(String id, T value) {
        byId.put(id, value);
    }

    synchronized void forget(String id) {
        byId.remove(id);
    }
}
