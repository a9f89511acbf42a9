package com.okonect.consent.servlet.template;

import jakarta.servlet.jsp.JspException;
import java.io.IOException;

/** {@code <consent:banner/>}: the banner, where {@code consent.banner} is {@code manual}; nothing otherwise. */
public final class BannerTag extends ConsentTag {

    /** Creates the tag, as pages do. */
    public BannerTag() {
        // nothing to prepare
    }

    @Override
    public void doTag() throws JspException, IOException {
        getJspContext().getOut().write(view().getBanner());
    }
}
