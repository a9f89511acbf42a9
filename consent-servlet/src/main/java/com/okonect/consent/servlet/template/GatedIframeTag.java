package com.okonect.consent.servlet.template;

/** {@code <consent:iframe category="…" …>}: an element {@code iframe} that waits for its category. */
public final class GatedIframeTag extends GatedTag {

    /** Creates the tag, as pages do. */
    public GatedIframeTag() {
        super("iframe");
    }
}
