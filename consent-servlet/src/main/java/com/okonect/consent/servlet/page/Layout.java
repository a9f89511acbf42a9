package com.okonect.consent.servlet.page;

import com.okonect.consent.policy.ConsentPolicy;
import com.okonect.consent.servlet.tracker.TrackerScript;
import java.nio.charset.StandardCharsets;

/** What the pages of one application are made of: templates, scripts and styles. Safe for use by several threads. */
public final class Layout {

    private final PageSettings settings;
    private final Templates templates;
    private final TrackerScript trackers;
    private final Assets assets;

    /**
     * Reads the assets.
     *
     * @param policy what the site declares
     * @param settings how the pages look
     */
    public Layout(ConsentPolicy policy, PageSettings settings) {
        this.settings = settings;
        templates = new Templates(settings);
        trackers = new TrackerScript(policy, settings.locked());
        assets = new Assets(settings.theme(), trackers);
    }

    /**
     * Returns what identifies the templates and assets: part of every notice, so that a record proves the layout, too.
     *
     * @return a short hash
     */
    public String id() {
        return id(settings, templates, assets);
    }

    static String id(PageSettings settings, Templates templates, Assets assets) {
        StringBuilder all = new StringBuilder(settings.theme().placement().word());
        for (String name : Templates.NAMES) {
            all.append(templates.source(name)).append('\n');
        }
        all.append(assets.scriptName()).append(assets.styleName()).append(assets.pageStyleName());
        return Assets.hash(all.toString().getBytes(StandardCharsets.UTF_8));
    }

    Templates templates() {
        return templates;
    }

    TrackerScript trackers() {
        return trackers;
    }

    Assets assets() {
        return assets;
    }
}
