package com.okonect.consent.servlet.page;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** HTML of ours, read as the well-formed XML that it has to be. */
final class Markup {

    private final Document document;

    private Markup(Document document) {
        this.document = document;
    }

    static Markup fragment(String html) {
        return page("<body>" + html + "</body>");
    }

    static Markup page(String html) {
        try {
            String withoutDoctype = html.replaceFirst("^\\s*<!DOCTYPE html>", "");
            return new Markup(DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(withoutDoctype))));
        } catch (SAXException | IOException | ParserConfigurationException e) {
            throw new AssertionError("not well-formed: " + e.getMessage() + "\n" + html, e);
        }
    }

    List<Element> all(String xpath) {
        try {
            NodeList nodes =
                    (NodeList) XPathFactory.newInstance().newXPath().evaluate(xpath, document, XPathConstants.NODESET);
            List<Element> elements = new ArrayList<>();
            for (int i = 0; i < nodes.getLength(); i++) {
                elements.add((Element) nodes.item(i));
            }
            return elements;
        } catch (XPathExpressionException e) {
            throw new IllegalArgumentException(xpath, e);
        }
    }

    Element one(String xpath) {
        List<Element> found = all(xpath);
        if (found.size() != 1) {
            throw new AssertionError(xpath + " is there " + found.size() + " times");
        }
        return found.get(0);
    }

    List<String> texts(String xpath) {
        return all(xpath).stream().map(Element::getTextContent).toList();
    }

    List<String> values(String xpath, String attribute) {
        return all(xpath).stream().map(e -> e.getAttribute(attribute)).toList();
    }

    /** All text that is shown. */
    String text() {
        return document.getDocumentElement().getTextContent();
    }
}
