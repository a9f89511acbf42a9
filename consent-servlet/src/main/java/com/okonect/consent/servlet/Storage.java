package com.okonect.consent.servlet;

import com.okonect.consent.SigningKeys;
import com.okonect.consent.store.ConsentStore;
import com.okonect.consent.store.JdbcConsentStore;
import com.okonect.consent.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/** Opens what an application keeps: the store and the signing keys. */
final class Storage {

    private static final System.Logger LOG = System.getLogger(Storage.class.getName());

    private final Settings settings;

    Storage(Settings settings) {
        this.settings = settings;
    }

    ConsentStore store(SigningKeys keys, Clock clock) {
        if (settings.storeUrl() != null) {
            throw Setting.STORE_URL.invalid(
                    settings.storeUrl(), "this version keeps records in the embedded store alone; leave it out");
        }
        try {
            return JdbcConsentStore.embedded(home(), keys, clock);
        } catch (StoreException e) {
            throw Setting.HOME.invalid(
                    settings.home().toAbsolutePath().toString(), "the store cannot be opened: " + e.getMessage(), e);
        }
    }

    SigningKeys keys() {
        Path file = settings.keys();
        try {
            return file != null ? SigningKeys.load(file) : SigningKeys.loadOrCreate(home().resolve("keys"));
        } catch (IOException | IllegalArgumentException e) {
            throw Setting.KEYS.invalid(
                    file == null ? null : file.toString(), "the signing keys cannot be read: " + e.getMessage(), e);
        }
    }

    private Path home() {
        Path home = settings.home().toAbsolutePath();
        try {
            Files.createDirectories(home);
        } catch (IOException e) {
            throw Setting.HOME.invalid(home.toString(), "the folder cannot be made: " + e.getMessage(), e);
        }
        return home;
    }

    /** Said once, where nobody chose the folder. */
    void sayWhereHomeIs() {
        if (settings.homeIsDefault() && settings.storeUrl() == null) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the proof of consent and the signing key are in "
                            + settings.home().toAbsolutePath()
                            + ": keep this folder over every deployment, or choose another by consent.home");
        }
    }
}
