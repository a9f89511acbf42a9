package com.okonect.consent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Base64;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class ConsentTokenTest {

    private static final String SITE = "shop.example";
    private static final String NOTICE = "ab".repeat(32);
    private static final Instant DECIDED = Instant.parse("2026-11-23T10:15:30Z");
    private static final Instant EXPIRES = Instant.parse("2027-05-23T10:15:30Z");
    private static final SigningKeys KEYS = SigningKeys.parse("k1:" + key('a'));

    @Test
    void whatIsSignedIsRead() {
        ConsentToken token = token();

        assertThat(ConsentToken.verify(token.sign(SITE, KEYS), SITE, KEYS)).isEqualTo(token);
    }

    /** The format is a promise: version 0.1 signed this text, and every later version has to read it. */
    @Test
    void goldenTokensAreReadForEver() {
        String golden = "1.k1.1795428930.1811067330.AAAAAAAAAAAAAAAAAAAAAA.q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s"
                + ".marketing:0!statistics:1AbCdEfGh.wm295S9MMBClbrrUOWHcCkNRWb7LKX368oE_4kuENSc";

        assertThat(ConsentToken.verify(golden, SITE, KEYS)).isEqualTo(token());
        assertThat(token().sign(SITE, KEYS)).isEqualTo(golden);
    }

    @Test
    void anyChangedCharacterIsNoChoice() {
        String signed = token().sign(SITE, KEYS);
        for (int i = 0; i < signed.length(); i++) {
            char other = signed.charAt(i) == 'A' ? 'B' : 'A';
            String forged = signed.substring(0, i) + other + signed.substring(i + 1);
            // The last character of base64 has bits that do not count; all others do.
            if (i < signed.length() - 1) {
                assertThat(ConsentToken.verify(forged, SITE, KEYS)).as(forged).isNull();
            }
        }
    }

    @Test
    void aTokenOfAnotherSiteIsNoChoice() {
        assertThat(ConsentToken.verify(token().sign(SITE, KEYS), "www.shop.example", KEYS))
                .isNull();
    }

    @Test
    void aTokenOfAnotherKeyIsNoChoice() {
        SigningKeys others = SigningKeys.parse("k1:" + key('b'));

        assertThat(ConsentToken.verify(token().sign(SITE, others), SITE, KEYS)).isNull();
    }

    @Test
    void anOlderKeyStillVerifiesAndTheNewestSigns() {
        SigningKeys rotated = SigningKeys.parse("k2:" + key('b') + "\nk1:" + key('a'));

        assertThat(ConsentToken.verify(token().sign(SITE, KEYS), SITE, rotated)).isEqualTo(token());
        assertThat(token().sign(SITE, rotated)).startsWith("1.k2.");
    }

    @Property(tries = 2000)
    void whateverTextIsSentNothingIsThrown(@ForAll @StringLength(max = 600) String text) {
        assertThat(ConsentToken.verify(text, SITE, KEYS)).isNull();
    }

    @Test
    void tenCategoriesOfTheLongestIdsStayBelow512Bytes() {
        SortedMap<Category, Decision> decisions = new TreeMap<>();
        for (int i = 0; i < 10; i++) {
            decisions.put(Category.of("abcdefghijklmnopqrstuvw" + i), Decision.grant("AbCdEfGh"));
        }
        ConsentToken token = new ConsentToken(DECIDED, EXPIRES, "A".repeat(22), NOTICE, decisions);
        SigningKeys longestId = SigningKeys.parse("k".repeat(16) + ":" + key('a'));

        assertThat(token.sign(SITE, longestId)).hasSizeLessThan(512);
    }

    /** RFC 6265, section 4.1.1, cookie-octet. */
    @Test
    void everyCharacterIsAllowedInACookieValue() {
        assertThat(token().sign(SITE, KEYS)).matches("[\\x21\\x23-\\x2B\\x2D-\\x3A\\x3C-\\x5B\\x5D-\\x7E]+");
    }

    private static ConsentToken token() {
        SortedMap<Category, Decision> decisions = new TreeMap<>();
        decisions.put(Category.STATISTICS, Decision.grant("AbCdEfGh"));
        decisions.put(Category.MARKETING, Decision.REFUSED);
        return new ConsentToken(DECIDED, EXPIRES, "A".repeat(22), NOTICE, decisions);
    }

    private static String key(char c) {
        return Base64.getEncoder().encodeToString(String.valueOf(c).repeat(32).getBytes());
    }
}
