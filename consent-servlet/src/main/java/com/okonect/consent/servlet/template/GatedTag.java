package com.okonect.consent.servlet.template;

import jakarta.servlet.jsp.JspException;
import jakarta.servlet.jsp.JspWriter;
import jakarta.servlet.jsp.tagext.DynamicAttributes;
import jakarta.servlet.jsp.tagext.JspFragment;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An element that waits for its category: {@code <consent:script category="statistics" src="…" async="async"/>}. For a
 * visitor who granted it, it is written as it is; for all others in the form in which it waits.
 */
abstract class GatedTag extends ConsentTag implements DynamicAttributes {

    private static final Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9:_-]*");
    private static final Set<String> WAITING = Set.of("src", "srcset", "href");

    private final String element;
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private String category = "";

    GatedTag(String element) {
        this.element = element;
    }

    /**
     * Sets what the element waits for.
     *
     * @param ids one id of a category that the policy declares, or several with spaces, all of which are needed
     */
    public void setCategory(String ids) {
        category = ids.strip().replaceAll("\\s+", " ");
    }

    @Override
    public void setDynamicAttribute(@Nullable String uri, String name, @Nullable Object value) throws JspException {
        if (!NAME.matcher(name).matches()) {
            throw new JspException("'" + name + "' is not an attribute");
        }
        if (value != null) {
            attributes.put(name.toLowerCase(Locale.ROOT), value.toString());
        }
    }

    @Override
    public void doTag() throws JspException, IOException {
        ConsentView view = view();
        boolean allowed = true;
        for (String id : category.split(" ")) {
            Boolean allows = view.getAllows().get(id);
            if (allows == null) {
                throw new JspException("the policy does not declare the category '" + id + "'");
            }
            allowed &= allows;
        }
        JspWriter out = getJspContext().getOut();
        out.write('<' + element + (allowed ? " data-consented=\"" : " data-consent=\"") + escaped(category) + '"');
        boolean script = element.equals("script");
        if (script && !allowed) {
            out.write(" type=\"text/plain\"");
        }
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            String name = attribute.getKey();
            boolean waits = !allowed && (script ? name.equals("type") : WAITING.contains(name));
            out.write((waits ? " data-" : " ") + name + "=\"" + escaped(attribute.getValue()) + '"');
        }
        out.write(">");
        JspFragment body = getJspBody();
        if (body != null && script) {
            body.invoke(null);
        }
        if (script || element.equals("iframe")) {
            out.write("</" + element + ">");
        }
    }
}
