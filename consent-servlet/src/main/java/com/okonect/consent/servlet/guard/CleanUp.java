package com.okonect.consent.servlet.guard;

import com.okonect.consent.policy.ConsentBoundCookie;
import com.okonect.consent.policy.ConsentPolicy;
import com.okonect.consent.policy.DeclaredCookie;
import com.okonect.consent.policy.ExemptCookie;
import com.okonect.consent.policy.ExemptReason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Has the browser remove the cookies that it sent and that the visitor's consent does not cover (GDPR, article 7(3)). A
 * request does not say for which domain and path a cookie was set, so every one that is possible here gets its own line.
 */
public final class CleanUp {

    /** What the lines may take of the space that containers give to all headers of a response, in octets. */
    private static final int LARGEST = 4096;

    private static final Pattern DOMAIN = Pattern.compile("(?![0-9.]+$)[a-z0-9-]+(?:\\.[a-z0-9-]+)+");

    private final GuardSettings settings;

    /**
     * Creates the clean-up of one application.
     *
     * @param settings those of the application
     */
    public CleanUp(GuardSettings settings) {
        this.settings = settings;
    }

    /**
     * Expires what was sent, is consent-bound or measures the audience, and is not allowed now. Adds no more lines than every container has room
     * for; with many such cookies it takes the browser's next requests to reach all.
     *
     * @param request the request
     * @param response its response
     * @return how many lines were added; 0 in observe mode
     */
    public int expire(GuardedRequest request, GuardedResponse response) {
        if (settings.observe() || !request.sends(this::mayBeLeft)) {
            return 0;
        }
        Visit visit = request.visit();
        Map<String, List<String>> left = left(visit);
        if (left.isEmpty()) {
            return 0;
        }
        List<String> lines = lines(visit, left);
        shareRoom(lines, left.size() * domains(visit.raw().host()).size());
        int added = 0;
        int octets = 0;
        for (String line : lines) {
            octets += octets(line);
            if (octets > LARGEST) {
                break;
            }
            response.addOwnSetCookie(line);
            added++;
        }
        return added;
    }

    /** Whether this cookie is removed where consent does not cover it. Most visitors send the consent cookie alone. */
    private boolean mayBeLeft(String name) {
        return !name.equals(settings.policy().consentCookieName())
                && isRemovable(settings.policy().cookie(name));
    }

    /** What needs consent, and what measures the audience, to which visitors can object. */
    private static boolean isRemovable(@Nullable DeclaredCookie cookie) {
        return cookie instanceof ConsentBoundCookie
                || (cookie instanceof ExemptCookie exempt && exempt.reason() == ExemptReason.AUDIENCE);
    }

    /** Where there is not room for all, the unlikely places take turns. */
    private void shareRoom(List<String> lines, int likely) {
        if (lines.size() > likely) {
            List<String> unlikely = lines.subList(likely, lines.size());
            int turn = Math.floorMod(settings.clock().instant().getEpochSecond(), unlikely.size());
            boolean enoughForAll = lines.stream().mapToInt(CleanUp::octets).sum() <= LARGEST;
            Collections.rotate(unlikely, enoughForAll ? 0 : turn);
        }
    }

    private static int octets(String line) {
        return HeaderText.SET_COOKIE.length() + 4 + line.length();
    }

    private Map<String, List<String>> left(Visit visit) {
        ConsentPolicy policy = settings.policy();
        Map<String, List<String>> left = new LinkedHashMap<>();
        for (String name : visit.cookies().names()) {
            DeclaredCookie cookie = policy.cookie(name);
            if (mayBeLeft(name) && HeaderText.isValue(name) && !visit.reads(name)) {
                left.put(name, cookie instanceof ConsentBoundCookie bound ? bound.paths() : List.of());
            }
        }
        return left;
    }

    private boolean isSecure(Visit visit) {
        return settings.secureAlways() || visit.raw().isSecure();
    }

    /** The likeliest places come first, for all cookies. */
    private List<String> lines(Visit visit, Map<String, List<String>> left) {
        List<String> domains = domains(visit.raw().host());
        List<String> folders = folders(visit.raw().contextPath(), visit.raw().uri());
        Set<String> lines = new LinkedHashSet<>();
        for (String end : isSecure(visit) ? List.of("; Secure", "; Secure; Partitioned") : List.of("")) {
            for (String domain : domains) {
                left.keySet().forEach(name -> lines.add(Expiry.of(name) + "; Path=/" + domain + end));
            }
            left.forEach((name, paths) -> {
                for (String path : paths) {
                    domains.forEach(domain -> lines.add(Expiry.of(name) + "; Path=" + path + domain + end));
                }
            });
            for (String folder : folders) {
                for (String domain : domains) {
                    left.keySet().forEach(name -> lines.add(Expiry.of(name) + "; Path=" + folder + domain + end));
                }
            }
        }
        return new ArrayList<>(lines);
    }

    /** The host alone, then the host and each parent as a domain. Browsers refuse those that are public suffixes. */
    static List<String> domains(String host) {
        List<String> domains = new ArrayList<>();
        domains.add("");
        if (DOMAIN.matcher(host).matches()) {
            for (String domain = host; domain.indexOf('.') > 0; domain = domain.substring(domain.indexOf('.') + 1)) {
                domains.add("; Domain=" + domain);
            }
        }
        return domains;
    }

    /** The application's path, then each folder of the request, the deepest last, with and without a slash. */
    static List<String> folders(String contextPath, String uri) {
        Set<String> folders = new LinkedHashSet<>();
        add(folders, contextPath);
        String path = RequestPath.withoutParameters(uri);
        for (int slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
            add(folders, path.substring(0, slash));
        }
        return new ArrayList<>(folders);
    }

    private static void add(Set<String> folders, String path) {
        if (path.startsWith("/") && path.length() > 1 && HeaderText.isValue(path)) {
            folders.add(path);
            folders.add(path + "/");
        }
    }
}
