package com.okonect.consent.servlet;

import com.okonect.consent.policy.ConsentPolicy;
import com.okonect.consent.policy.InvalidPolicyException;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Finds and reads the policy. */
final class PolicySource {

    private static final String IN_CONTEXT = "/WEB-INF/consent.json";
    private static final String ON_CLASS_PATH = "META-INF/consent.json";
    private static final System.Logger LOG = System.getLogger(PolicySource.class.getName());

    private final ServletContext context;

    PolicySource(ServletContext context) {
        this.context = context;
    }

    /**
     * Reads the policy from where the setting says, else from the default places, else there is none.
     *
     * @throws SettingException if the setting names a place where nothing is, or what is there is no policy
     */
    ConsentPolicy read(@Nullable String setting) {
        if (setting != null) {
            return readAt(setting);
        }
        ConsentPolicy policy = find(IN_CONTEXT);
        return policy != null ? policy : readFromClassPath();
    }

    private ConsentPolicy readFromClassPath() {
        ConsentPolicy policy = find(SiteFiles.CLASS_PATH + ON_CLASS_PATH);
        if (policy != null) {
            return policy;
        }
        LOG.log(
                System.Logger.Level.WARNING,
                "there is no consent policy: nothing can be granted, no banner is shown, only exempt cookies pass. "
                        + "Write " + IN_CONTEXT + " or " + ON_CLASS_PATH + " on the class path, to begin with: "
                        + "{ \"controller\": { \"name\": \"…\", \"contact\": \"mailto:…\" }, \"evidenceRetention\": \"P12M\","
                        + " \"categories\": [ { \"id\": \"statistics\", \"cookies\": [ { \"name\": \"…\","
                        + " \"lifetime\": \"P13M\" } ] } ] }");
        return ConsentPolicy.none();
    }

    private ConsentPolicy readAt(String place) {
        ConsentPolicy policy = find(place);
        if (policy == null) {
            throw Setting.POLICY.invalid(
                    place, "nothing is there; allowed are a path of the application, classpath:… and a file");
        }
        return policy;
    }

    private @Nullable ConsentPolicy find(String place) {
        try (InputStream in = SiteFiles.open(context, place)) {
            return in == null ? null : ConsentPolicy.read(in);
        } catch (InvalidPolicyException e) {
            throw Setting.POLICY.invalid(place, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw Setting.POLICY.invalid(place, "cannot be read: " + e.getMessage(), e);
        }
    }
}
