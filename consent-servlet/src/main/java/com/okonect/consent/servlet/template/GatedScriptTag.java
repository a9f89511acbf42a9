package com.okonect.consent.servlet.template;

/** {@code <consent:script category="…" …>}: an element {@code script} that waits for its category. */
public final class GatedScriptTag extends GatedTag {

    /** Creates the tag, as pages do. */
    public GatedScriptTag() {
        super("script");
    }
}
