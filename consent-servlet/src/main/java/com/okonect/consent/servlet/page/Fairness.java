package com.okonect.consent.servlet.page;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * What has to hold for a site's own templates, too: refusing is as easy as accepting, nothing is ticked before a choice,
 * and every purpose is named (CNIL deliberation 2020-092, article 2).
 */
final class Fairness {

    private static final Set<String> FIELDS =
            Set.of(FormFields.RETURN, FormFields.CHOICE_ID, FormFields.NOTICE, FormFields.METHOD);
    private static final Set<String> MAY_DIFFER = Set.of("value", "id");

    private final String template;
    private final List<String> faults = new ArrayList<>();

    private Fairness(String template) {
        this.template = template;
    }

    /**
     * Looks at a rendered page for a visitor who has not chosen.
     *
     * @param template the name of the template that was rendered
     * @param html what it rendered
     * @param categories the ids of the policy's categories by what has to be said of them
     * @return what is wrong; empty if the page is fair
     */
    static List<String> faults(String template, String html, Map<String, List<String>> categories) {
        Fairness fairness = new Fairness(template);
        Document page = fairness.parse(html);
        if (page != null) {
            fairness.check(page.getDocumentElement(), categories);
        }
        return fairness.faults;
    }

    private @Nullable Document parse(String html) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setExpandEntityReferences(false);
            String text = html.replaceFirst("(?i)^\\s*<!doctype html>", "");
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            return builder.parse(new InputSource(new StringReader("<page>" + text + "</page>")));
        } catch (SAXException e) {
            fault("it is not well-formed as XML: " + e.getMessage());
        } catch (IOException | ParserConfigurationException e) {
            throw new IllegalStateException("a text in memory could not be read", e);
        }
        return null;
    }

    private void check(Element page, Map<String, List<String>> categories) {
        Element accept = button(page, "accept");
        Element refuse = button(page, "refuse");
        if (accept != null && refuse != null) {
            if (!attributes(accept).equals(attributes(refuse))) {
                fault("the buttons that accept and refuse differ in more than their value");
            }
            if (!accept.getParentNode().isSameNode(refuse.getParentNode())) {
                fault("the buttons that accept and refuse do not stand side by side");
            }
        }
        if (elements(page, "*").stream().anyMatch(e -> e.hasAttribute("checked"))) {
            fault("a box is ticked before a choice");
        }
        if (elements(page, "*").stream().anyMatch(e -> e.hasAttribute("style"))) {
            fault("it has style attributes; use classes");
        }
        Set<String> fields = Set.copyOf(elements(page, "input").stream()
                .map(e -> e.getAttribute("name"))
                .toList());
        FIELDS.stream()
                .filter(field -> !fields.contains(field))
                .sorted()
                .forEach(field -> fault("it has no hidden field '" + field + "'"));
        String shown = page.getTextContent().replaceAll("\\s+", " ");
        categories.forEach((id, texts) -> {
            boolean box = elements(page, "input").stream()
                    .anyMatch(e -> e.getAttribute("type").equals("checkbox")
                            && e.getAttribute("value").equals(id));
            if (!box) {
                fault("it has no box for the category '" + id + "'");
            }
            texts.stream()
                    .filter(text -> !shown.contains(text.replaceAll("\\s+", " ")))
                    .forEach(text -> fault("it does not say of the category '" + id + "': " + text));
        });
    }

    private @Nullable Element button(Element page, String choice) {
        List<Element> buttons = elements(page, "button").stream()
                .filter(button -> button.getAttribute("name").equals(FormFields.CHOICE)
                        && button.getAttribute("value").equals(choice))
                .toList();
        if (buttons.size() != 1) {
            fault("it has " + buttons.size() + " buttons with name=\"choice\" and value=\"" + choice
                    + "\", one is needed");
            return null;
        }
        return buttons.get(0);
    }

    private static Map<String, String> attributes(Element element) {
        Map<String, String> attributes = new HashMap<>();
        NamedNodeMap all = element.getAttributes();
        for (int i = 0; i < all.getLength(); i++) {
            attributes.put(all.item(i).getNodeName(), all.item(i).getNodeValue());
        }
        attributes.keySet().removeAll(MAY_DIFFER);
        return attributes;
    }

    private static List<Element> elements(Element page, String name) {
        NodeList found = page.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }

    private void fault(String what) {
        faults.add(template + ".mustache: " + what);
    }
}
