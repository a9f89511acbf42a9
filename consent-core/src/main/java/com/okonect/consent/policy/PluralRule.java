package com.okonect.consent.policy;

import java.util.List;
import java.util.Locale;

/**
 * Which form a word takes with a whole number below a million, as the Unicode CLDR has it for the shipped languages
 * (Unicode Technical Standard 35, part 3, section 5).
 */
enum PluralRule {
    /** One form for all numbers. */
    SAME("other") {
        @Override
        String form(long n) {
            return "other";
        }
    },
    /** One, and all others. */
    ONE("one", "other") {
        @Override
        String form(long n) {
            return n == 1 ? "one" : "other";
        }
    },
    /** None and one, and all others. */
    NONE_OR_ONE("one", "other") {
        @Override
        String form(long n) {
            return n <= 1 ? "one" : "other";
        }
    },
    /** Icelandic: those that end in one, but for eleven. */
    ICELANDIC("one", "other") {
        @Override
        String form(long n) {
            return endsInOne(n) ? "one" : "other";
        }
    },
    /** Latvian. */
    LATVIAN("zero", "one", "other") {
        @Override
        String form(long n) {
            return n % 10 == 0 || in(n % 100, 11, 19) ? "zero" : endsInOne(n) ? "one" : "other";
        }
    },
    /** Lithuanian. */
    LITHUANIAN("one", "few", "other") {
        @Override
        String form(long n) {
            boolean teen = in(n % 100, 11, 19);
            return n % 10 == 1 && !teen ? "one" : n % 10 >= 2 && !teen ? "few" : "other";
        }
    },
    /** Czech and Slovak. */
    CZECH("one", "few", "other") {
        @Override
        String form(long n) {
            return n == 1 ? "one" : in(n, 2, 4) ? "few" : "other";
        }
    },
    /** Polish. */
    POLISH("one", "few", "many") {
        @Override
        String form(long n) {
            return n == 1 ? "one" : endsInFew(n) ? "few" : "many";
        }
    },
    /** Russian and Ukrainian. */
    RUSSIAN("one", "few", "many") {
        @Override
        String form(long n) {
            return endsInOne(n) ? "one" : endsInFew(n) ? "few" : "many";
        }
    },
    /** Croatian and Serbian. */
    CROATIAN("one", "few", "other") {
        @Override
        String form(long n) {
            return endsInOne(n) ? "one" : endsInFew(n) ? "few" : "other";
        }
    },
    /** Slovene. */
    SLOVENE("one", "two", "few", "other") {
        @Override
        String form(long n) {
            long end = n % 100;
            return end == 1 ? "one" : end == 2 ? "two" : in(end, 3, 4) ? "few" : "other";
        }
    },
    /** Romanian. */
    ROMANIAN("one", "few", "other") {
        @Override
        String form(long n) {
            return n == 1 ? "one" : n == 0 || in(n % 100, 1, 19) ? "few" : "other";
        }
    },
    /** Maltese. */
    MALTESE("one", "two", "few", "many", "other") {
        @Override
        String form(long n) {
            long end = n % 100;
            return n == 1
                    ? "one"
                    : n == 2 ? "two" : n == 0 || in(end, 3, 10) ? "few" : in(end, 11, 19) ? "many" : "other";
        }
    },
    /** Irish. */
    IRISH("one", "two", "few", "many", "other") {
        @Override
        String form(long n) {
            return n == 1 ? "one" : n == 2 ? "two" : in(n, 3, 6) ? "few" : in(n, 7, 10) ? "many" : "other";
        }
    },
    /** Hebrew. */
    HEBREW("one", "two", "other") {
        @Override
        String form(long n) {
            return n == 1 ? "one" : n == 2 ? "two" : "other";
        }
    },
    /** Arabic. */
    ARABIC("zero", "one", "two", "few", "many", "other") {
        @Override
        String form(long n) {
            long end = n % 100;
            return n == 0
                    ? "zero"
                    : n == 1 ? "one" : n == 2 ? "two" : in(end, 3, 10) ? "few" : in(end, 11, 99) ? "many" : "other";
        }
    };

    @SuppressWarnings("ImmutableEnumChecker") // a copy
    private final List<String> forms;

    PluralRule(String... forms) {
        this.forms = List.of(forms);
    }

    /** The form for a number. */
    abstract String form(long n);

    /** Every form that there is. */
    List<String> forms() {
        return forms;
    }

    static PluralRule of(Locale language) {
        return switch (language.getLanguage()) {
            case "ja", "ko", "vi", "zh" -> SAME;
            case "fr", "hi", "pt" -> NONE_OR_ONE;
            case "is" -> ICELANDIC;
            case "lv" -> LATVIAN;
            case "lt" -> LITHUANIAN;
            case "cs", "sk" -> CZECH;
            case "pl" -> POLISH;
            case "ru", "uk" -> RUSSIAN;
            case "hr", "sr" -> CROATIAN;
            case "sl" -> SLOVENE;
            case "ro" -> ROMANIAN;
            case "mt" -> MALTESE;
            case "ga" -> IRISH;
            case "he" -> HEBREW;
            case "ar" -> ARABIC;
            default -> ONE;
        };
    }

    private static boolean in(long n, long first, long last) {
        return n >= first && n <= last;
    }

    private static boolean endsInOne(long n) {
        return n % 10 == 1 && n % 100 != 11;
    }

    private static boolean endsInFew(long n) {
        return in(n % 10, 2, 4) && !in(n % 100, 12, 14);
    }
}
