package com.okonect.consent.servlet;

import com.okonect.consent.SigningKeys;
import com.okonect.consent.store.ConsentStore;
import com.okonect.consent.store.JdbcConsentStore;
import com.okonect.consent.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/** Opens what an application keeps: the store and the signing keys. */
final class Storage {

    private static final System.Logger LOG = System.getLogger(Storage.class.getName());

    private static final String JNDI = "java:";

    private final Settings settings;

    Storage(Settings settings) {
        this.settings = settings;
    }

    @SuppressWarnings("BanJNDI") // the name is the operator's own setting
    ConsentStore store(SigningKeys keys, Clock clock) {
        String url = settings.storeUrl();
        if (url == null) {
            return embedded(keys, clock);
        }
        try {
            return url.startsWith(JNDI)
                    ? JdbcConsentStore.of((DataSource) InitialContext.doLookup(url), keys, clock)
                    : JdbcConsentStore.of(url, settings.storeUser(), settings.storePassword(), keys, clock);
        } catch (NamingException | ClassCastException e) {
            throw Setting.STORE_URL.invalid(url, "no DataSource has this JNDI name", e);
        } catch (StoreException e) {
            throw Setting.STORE_URL.invalid(withoutSecrets(url), "the store cannot be opened: " + e.getMessage(), e);
        }
    }

    private ConsentStore embedded(SigningKeys keys, Clock clock) {
        try {
            return JdbcConsentStore.embedded(home(), keys, clock);
        } catch (StoreException e) {
            throw Setting.HOME.invalid(
                    settings.home().toAbsolutePath().toString(), "the store cannot be opened: " + e.getMessage(), e);
        }
    }

    /** A JDBC URL may carry a password: what follows the question mark is in no message. */
    private static String withoutSecrets(String url) {
        int query = url.indexOf('?');
        return query < 0 ? url : url.substring(0, query) + "?…";
    }

    SigningKeys keys() {
        Path given = settings.keys();
        Path file = given != null ? given : home().resolve("keys");
        try {
            return given != null ? SigningKeys.load(file) : SigningKeys.loadOrCreate(file);
        } catch (IOException | IllegalArgumentException e) {
            throw Setting.KEYS.invalid(file.toString(), "the signing keys cannot be read: " + e.getMessage(), e);
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
