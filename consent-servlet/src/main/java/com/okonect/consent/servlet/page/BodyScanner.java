package com.okonect.consent.servlet.page;

/**
 * Finds the end of the {@code <body …>} start tag in HTML that comes in pieces, reading it as a browser does (HTML
 * Standard, section 13.2.5): not in comments, declarations, attribute values, scripts, styles and other raw text.
 *
 * <p>Holds nothing back and looks at ASCII only, so that it reads characters and the bytes of any charset that agrees
 * with ASCII alike. Not safe for use by several threads.
 */
final class BodyScanner {

    /** What {@link #find(byte[], int, int)} returns where the place is not in the piece. */
    static final int NOT_HERE = -1;

    private static final int LONGEST_NAME = 16;

    private enum State {
        TEXT,
        TAG_OPEN,
        END_TAG_OPEN,
        DECLARATION_OPEN,
        DECLARATION,
        COMMENT_START,
        COMMENT,
        CDATA,
        TAG_NAME,
        BEFORE_ATTRIBUTE,
        ATTRIBUTE_NAME,
        BEFORE_VALUE,
        VALUE_UNQUOTED,
        VALUE_SINGLE,
        VALUE_DOUBLE,
        RAW_TEXT,
        RAW_LESS_THAN,
        RAW_END_NAME,
        DONE
    }

    private final boolean xml;
    private State state = State.TEXT;
    private final char[] name = new char[LONGEST_NAME];
    private int nameLength;
    private boolean endTag;
    private int dashes;
    private int brackets;
    private String rawName = "";

    /**
     * Starts at the beginning of a page.
     *
     * @param xml whether a browser reads it as XML, where nothing is raw text but CDATA sections
     */
    BodyScanner(boolean xml) {
        this.xml = xml;
    }

    /** Whether there is no more to find. */
    boolean isDone() {
        return state == State.DONE;
    }

    /**
     * Reads on.
     *
     * @return the index after the {@code >} of the body's start tag, or {@link #NOT_HERE}
     */
    int find(byte[] bytes, int from, int to) {
        for (int i = from; i < to && state != State.DONE; i++) {
            if (read(bytes[i])) {
                return i + 1;
            }
        }
        return NOT_HERE;
    }

    /** As {@link #find(byte[], int, int)} for characters. */
    int find(char[] chars, int from, int to) {
        for (int i = from; i < to && state != State.DONE; i++) {
            if (read(chars[i])) {
                return i + 1;
            }
        }
        return NOT_HERE;
    }

    /** As {@link #find(byte[], int, int)} for the characters of a text. */
    int find(String text, int from, int to) {
        for (int i = from; i < to && state != State.DONE; i++) {
            if (read(text.charAt(i))) {
                return i + 1;
            }
        }
        return NOT_HERE;
    }

    /** Whether this unit ends the body's start tag. */
    boolean read(int unit) {
        switch (state) {
            case TEXT -> {
                if (unit == '<') {
                    state = State.TAG_OPEN;
                }
            }
            case TAG_OPEN -> tagOpen(unit);
            case END_TAG_OPEN -> {
                if (isLetter(unit)) {
                    startName(unit, true);
                } else {
                    state = unit == '>' ? State.TEXT : State.DECLARATION;
                }
            }
            case DECLARATION_OPEN -> declarationOpen(unit);
            case DECLARATION -> {
                if (unit == '>') {
                    state = State.TEXT;
                }
            }
            case COMMENT_START, COMMENT -> comment(unit);
            case CDATA -> cdata(unit);
            case TAG_NAME -> {
                if (isSpace(unit) || unit == '/') {
                    state = State.BEFORE_ATTRIBUTE;
                } else if (unit == '>') {
                    return endOfTag();
                } else {
                    addToName(unit);
                }
            }
            case BEFORE_ATTRIBUTE, ATTRIBUTE_NAME -> {
                if (unit == '>') {
                    return endOfTag();
                } else if (unit == '=' && state == State.ATTRIBUTE_NAME) {
                    state = State.BEFORE_VALUE;
                } else if (!isSpace(unit) && unit != '/') {
                    state = State.ATTRIBUTE_NAME;
                } else if (unit == '/') {
                    state = State.BEFORE_ATTRIBUTE;
                }
            }
            case BEFORE_VALUE -> {
                if (unit == '"') {
                    state = State.VALUE_DOUBLE;
                } else if (unit == '\'') {
                    state = State.VALUE_SINGLE;
                } else if (unit == '>') {
                    return endOfTag();
                } else if (!isSpace(unit)) {
                    state = State.VALUE_UNQUOTED;
                }
            }
            case VALUE_UNQUOTED -> {
                if (unit == '>') {
                    return endOfTag();
                } else if (isSpace(unit)) {
                    state = State.BEFORE_ATTRIBUTE;
                }
            }
            case VALUE_SINGLE -> {
                if (unit == '\'') {
                    state = State.BEFORE_ATTRIBUTE;
                }
            }
            case VALUE_DOUBLE -> {
                if (unit == '"') {
                    state = State.BEFORE_ATTRIBUTE;
                }
            }
            case RAW_TEXT, RAW_LESS_THAN, RAW_END_NAME -> rawText(unit);
            case DONE -> {
                return false;
            }
        }
        return false;
    }

    private void tagOpen(int unit) {
        if (isLetter(unit)) {
            startName(unit, false);
        } else if (unit == '/') {
            state = State.END_TAG_OPEN;
        } else if (unit == '!') {
            state = State.DECLARATION_OPEN;
            dashes = 0;
        } else if (unit == '?') {
            state = State.DECLARATION;
        } else {
            state = unit == '<' ? State.TAG_OPEN : State.TEXT;
        }
    }

    private void declarationOpen(int unit) {
        if (unit == '-') {
            dashes++;
            if (dashes == 2) {
                state = State.COMMENT_START;
                dashes = 0;
            }
        } else if (xml && unit == '[') {
            state = State.CDATA;
            brackets = 0;
        } else {
            state = unit == '>' ? State.TEXT : State.DECLARATION;
        }
    }

    /** Ends at {@code ]]>}. */
    private void cdata(int unit) {
        if (unit == ']') {
            brackets++;
        } else if (unit == '>' && brackets >= 2) {
            state = State.TEXT;
        } else {
            brackets = 0;
        }
    }

    /** A comment ends at {@code -->} and {@code --!>}; {@code <!-->} and {@code <!--->} are whole ones. */
    private void comment(int unit) {
        boolean start = state == State.COMMENT_START;
        if (unit == '-') {
            dashes = dashes < 0 ? 1 : dashes + 1;
        } else if (unit == '>' && (dashes >= 2 || dashes == -1 || start)) {
            state = State.TEXT;
            return;
        } else if (unit == '!' && dashes >= 2) {
            dashes = -1;
        } else {
            dashes = 0;
        }
        if (start && !(unit == '-' && dashes == 1)) {
            state = State.COMMENT;
        }
    }

    private void rawText(int unit) {
        if (state == State.RAW_TEXT || unit == '<') {
            state = unit == '<' ? State.RAW_LESS_THAN : State.RAW_TEXT;
        } else if (state == State.RAW_LESS_THAN) {
            state = unit == '/' ? State.RAW_END_NAME : State.RAW_TEXT;
            nameLength = 0;
        } else if (isSpace(unit) || unit == '/' || unit == '>') {
            endOfRawName(unit);
        } else {
            addToName(unit);
        }
    }

    private void endOfRawName(int unit) {
        if (!isName(rawName)) {
            state = State.RAW_TEXT;
        } else if (unit == '>') {
            state = State.TEXT;
        } else {
            endTag = true;
            state = State.BEFORE_ATTRIBUTE;
        }
    }

    private void startName(int unit, boolean end) {
        state = State.TAG_NAME;
        endTag = end;
        nameLength = 0;
        addToName(unit);
    }

    private void addToName(int unit) {
        if (nameLength < LONGEST_NAME) {
            name[nameLength] = (char) (unit >= 'A' && unit <= 'Z' ? unit + ('a' - 'A') : unit & 0xffff);
        }
        nameLength++;
    }

    private boolean endOfTag() {
        state = State.TEXT;
        if (endTag) {
            return false;
        }
        if (isName("body")) {
            state = State.DONE;
            return true;
        }
        if (isName("frameset") || isName("plaintext")) {
            state = State.DONE;
            return false;
        }
        for (String raw : RAW) {
            if (!xml && isName(raw)) {
                rawName = raw;
                state = State.RAW_TEXT;
            }
        }
        return false;
    }

    private static final String[] RAW = {
        "script", "style", "title", "textarea", "noscript", "noframes", "template", "xmp", "iframe", "noembed"
    };

    private boolean isName(String wanted) {
        if (nameLength != wanted.length()) {
            return false;
        }
        for (int i = 0; i < nameLength; i++) {
            if (name[i] != wanted.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetter(int unit) {
        return unit >= 'a' && unit <= 'z' || unit >= 'A' && unit <= 'Z';
    }

    private static boolean isSpace(int unit) {
        return unit == ' ' || unit == '\n' || unit == '\t' || unit == '\r' || unit == '\f';
    }
}
