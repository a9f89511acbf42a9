package com.okonect.consent.servlet.operator;

import com.okonect.consent.ConsentService;
import com.okonect.consent.policy.Notice;
import com.okonect.consent.servlet.guard.GuardSettings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** One notice by its hash, whether it is in force or was so when a record was made: the very bytes that were hashed. */
final class NoticeDocument implements OperatorPage {

    /** Before it there is only the format. */
    private static final Pattern LANGUAGE = Pattern.compile("\"language\":\"([A-Za-z0-9-]{1,35})\"");

    @Override
    public String path() {
        return "notice.json";
    }

    @Override
    public String title() {
        return "";
    }

    @Override
    public void answer(GuardSettings site, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Optional<String> notice = find(Objects.requireNonNullElse(request.getParameter("hash"), ""), site.service());
        if (notice.isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        } else {
            Layout.write("application/json", notice.get().getBytes(StandardCharsets.UTF_8), response);
        }
    }

    /** The notice's JSON; empty if it is neither in force nor stored with a record. */
    static Optional<String> find(String hash, ConsentService service) {
        return service.notice(hash)
                .map(Notice::json)
                .map(json -> new String(json, StandardCharsets.UTF_8))
                .or(() -> service.storedNotice(hash));
    }

    /** The language tag of a notice. */
    static Optional<String> language(String json) {
        return LANGUAGE.matcher(json).results().findFirst().map((MatchResult language) -> language.group(1));
    }
}
