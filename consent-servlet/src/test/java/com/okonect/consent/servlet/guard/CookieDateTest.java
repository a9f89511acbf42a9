package com.okonect.consent.servlet.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6265, 5.1.1. */
class CookieDateTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Sun, 06 Nov 1994 08:49:37 GMT | 1994-11-06T08:49:37Z",
                "Sunday, 06-Nov-94 08:49:37 GMT | 1994-11-06T08:49:37Z",
                "Sun Nov  6 08:49:37 1994 | 1994-11-06T08:49:37Z",
                "1994 Nov 6 8:9:7 | 1994-11-06T08:09:07Z",
                "Thu, 01 Jan 70 00:00:00 | 1970-01-01T00:00:00Z",
                "Thu, 01 Jan 69 00:00:00 | 2069-01-01T00:00:00Z",
                "01 january 2030 00:00:00 whatever 31 feb | 2030-01-01T00:00:00Z",
                "10:20:30Z 1 MAR 2031 | 2031-03-01T10:20:30Z",
                "Fri, 31-Dec-9999 23:59:59 GMT | 9999-12-31T23:59:59Z"
            })
    void aDateIsReadAsABrowserReadsIt(String text, String instant) {
        assertThat(CookieDate.parse(text)).isEqualTo(Instant.parse(instant));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "-1",
                "never",
                "Sun, 06 Nov 1994",
                "08:49:37",
                "30 Feb 2030 00:00:00",
                "1 Jan 1600 00:00:00",
                "1 Jan 2030 24:00:00",
                "1 Jan 2030 00:60:00",
                "1 Jan 2030 00:00:60",
                "32 Jan 2030 00:00:00",
                "0 Jan 2030 00:00:00",
                "1 Jax 2030 00:00:00",
                "1 Jan 20301 00:00:00",
                "1 Jan 2030 000:00:00"
            })
    void whatIsNoDateIsIgnored(String text) {
        assertThat(CookieDate.parse(text)).isNull();
    }
}
