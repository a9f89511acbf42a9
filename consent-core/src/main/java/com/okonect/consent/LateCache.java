package com.okonect.consent;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A cache that is made when it is first asked: eighty classes are loaded for it, which a start need not wait for. Safe
 * for use by several threads.
 */
final class LateCache<K, V> {

    private final long entries;
    private final @Nullable Duration lifetime;
    private volatile @Nullable Cache<K, V> cache;

    /**
     * Says how much is kept.
     *
     * @param entries the most that are kept
     * @param lifetime how long from when one is put in; null for as long as there is room
     */
    LateCache(long entries, @Nullable Duration lifetime) {
        this.entries = entries;
        this.lifetime = lifetime;
    }

    /** Returns null for what is not kept. */
    @Nullable
    V get(K key) {
        return cache().getIfPresent(key);
    }

    void put(K key, V value) {
        cache().put(key, value);
    }

    private Cache<K, V> cache() {
        Cache<K, V> made = cache;
        return made == null ? make() : made;
    }

    private synchronized Cache<K, V> make() {
        Cache<K, V> made = cache;
        if (made == null) {
            Caffeine<Object, Object> settings = Caffeine.newBuilder().maximumSize(entries);
            made = (lifetime == null ? settings : settings.expireAfterWrite(lifetime)).build();
            cache = made;
        }
        return made;
    }
}
