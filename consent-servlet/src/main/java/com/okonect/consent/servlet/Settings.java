package com.okonect.consent.servlet;

import com.okonect.consent.servlet.lockdown.LockdownMode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The values of all settings, checked.
 *
 * @param policy where the policy is; null for the default places
 * @param observe whether nothing is blocked
 * @param strict whether exempt cookies wait, too; null to leave it to the policy
 * @param path where the visitor's pages live, starting with a slash and not ending in one
 * @param inject whether the banner is put into pages
 * @param explain whether responses say why a cookie was dropped
 * @param theme where the theme of the visitor's pages is; null for the default places
 * @param home the folder of the embedded store and the generated key
 * @param homeIsDefault whether nobody set it
 * @param storeUrl a JDBC URL or JNDI name; null for the embedded store
 * @param storeUser null if the URL says it or there is none
 * @param storePassword null if the URL says it or there is none
 * @param keys the file with the signing keys; null for the generated one
 * @param cookieName the consent cookie's name
 * @param cookieDomain the domain whose hosts share the choice; null for the host alone
 * @param secureAlways whether the consent cookie is {@code Secure} on plain HTTP, too
 * @param lockdown what keeps third-party hosts out of pages
 * @param gpc whether the statement on the Global Privacy Control is published
 */
record Settings(
        @Nullable String policy,
        boolean observe,
        @Nullable Boolean strict,
        String path,
        boolean inject,
        boolean explain,
        @Nullable String theme,
        Path home,
        boolean homeIsDefault,
        @Nullable String storeUrl,
        @Nullable String storeUser,
        @Nullable String storePassword,
        @Nullable Path keys,
        String cookieName,
        @Nullable String cookieDomain,
        boolean secureAlways,
        LockdownMode lockdown,
        boolean gpc) {

    private static final Pattern PATH = Pattern.compile("(?:/[A-Za-z0-9_.~-]+)+");
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern DOMAIN =
            Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+");

    /**
     * Reads and checks all settings.
     *
     * @throws SettingException for the first that cannot be used
     */
    static Settings read(Setting.Source source, String contextPath) {
        Optional<String> home = source.find(Setting.HOME);
        Optional<String> storeUrl = source.find(Setting.STORE_URL);
        Optional<Path> keys = source.find(Setting.KEYS).map(value -> path(Setting.KEYS, value));
        if (storeUrl.isPresent() && keys.isEmpty()) {
            throw Setting.KEYS.invalid(
                    null,
                    "with consent.store.url every node needs the same keys; name a file with lines id:base64, newest first");
        }
        for (Setting credential : new Setting[] {Setting.STORE_USER, Setting.STORE_PASSWORD}) {
            if (storeUrl.isEmpty() && source.find(credential).isPresent()) {
                throw credential.invalid("…", "it goes with consent.store.url, which is not set");
            }
        }
        boolean observe = Setting.MODE.oneOf(source, "enforce", "observe").equals("observe");
        return new Settings(
                source.find(Setting.POLICY).orElse(null),
                observe,
                source.find(Setting.STRICT).map(Setting.STRICT::bool).orElse(null),
                pagesPath(source.find(Setting.PATH).orElse("/consent")),
                Setting.BANNER.oneOf(source, "inject", "manual").equals("inject"),
                Setting.EXPLAIN.bool(source, false),
                source.find(Setting.THEME).orElse(null),
                home.map(value -> path(Setting.HOME, value)).orElseGet(() -> defaultHome(contextPath)),
                home.isEmpty(),
                storeUrl.orElse(null),
                source.find(Setting.STORE_USER).orElse(null),
                source.find(Setting.STORE_PASSWORD).orElse(null),
                keys.orElse(null),
                cookieName(source.find(Setting.COOKIE_NAME).orElse("eu-consent")),
                source.find(Setting.COOKIE_DOMAIN).map(Settings::domain).orElse(null),
                Setting.COOKIE_SECURE.oneOf(source, "auto", "always").equals("always"),
                lockdown(Setting.LOCKDOWN.oneOf(source, "false", "true", "report-only"), observe),
                Setting.GPC.bool(source, false));
    }

    private static LockdownMode lockdown(String value, boolean observe) {
        if (value.equals("false")) {
            return LockdownMode.OFF;
        }
        return observe || value.equals("report-only") ? LockdownMode.REPORT_ONLY : LockdownMode.ENFORCED;
    }

    private static String pagesPath(String value) {
        if (!PATH.matcher(value).matches() || value.contains("/.")) {
            throw Setting.PATH.invalid(value, "allowed is a path such as /consent, without a slash at the end");
        }
        return value;
    }

    private static Path path(Setting setting, String value) {
        try {
            return Path.of(value);
        } catch (InvalidPathException e) {
            throw setting.invalid(value, "not a path of this file system", e);
        }
    }

    private static Path defaultHome(String contextPath) {
        String name = contextPath.isEmpty() ? "root" : contextPath.substring(1).replace('/', '#');
        return Path.of("consent-data", name);
    }

    private static String cookieName(String value) {
        if (!TOKEN.matcher(value).matches()) {
            throw Setting.COOKIE_NAME.invalid(value, "allowed is a cookie name such as eu-consent");
        }
        return value;
    }

    private static String domain(String value) {
        String domain = value.startsWith(".") ? value.substring(1) : value;
        if (!DOMAIN.matcher(domain).matches()) {
            throw Setting.COOKIE_DOMAIN.invalid(value, "allowed is a domain such as shop.example, in lower case");
        }
        return domain.toLowerCase(Locale.ROOT);
    }
}
