package com.okonect.consent.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.StringReader;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EventListener;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.w3c.dom.ls.DOMImplementationLS;
import org.w3c.dom.ls.LSInput;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** Every piece of XML in the documents is of a pom or of a {@code web.xml}, and works there as it stands. */
class DocumentedXmlTest {

    private static final Map<String, Class<?>> KINDS =
            Map.of("servlet-class", Servlet.class, "filter-class", Filter.class, "listener-class", EventListener.class);

    /** The attributes that descriptors take from XML itself, whose schema is not in the jar. */
    private static final String SCHEMA_OF_XML = """
            <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="http://www.w3.org/XML/1998/namespace">
              <xs:attribute name="lang" type="xs:language"/>
            </xs:schema>
            """;

    @Test
    void everyPieceOfXmlWorksWhereItBelongs() throws Exception {
        List<String> faults = new ArrayList<>();
        int pieces = 0;
        for (Path document : Documents.all()) {
            for (String xml : Documents.blocks(document, "xml")) {
                pieces++;
                faults(xml)
                        .forEach(fault -> faults.add(Documents.ROOT.relativize(document) + ": " + fault + "\n" + xml));
            }
        }

        assertThat(faults).isEmpty();
        assertThat(pieces).isGreaterThan(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<servlet><servlet-name>a</servlet-name>|not well-formed",
                "<web-fragment/>|unknown web-fragment",
                "<Configure><Set/></Configure>|unknown Configure",
                "<servlet><servlet-nam>a</servlet-nam></servlet>|Invalid content",
                "<servlet><servlet-class>com.example.Shop</servlet-class></servlet>|Invalid content",
                "<servlet><servlet-name>a</servlet-name><servlet-class>com.okonect.consent.servlet.OperatorServlet</servlet-class></servlet>|",
                "<servlet><servlet-name>a</servlet-name><servlet-class>com.okonect.consent.servlet.Operator</servlet-class></servlet>|no class com",
                "<servlet><servlet-name>a</servlet-name><servlet-class>com.okonect.consent.servlet.ConsentFilter</servlet-class></servlet>|no servlet-class",
                "<filter><filter-name>a</filter-name><filter-class>com.okonect.consent.servlet.ConsentFilter</filter-class></filter>|",
                "<context-param><param-name>consent.home</param-name><param-value>x</param-value></context-param>|",
                "<context-param><param-name>consent.house</param-name><param-value>x</param-value></context-param>|no setting",
                "<dependency><groupId>com.okonect.consent</groupId><artifactId>consent-core</artifactId><version>0.0.1</version></dependency>|the version is",
                "<dependency><groupId>com.okonect.consent</groupId><artifactId>consent-web</artifactId><version>VERSION</version></dependency>|no module",
                "<dependency><groupId>com.okonect</groupId><artifactId>consent-core</artifactId><version>VERSION</version></dependency>|not of this build",
                "<dependency><groupId>com.okonect.consent</groupId><artifactId>consent-core</artifactId><version>VERSION</version></dependency>|",
                "<dependency><groupId>com.okonect.consent</groupId><artifactId>consent-core</artifactId><version>VERSION</version><classifier>kit</classifier></dependency>|no classifier",
                "<dependency><groupId>com.okonect.consent</groupId><artifactId>consent-servlet</artifactId><version>VERSION</version><classifier>test-kit</classifier></dependency>|",
                "<dependency><groupId>com.okonect.consent</groupId><artifactId>consent-core</artifactId><version>VERSION</version><scop>test</scop></dependency>|unknown scop",
            })
    void aPieceThatCannotWorkIsFound(String xml, String fault) throws Exception {
        List<String> faults = faults(xml.replace("VERSION", Documents.version()));
        if (fault == null) {
            assertThat(faults).isEmpty();
        } else {
            assertThat(faults).isNotEmpty().anyMatch(found -> found.contains(fault));
        }
    }

    private static List<String> faults(String xml) throws Exception {
        Element root;
        try {
            root = parse("<all>" + xml + "</all>");
        } catch (SAXException e) {
            return List.of("not well-formed: " + e.getMessage());
        }
        List<String> faults = new ArrayList<>();
        boolean descriptor = false;
        for (Element element : children(root)) {
            switch (element.getTagName()) {
                case "dependency" -> faults.addAll(faultsOfDependency(element));
                case "context-param", "filter", "filter-mapping", "listener", "servlet", "servlet-mapping" -> {
                    descriptor = true;
                    faults.addAll(faultsOfDescriptor(element));
                }
                default -> faults.add("unknown " + element.getTagName());
            }
        }
        if (descriptor) {
            try {
                schema().newValidator()
                        .validate(new StreamSource(
                                new StringReader("<web-app xmlns='https://jakarta.ee/xml/ns/jakartaee' version='6.0'>"
                                        + xml + "</web-app>")));
            } catch (SAXException e) {
                faults.add(e.getMessage());
            }
        }
        return faults;
    }

    /** The schema of descriptors of Servlet 6.0, out of the jar of its API; nothing comes over the network. */
    private static Schema schema() throws SAXException, ParserConfigurationException {
        DOMImplementationLS load = (DOMImplementationLS) DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .getDOMImplementation()
                .getFeature("LS", "3.0");
        URL schema = Objects.requireNonNull(
                ServletContext.class.getResource("/jakarta/servlet/resources/web-app_6_0.xsd"), "no schema in the API");
        SchemaFactory factory = SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI);
        factory.setProperty(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "jar:file,file");
        factory.setResourceResolver((type, namespace, publicId, systemId, base) -> {
            if (systemId != null && systemId.endsWith("/xml.xsd")) {
                LSInput input = load.createLSInput();
                input.setStringData(SCHEMA_OF_XML);
                return input;
            }
            return null;
        });
        return factory.newSchema(schema);
    }

    private static List<String> faultsOfDescriptor(Element element) {
        List<String> faults = new ArrayList<>();
        for (Element each : descendants(element)) {
            String text = each.getTextContent().strip();
            Class<?> kind = KINDS.get(each.getTagName());
            if (kind != null) {
                try {
                    if (!kind.isAssignableFrom(Class.forName(text))) {
                        faults.add(text + " is no " + each.getTagName());
                    }
                } catch (ClassNotFoundException e) {
                    faults.add("no class " + text);
                }
            } else if (each.getTagName().equals("param-name")
                    && text.startsWith("consent.")
                    && Stream.of(Setting.values())
                            .noneMatch(setting -> setting.key().equals(text))) {
                faults.add("no setting " + text);
            }
        }
        return faults;
    }

    private static List<String> faultsOfDependency(Element dependency) throws IOException {
        List<String> faults = new ArrayList<>();
        for (Element part : children(dependency)) {
            String text = part.getTextContent();
            switch (part.getTagName()) {
                case "groupId" -> {
                    if (!text.equals("com.okonect.consent")) {
                        faults.add(text + " is not of this build");
                    }
                }
                case "artifactId" -> {
                    if (!Documents.MODULES.contains(text)) {
                        faults.add("no module " + text);
                    }
                }
                case "version" -> {
                    if (!text.equals(Documents.version())) {
                        faults.add("the version is " + Documents.version() + ", not " + text);
                    }
                }
                case "classifier" -> {
                    String module = dependency
                            .getElementsByTagName("artifactId")
                            .item(0)
                            .getTextContent();
                    if (!Files.readString(Documents.ROOT.resolve(module).resolve("pom.xml"))
                            .contains("<classifier>" + text + "</classifier>")) {
                        faults.add("no classifier " + text);
                    }
                }
                case "scope" -> {
                    if (!List.of("compile", "provided", "runtime", "test").contains(text)) {
                        faults.add("no scope " + text);
                    }
                }
                default -> faults.add("unknown " + part.getTagName());
            }
        }
        return faults;
    }

    private static Element parse(String xml) throws SAXException, IOException, ParserConfigurationException {
        var builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
        builder.setErrorHandler(null);
        return builder.parse(new InputSource(new StringReader(xml))).getDocumentElement();
    }

    private static List<Element> children(Element parent) {
        List<Element> children = new ArrayList<>();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }

    private static List<Element> descendants(Element parent) {
        NodeList nodes = parent.getElementsByTagName("*");
        List<Element> descendants = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            descendants.add((Element) nodes.item(i));
        }
        return descendants;
    }
}
