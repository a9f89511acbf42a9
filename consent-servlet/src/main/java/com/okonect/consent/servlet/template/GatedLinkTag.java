package com.okonect.consent.servlet.template;

/** {@code <consent:link category="…" …>}: an element {@code link} that waits for its category. */
public final class GatedLinkTag extends GatedTag {

    /** Creates the tag, as pages do. */
    public GatedLinkTag() {
        super("link");
    }
}
