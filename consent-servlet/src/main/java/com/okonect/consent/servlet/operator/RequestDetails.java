package com.okonect.consent.servlet.operator;

import com.okonect.consent.RightsRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The site's own page about a request, such as with the letter that came with it.
 *
 * @param path what the reference is appended to, from the context root on; null if there is no such page
 */
record RequestDetails(@Nullable String path) {

    /** What a template shows: the address, or false. */
    Object of(RightsRequest asked, HttpServletRequest request) {
        return path == null
                ? false
                : request.getContextPath() + path + URLEncoder.encode(asked.reference(), StandardCharsets.UTF_8);
    }
}
