package com.okonect.consent.servlet.tool;

import java.util.List;
import java.util.Optional;

/** Names of widespread advertising and analytics cookies, none of which a site cannot do without. Not complete. */
final class KnownCookies {

    /** What such a cookie is for. */
    enum Use {
        ADVERTISING,
        ANALYTICS,
        /** Can measure the audience for the publisher alone, if it is set up so. */
        AUDIENCE
    }

    /**
     * A known cookie.
     *
     * @param name its name, with a {@code *} at the end where the rest varies
     * @param company who sets it
     * @param use what for
     */
    record Known(String name, String company, Use use) {

        boolean covers(String declared) {
            boolean pattern = name.endsWith("*");
            String start = pattern ? name.substring(0, name.length() - 1) : name;
            return pattern ? declared.startsWith(start) : declared.equals(name) || declared.equals(name + "*");
        }
    }

    private static final List<Known> ALL = List.of(
            analytics("_ga", "Google Analytics"),
            analytics("_ga_*", "Google Analytics"),
            analytics("_gid", "Google Analytics"),
            analytics("_gat*", "Google Analytics"),
            analytics("__utm*", "Google Analytics"),
            advertising("_gcl_*", "Google Ads"),
            advertising("_gac_*", "Google Ads"),
            advertising("__gads", "Google"),
            advertising("__gpi", "Google"),
            advertising("IDE", "Google"),
            advertising("DSID", "Google"),
            advertising("NID", "Google"),
            advertising("1P_JAR", "Google"),
            advertising("VISITOR_INFO1_LIVE", "YouTube"),
            advertising("YSC", "YouTube"),
            advertising("_fbp", "Meta"),
            advertising("_fbc", "Meta"),
            advertising("fr", "Meta"),
            advertising("MUID", "Microsoft"),
            advertising("_uetsid", "Microsoft Advertising"),
            advertising("_uetvid", "Microsoft Advertising"),
            analytics("_clck", "Microsoft Clarity"),
            analytics("_clsk", "Microsoft Clarity"),
            analytics("_hj*", "Hotjar"),
            advertising("bcookie", "LinkedIn"),
            advertising("lidc", "LinkedIn"),
            advertising("li_sugr", "LinkedIn"),
            advertising("UserMatchHistory", "LinkedIn"),
            advertising("personalization_id", "X"),
            advertising("muc_ads", "X"),
            advertising("_ttp", "TikTok"),
            advertising("_tt_*", "TikTok"),
            advertising("_pin_unauth", "Pinterest"),
            advertising("_scid*", "Snap"),
            advertising("cto_bundle", "Criteo"),
            advertising("uuid2", "Xandr"),
            advertising("demdex", "Adobe"),
            analytics("AMCV_*", "Adobe"),
            analytics("s_vi*", "Adobe"),
            analytics("hubspotutk", "HubSpot"),
            analytics("__hstc", "HubSpot"),
            analytics("mp_*", "Mixpanel"),
            analytics("amplitude_*", "Amplitude"),
            analytics("ajs_*", "Segment"),
            analytics("optimizelyEndUserId", "Optimizely"),
            new Known("_pk_id*", "Matomo", Use.AUDIENCE),
            new Known("_pk_ses*", "Matomo", Use.AUDIENCE),
            new Known("atidvisitor", "Piano Analytics", Use.AUDIENCE),
            new Known("atuserid", "Piano Analytics", Use.AUDIENCE));

    private KnownCookies() {}

    static Optional<Known> find(String declared) {
        return ALL.stream().filter(known -> known.covers(declared)).findFirst();
    }

    private static Known advertising(String name, String company) {
        return new Known(name, company, Use.ADVERTISING);
    }

    private static Known analytics(String name, String company) {
        return new Known(name, company, Use.ANALYTICS);
    }
}
