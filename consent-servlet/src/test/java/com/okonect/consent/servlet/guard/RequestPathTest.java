package com.okonect.consent.servlet.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathTest {

    @ParameterizedTest
    @CsvSource({
        "'', /checkout/pay, /checkout/pay",
        "/app, /app/checkout, /checkout",
        "/app, /app, /",
        "/app, /app/, /",
        "'', /checkout;jsessionid=1/pay;a=b, /checkout/pay",
        "'', /check%6Fut, /checkout",
        "'', /caf%C3%A9, /caf\u00E9",
        "'', /a+b, /a+b",
        "'', /a%2520b, /a%20b",
        "'', '', /"
    })
    void thePathIsTheOneWithinTheApplication(String contextPath, String uri, String path) {
        assertThat(RequestPath.within(contextPath, uri)).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/x/../checkout",
                "/./checkout",
                "/x/%2E%2E/checkout",
                "/x/%2e./checkout",
                "/..;a=b/checkout",
                "/checkout/..",
                "/a%2Fcheckout",
                "/a\\checkout",
                "/a%5Ccheckout",
                "/a%00",
                "/a%0Ab",
                "/a%",
                "/a%4",
                "/a%zz",
                "/a%FF",
                "http://x/checkout"
            })
    void aPathThatTwoReadersMayReadDifferentlyIsNone(String uri) {
        assertThat(RequestPath.within("", uri)).isNull();
    }

    @Test
    void aPathOfAnotherApplicationIsNone() {
        assertThat(RequestPath.within("/app", "/application/checkout")).isNull();
        assertThat(RequestPath.within("/app", "/other/checkout")).isNull();
    }
}
