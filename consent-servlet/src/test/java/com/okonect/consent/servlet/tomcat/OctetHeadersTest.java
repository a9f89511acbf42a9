package com.okonect.consent.servlet.tomcat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.Request;
import org.apache.tomcat.util.http.MimeHeaders;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On requests of Tomcat itself, with headers as its connectors leave them. */
final class OctetHeadersTest {

    private final OctetHeaders headers = new OctetHeaders();
    private Request request;
    private MimeHeaders fields;
    private HttpServletRequest given;

    @BeforeEach
    void receive() {
        receive(new Request(new Connector()));
    }

    private void receive(Request by) {
        org.apache.coyote.Request received = new org.apache.coyote.Request();
        request = by;
        request.setCoyoteRequest(received);
        fields = received.getMimeHeaders();
        given = request.getRequest();
    }

    /** As HTTP/1.1 leaves them: in the middle of what was received. */
    private void octets(String name, String value) {
        byte[] received = (name + ": " + value + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        fields.addValue(received, 0, name.length()).setBytes(received, name.length() + 2, value.length());
    }

    private void receiveMany() {
        receive();
        octets("Accept", "text/html, */*;q=0.1");
        octets("X-Twice", "first");
        octets("X-Octets", "caf\u00e9 \u0080\u00ff\tend");
        octets("X-Empty", "");
        fields.addValue("x-text").setString("as over HTTP/2");
        char[] characters = "[as characters]".toCharArray();
        fields.addValue("X-Characters").setChars(characters, 1, characters.length - 2);
        octets("x-TWICE", "second");
        // As AJP has them: names that it knows, with octets.
        fields.addValue("X-Known").setBytes(new byte[] {'-', 'k', (byte) 0xE9, '-'}, 1, 2);
    }

    /** As it is first read, by the one or the other, for both keep what they have read. */
    @Test
    void whatIsReadIsWhatTomcatReads() {
        for (String name : List.of(
                "accept",
                "ACCEPT",
                "x-twice",
                "X-Octets",
                "X-Empty",
                "X-Text",
                "X-Characters",
                "X-Known",
                "X-None",
                "Accept ",
                "")) {
            receiveMany();
            String first = given.getHeader(name);
            receiveMany();
            List<String> all = Collections.list(given.getHeaders(name));

            receiveMany();
            assertThat(headers.first(given, name)).as(name).isEqualTo(first);
            assertThat(given.getHeader(name)).as(name).isEqualTo(first);
            receiveMany();
            assertThat(Collections.list(headers.all(given, name))).as(name).isEqualTo(all);
            assertThat(Collections.list(given.getHeaders(name))).as(name).isEqualTo(all);
        }
        receiveMany();
        assertThat(headers.first(given, "X-Octets")).isEqualTo("caf\u00e9 \u0080\u00ff\tend");
        assertThat(Collections.list(headers.all(given, "X-Twice"))).containsExactly("first", "second");
    }

    @Test
    void aValueThatWasReadIsKeptAsTomcatKeepsIt() {
        octets("Cookie", "sent=1");
        String read = headers.first(given, "Cookie");

        assertThat(headers.first(given, "Cookie")).isSameAs(read);
        assertThat(Collections.list(headers.all(given, "Cookie"))).first().isSameAs(read);
        assertThat(given.getHeader("Cookie")).isSameAs(read);
    }

    @Test
    void aRequestOfAnotherKindIsAskedForWhatItSays() {
        receive(new Request(new Connector()) {
            @Override
            public String getHeader(String name) {
                return "another";
            }

            @Override
            public Enumeration<String> getHeaders(String name) {
                return Collections.enumeration(List.of("another"));
            }
        });
        octets("Cookie", "sent=1");

        assertThat(headers.first(given, "Cookie")).isEqualTo("another");
        assertThat(Collections.list(headers.all(given, "Cookie"))).containsExactly("another");
    }

    @Test
    void octetsOfAnotherCharsetAreReadAsTomcatReadsThem() {
        octets("X-Other", "caf\u00c3\u00a9");
        fields.getValue("X-Other").setCharset(StandardCharsets.UTF_8);

        assertThat(headers.first(given, "X-Other")).isEqualTo("caf\u00e9");
    }

    @Test
    void afterTheLastValueThereIsNone() {
        octets("X-Once", "1");
        Enumeration<String> values = headers.all(given, "X-Once");
        values.nextElement();

        assertThat(values.hasMoreElements()).isFalse();
        assertThatThrownBy(values::nextElement).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void aWrapperIsAskedForWhatItSays() {
        octets("Cookie", "sent=1");
        HttpServletRequest wrapper = new HttpServletRequestWrapper(given) {
            @Override
            public String getHeader(String name) {
                return "another";
            }

            @Override
            public Enumeration<String> getHeaders(String name) {
                return Collections.enumeration(List.of("another"));
            }
        };

        assertThat(headers.first(wrapper, "Cookie")).isEqualTo("another");
        assertThat(Collections.list(headers.all(wrapper, "Cookie"))).containsExactly("another");
    }

    @Test
    void aRequestThatHasEndedSaysSo() {
        octets("Cookie", "sent=1");
        request.recycle();

        assertThatThrownBy(() -> given.getHeader("Cookie")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> headers.first(given, "Cookie")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> headers.all(given, "Cookie")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void thisTomcatFits() {
        assertThat(OctetHeaders.fit()).isTrue();
    }
}
