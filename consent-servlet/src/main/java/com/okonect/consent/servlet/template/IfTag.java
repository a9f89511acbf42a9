package com.okonect.consent.servlet.template;

import jakarta.servlet.jsp.JspException;
import jakarta.servlet.jsp.tagext.JspFragment;
import java.io.IOException;

/** {@code <consent:if category="marketing">}: its body is for visitors who granted the category. */
public final class IfTag extends ConsentTag {

    private String category = "";

    /** Creates the tag, as pages do. */
    public IfTag() {
        // set by the page
    }

    /**
     * Sets the category.
     *
     * @param id the id of a category that the policy declares
     */
    public void setCategory(String id) {
        category = id;
    }

    @Override
    public void doTag() throws JspException, IOException {
        Boolean allows = view().getAllows().get(category);
        if (allows == null) {
            throw new JspException("the policy does not declare the category '" + category + "'");
        }
        JspFragment body = getJspBody();
        if (allows && body != null) {
            body.invoke(null);
        }
    }
}
