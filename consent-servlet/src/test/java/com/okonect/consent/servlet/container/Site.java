package com.okonect.consent.servlet.container;

import com.okonect.consent.servlet.ConsentFilter;
import com.okonect.consent.servlet.TestFilters;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The applications that each container runs: the same scenarios behind more or less of the guard. */
enum Site {
    /** No filter: what the container would send. */
    BARE,
    /** The filter's wrappers by themselves. */
    WRAPPERS,
    /** The filter as it is, with the hook that it puts into the container. */
    FILTER,
    /** As {@link #FILTER}, and the piece that a site puts into the container. */
    PIECE,
    /** As {@link #FILTER}, for a site with cookies that may pass. */
    SHOP,
    /** All layers, for the same. */
    SHOP_WITH_PIECE,
    /** All layers, in strict mode, where the session opens with the log-in. */
    STRICT,
    /** All layers, in observe mode. */
    OBSERVE,
    /** The piece, and no filter that has started. */
    NOT_STARTED;

    /** What the table of paths shows. */
    static final List<Site> TABLE = List.of(BARE, WRAPPERS, FILTER, PIECE);

    /** Binds the session's cookies to a consent that nobody gives: whatever goes out is a leak. */
    static final String NOTHING = """
            {
              "controller": { "name": "OKONECT", "contact": "mailto:privacy@okonect.example" },
              "languages": ["en"],
              "evidenceRetention": "P12M",
              "categories": [
                { "id": "personalisation", "cookies": [
                  { "name": "JSESSIONID", "lifetime": "session" },
                  { "name": "JSESSIONIDSSO", "lifetime": "session" } ] }
              ]
            }
            """;

    private static final String CONTENT = """
            {
              "controller": { "name": "OKONECT", "contact": "mailto:privacy@okonect.example" },
              "languages": ["en"],
              "evidenceRetention": "P12M",
              "exempt": [
                { "name": "kept", "reason": "interface", "lifetime": "P1D" }
                ROUTED
              ],
              "categories": [
                { "id": "statistics", "cookies": [ { "name": "visits", "lifetime": "P1Y" } ] }
              ]
            }
            """;

    private static final String SHOP_POLICY = CONTENT.replace("ROUTED", "");

    private static final String STRICT_POLICY =
            CONTENT.replace("\"languages\"", "\"strict\": true, \"languages\"").replace("ROUTED", """
                    , { "name": "JSESSIONID", "reason": "authentication", "lifetime": "session",
                        "routes": ["/secure/*"] }
                    """);

    String path() {
        return "/" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    boolean hasPiece() {
        return this == PIECE || this == SHOP_WITH_PIECE || this == STRICT || this == OBSERVE || this == NOT_STARTED;
    }

    Optional<ConsentFilter> filter() {
        return switch (this) {
            case BARE, NOT_STARTED -> Optional.empty();
            case WRAPPERS -> Optional.of(TestFilters.wrappersOnly(NOTHING).build());
            case FILTER, PIECE -> Optional.of(TestFilters.filter(NOTHING).build());
            case SHOP, SHOP_WITH_PIECE ->
                Optional.of(TestFilters.filter(SHOP_POLICY).build());
            case STRICT -> Optional.of(TestFilters.filter(STRICT_POLICY).build());
            case OBSERVE ->
                Optional.of(TestFilters.filter(NOTHING)
                        .set("consent.mode", "observe")
                        .build());
        };
    }
}
