package com.okonect.consent.servlet.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TagAttributesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                " lang=\"fr\">",
                " lang='fr'>",
                " lang=fr>",
                "/lang=fr>",
                " lang = fr >",
                "\n\tLANG\r=\f\"fr\" />",
                " hidden lang=fr>",
                " hidden/lang=fr>",
                " class=a lang=fr>",
                " class='lang=de' lang=fr>",
                " data-lang=de lang=fr>",
                " xml:lang=de lang=fr>",
                " = lang=fr>",
                " \"lang=de lang=fr>",
                " lang=fr lang=de>",
                " lang='fr'class=a>",
                " lang=fr"
            })
    void readsAnAttributeAsABrowserDoes(String tag) {
        assertThat(TagAttributes.value(tag, "lang")).contains("fr");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ">",
                " >",
                "/>",
                " langs=fr>",
                " class='lang=fr'>",
                " class= >lang=fr",
                " lang='fr>",
                " x=\"lang=fr"
            })
    void whatIsNotThereIsNoAttribute(String tag) {
        assertThat(TagAttributes.value(tag, "lang")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {" lang>", " lang", " lang=>", " lang=''>", " lang= >", " lang/ lang=fr>"})
    void anAttributeWithoutAValueIsEmpty(String tag) {
        assertThat(TagAttributes.value(tag, "lang")).contains("");
    }

    @Test
    void quotesAndAnglesArePartOfAnotherQuotesValue() {
        assertThat(TagAttributes.value(" content=\"default-src 'self'; x>y\" id=a>", "content"))
                .contains("default-src 'self'; x>y");
    }
}
