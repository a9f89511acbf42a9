package com.okonect.consent.servlet.template;

/** {@code <consent:img category="…" …>}: an element {@code img} that waits for its category. */
public final class GatedImgTag extends GatedTag {

    /** Creates the tag, as pages do. */
    public GatedImgTag() {
        super("img");
    }
}
