package com.okonect.consent.servlet.lockdown;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.okonect.consent.Category;
import com.okonect.consent.servlet.guard.Ledger;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes what browsers report of the lockdown's policy, by {@code report-uri} and by the Reporting API, and counts the
 * origins in the ledger. Of a report nothing is kept but the origin and the path of the page.
 *
 * <p>Anybody can send reports. So they are small, few at a time, from pages of this host alone, and count apart from
 * cookies; what is too much is refused unread. Safe for use by several threads.
 */
public final class OriginReports {

    static final int MOST_BYTES = 16 * 1024;
    static final int MOST_IN_ONE = 50;
    static final int MOST_AT_ONCE = 100;
    static final int A_SECOND = 20;

    private static final System.Logger LOG = System.getLogger(OriginReports.class.getName());
    private static final Set<String> TYPES =
            Set.of("application/csp-report", "application/reports+json", "application/json");
    private static final Set<String> SCHEMES = Set.of("http", "https", "ws", "wss");
    private static final int LONGEST_PATH = 200;
    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(10).build())
                    .build())
            .build();

    private final DeclaredOrigins origins;
    private final Ledger ledger;
    private final Clock clock;
    private double allowance = MOST_AT_ONCE;
    private long countedAt;

    OriginReports(DeclaredOrigins origins, Ledger ledger, Clock clock) {
        this.origins = origins;
        this.ledger = ledger;
        this.clock = clock;
        this.countedAt = clock.millis();
    }

    /**
     * Takes one request with reports.
     *
     * @param request the browser's request
     * @param response 204, or why the reports were not read
     * @throws IOException if the request cannot be read
     */
    public void take(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Cache-Control", "no-store");
        response.setStatus(answer(request, response));
        response.setContentLength(0);
    }

    private int answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String type = request.getContentType();
        String site = request.getHeader("Sec-Fetch-Site");
        if (!request.getMethod().equals("POST")) {
            response.setHeader("Allow", "POST");
            return HttpServletResponse.SC_METHOD_NOT_ALLOWED;
        } else if (site != null && !site.equals("same-origin")) {
            return HttpServletResponse.SC_FORBIDDEN;
        } else if (type == null || !TYPES.contains(type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))) {
            return HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE;
        } else if (request.getContentLengthLong() > MOST_BYTES) {
            return HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE;
        } else if (!isAllowance()) {
            response.setHeader("Retry-After", "60");
            return 429;
        }
        byte[] body = request.getInputStream().readNBytes(MOST_BYTES + 1);
        if (body.length > MOST_BYTES) {
            return HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE;
        }
        try {
            count(JSON.readTree(body), request.getServerName());
        } catch (JsonProcessingException unreadable) {
            return HttpServletResponse.SC_BAD_REQUEST;
        }
        return HttpServletResponse.SC_NO_CONTENT;
    }

    private synchronized boolean isAllowance() {
        long now = clock.millis();
        allowance = Math.min(MOST_AT_ONCE, allowance + Math.max(0, now - countedAt) * A_SECOND / 1000.0);
        countedAt = now;
        boolean allowed = allowance >= 1;
        allowance -= allowed ? 1 : 0;
        return allowed;
    }

    private void count(JsonNode root, String host) {
        List<JsonNode> bodies = new ArrayList<>();
        if (root.isArray()) {
            root.forEach(report -> {
                if (report.path("type").asText().equals("csp-violation")) {
                    bodies.add(report.path("body"));
                }
            });
        } else {
            bodies.add(root.path("csp-report"));
        }
        bodies.stream().limit(MOST_IN_ONE).forEach(body -> {
            URI blocked =
                    uri(body.path("blockedURL").asText(body.path("blocked-uri").asText()));
            URI page = uri(
                    body.path("documentURL").asText(body.path("document-uri").asText()));
            boolean own = blocked != null && blocked.getHost().equalsIgnoreCase(host);
            // Of a redirect to another host browsers report the start alone, which is no origin to declare.
            if (blocked != null && !own && page != null && page.getHost().equalsIgnoreCase(host)) {
                count(blocked, page, body.path("disposition").asText().equals("report"));
            }
        });
    }

    private void count(URI blocked, URI page, boolean reportOnly) {
        String origin = blocked.getScheme().toLowerCase(Locale.ROOT) + "://" + blocked.getRawAuthority();
        String path = page.getRawPath().split(";", 2)[0];
        String endpoint = path.substring(0, Math.min(path.length(), LONGEST_PATH));
        Category category = origins.category(blocked);
        boolean first = ledger.reported(origin, category, !reportOnly, endpoint);
        if (first && !origins.declares(blocked)) {
            LOG.log(
                    Level.WARNING,
                    (reportOnly
                                            ? "Outside report-only mode the origin '%s' would be kept out of the page %s: "
                                            : "The origin '%s' was kept out of the page %s: ")
                                    .formatted(origin, endpoint)
                            + "the policy does not declare it. If it needs consent, add to \"providers\": "
                            + "{ \"id\": \"...\", \"origins\": [\"" + origin
                            + "\"] } and name that id in the \"providers\" of"
                            + " a category; if the law exempts it, add \"exempt\" with the reason to it. A browser said"
                            + " so, and anybody can. It is counted from now on and not logged again.");
        }
    }

    /** Null for what is no address of a host in plain ASCII. */
    private static @Nullable URI uri(String text) {
        try {
            URI uri = URI.create(text);
            boolean usable = uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getScheme() != null
                    && SCHEMES.contains(uri.getScheme().toLowerCase(Locale.ROOT));
            return usable ? uri : null;
        } catch (IllegalArgumentException unreadable) {
            return null;
        }
    }
}
