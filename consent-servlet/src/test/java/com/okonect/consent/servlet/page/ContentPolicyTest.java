package com.okonect.consent.servlet.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentPolicyTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    img-src 'self'                                             | true  |      | true  |
                    default-src 'self'                                         | false |      | true  |
                    default-src 'none'                                         | false |      | false |
                    DEFAULT-SRC 'SELF'; STYLE-SRC 'UNSAFE-INLINE'              | true  |      | true  |
                    default-src 'self'; style-src 'unsafe-inline' 'nonce-Ab1=' | true  | Ab1= | true  |
                    default-src 'self'; style-src 'unsafe-inline' 'sha256-x'   | false |      | true  |
                    style-src 'self'; style-src-elem 'unsafe-inline'           | true  |      | true  |
                    style-src 'unsafe-inline'; style-src 'none'                | true  |      | true  |
                    script-src 'nonce-n' 'strict-dynamic'                      | true  |      | true  | n
                    script-src 'strict-dynamic' 'self' 'sha256-x'              | true  |      | false |
                    script-src 'nonce-n'; connect-src 'none'                   | true  |      | false | n
                    script-src https://shop.example                            | true  |      | true  |
                    script-src https://cdn.example *.shop.example              | true  |      | false |
                    script-src *                                               | true  |      | true  |
                    default-src 'self', style-src 'unsafe-inline'              | false |      | true  |
                    style-src 'nonce-a', style-src 'nonce-b'                   | false | a    | true  |
                    style-src 'nonce-a', style-src 'nonce-a'                   | true  | a    | true  |
                    ;; ,                                                       | true  |      | true  |
                    """)
    void saysWhatABannerMayBring(String policy, boolean style, String styleNonce, boolean script, String scriptNonce) {
        assertThat(ContentPolicy.of(List.of(policy), "shop.example"))
                .isEqualTo(new ContentPolicy(style, styleNonce, script, scriptNonce));
    }

    @Test
    void everyPolicyHasToAllow() {
        ContentPolicy both = ContentPolicy.of(List.of("style-src 'unsafe-inline'", "default-src 'self'"), "a");

        assertThat(both).isEqualTo(new ContentPolicy(false, null, true, null));
    }
}
