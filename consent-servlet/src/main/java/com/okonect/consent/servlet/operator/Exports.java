package com.okonect.consent.servlet.operator;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The exports that a page watches. The page names the export, and the download that it begins gives that name. */
final class Exports {

    private final Map<String, WatchedExport> byName = new ConcurrentHashMap<>();

    WatchedExport open() {
        WatchedExport export = new WatchedExport(UUID.randomUUID().toString());
        byName.put(export.name(), export);
        return export;
    }

    Optional<WatchedExport> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    void close(WatchedExport export) {
        byName.remove(export.name());
    }
}
