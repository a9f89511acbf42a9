package com.okonect.consent.servlet.page;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** What goes into a page: as text, and in UTF-8 for a page that is written in bytes. */
@FunctionalInterface
interface Html {

    /** Nothing. */
    Html NONE = prepared("");

    String text();

    /** The text in parts: none is put together that can be written one after the other. */
    default List<String> texts() {
        return List.of(text());
    }

    /** In UTF-8; not to be changed, for it may be shared. */
    default byte[] utf8() {
        return text().getBytes(StandardCharsets.UTF_8);
    }

    /** Encoded when it is asked for: what is made for one page alone. */
    static Html of(String text) {
        return () -> text;
    }

    /** Encoded once: what goes into many pages. */
    static Html prepared(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return new Html() {
            @Override
            public String text() {
                return text;
            }

            @Override
            public byte[] utf8() {
                return utf8;
            }
        };
    }

    /** This, and what comes after it. */
    default Html and(Html next) {
        return text().isEmpty() ? next : of(text() + next.text());
    }
}
