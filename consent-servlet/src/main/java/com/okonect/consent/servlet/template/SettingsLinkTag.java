package com.okonect.consent.servlet.template;

import jakarta.servlet.jsp.JspException;
import jakarta.servlet.jsp.JspWriter;
import jakarta.servlet.jsp.tagext.JspFragment;
import java.io.IOException;

/** {@code <consent:settings-link/>}: a link to the visitor's settings. Its body, if there is one, is the text. */
public final class SettingsLinkTag extends ConsentTag {

    private String styleClass = "";

    /** Creates the tag, as pages do. */
    public SettingsLinkTag() {
        // set by the page
    }

    /**
     * Sets the {@code class} of the link.
     *
     * @param names class names of the page's style
     */
    public void setStyleClass(String names) {
        styleClass = names;
    }

    @Override
    public void doTag() throws JspException, IOException {
        ConsentView view = view();
        JspWriter out = getJspContext().getOut();
        out.write("<a href=\"" + escaped(view.getSettingsUrl()) + '"');
        if (!styleClass.isEmpty()) {
            out.write(" class=\"" + escaped(styleClass) + '"');
        }
        out.write(">");
        JspFragment body = getJspBody();
        if (body == null) {
            out.write(escaped(view.getSettingsText()));
        } else {
            body.invoke(null);
        }
        out.write("</a>");
    }
}
