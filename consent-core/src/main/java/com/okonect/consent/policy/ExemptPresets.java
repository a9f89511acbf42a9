package com.okonect.consent.policy;

import java.time.Period;
import java.util.List;

/** The exempt cookies that come with the library: those of common servers and frameworks. A policy overrides them. */
final class ExemptPresets {

    /** The same for every site; the session cookie's name is the site's own. */
    static final List<ExemptCookie> ALL = List.of(
            preset("JSESSIONIDSSO", ExemptReason.AUTHENTICATION, Lifetime.SESSION),
            preset("SESSION", ExemptReason.AUTHENTICATION, Lifetime.SESSION),
            preset("XSRF-TOKEN", ExemptReason.SECURITY, Lifetime.SESSION),
            preset("CSRF-TOKEN", ExemptReason.SECURITY, Lifetime.SESSION),
            preset("remember-me", ExemptReason.AUTHENTICATION, new Lifetime(Period.ofMonths(13))),
            preset("rememberMe", ExemptReason.AUTHENTICATION, new Lifetime(Period.ofMonths(13))),
            preset("OAuth_Token_Request_State", ExemptReason.SECURITY, Lifetime.SESSION),
            preset("_shibsession_*", ExemptReason.AUTHENTICATION, Lifetime.SESSION),
            preset("mod_auth_openidc_*", ExemptReason.AUTHENTICATION, Lifetime.SESSION),
            preset("AWSALB*", ExemptReason.LOAD_BALANCING, new Lifetime(Period.ofDays(7))),
            preset("ROUTEID", ExemptReason.LOAD_BALANCING, Lifetime.SESSION));

    private ExemptPresets() {}

    static ExemptCookie session(String name) {
        return preset(name, ExemptReason.AUTHENTICATION, Lifetime.SESSION);
    }

    static ExemptCookie choice(String name, Period lifetime) {
        return preset(name, ExemptReason.CHOICE, new Lifetime(lifetime));
    }

    private static ExemptCookie preset(String name, ExemptReason reason, Lifetime lifetime) {
        return new ExemptCookie(name, reason, lifetime, LocalizedText.NONE, List.of(), true);
    }
}
