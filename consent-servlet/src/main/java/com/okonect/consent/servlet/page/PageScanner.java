package com.okonect.consent.servlet.page;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Finds the places in an HTML page where something can go, while the page passes in pieces. It reads as a browser does
 * (HTML Standard, sections 13.2.5 and 13.2.6): no place is in a comment, an attribute, a script or other raw text, and
 * where a page leaves out {@code <body>} the place is where a browser would put it.
 *
 * <p>Looks at ASCII only, so that it reads characters and the bytes of any charset that agrees with ASCII alike. Holds
 * back no more than the start of one tag, and only where the name of the tag decides. Not safe for use by several
 * threads.
 */
final class PageScanner {

    /** A kind of place; each is found once at most. */
    enum Place {
        /** Before the first script of the head. */
        SCRIPT,
        /** In the head, where a style can stand. */
        HEAD,
        /** At the start of the body. */
        BODY,
        /** At the end of the body; it is known when the page is at its end. */
        END
    }

    /**
     * A place in the piece that was scanned.
     *
     * @param index before which unit of the piece; {@link #BEFORE_HELD} if it is before what is held back
     */
    record Found(Place place, int index) {}

    /** The index of a place before the start of a tag that was held back from an earlier piece. */
    static final int BEFORE_HELD = -1;

    private static final int LONGEST_NAME = 16;
    private static final int LONGEST_CAPTURE = 2_000;
    /** So many bytes are made characters at once, as long as the body has not begun. */
    private static final int CHUNK = KnownStarts.LONGEST;

    /** The same where no more than the page's first tags is read. */
    private static final int SHORT_CHUNK = 512;

    private static final String[] HEAD_ELEMENTS = {
        "base", "basefont", "bgsound", "link", "meta", "noframes", "noscript", "script", "style", "template", "title"
    };
    private static final String[] RAW_ELEMENTS = {
        "script", "style", "title", "textarea", "noscript", "noframes", "template", "xmp", "iframe", "noembed"
    };
    private static final int ESCAPE_START = '<' << 24 | '!' << 16 | '-' << 8 | '-';
    private static final int ESCAPE_END = '-' << 16 | '-' << 8 | '>';

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
        RAW_END_NAME
    }

    private enum Part {
        BEFORE_BODY,
        BODY,
        DONE
    }

    /** Inside a script: after {@code <!--}, and after {@code <script} in that, where an end tag ends nothing. */
    private enum Escape {
        NONE,
        ESCAPED,
        DOUBLE_ESCAPED
    }

    private final boolean xml;
    private final boolean wantsStart;
    private final boolean wantsEnd;
    private final EndFinder end;
    private final List<Found> found = new ArrayList<>(3);

    private State state = State.TEXT;
    private Part part = Part.BEFORE_BODY;
    private Escape escape = Escape.NONE;
    private boolean document;
    private boolean afterHead;
    private boolean wantsScript;
    private boolean headFound;
    private long unitsRead;
    private final char[] name = new char[LONGEST_NAME];
    private int nameLength;
    private boolean endTag;
    private int marks;
    private String rawName = "";
    private int recent;
    private int tagStart;
    private boolean tagInPiece;
    private boolean tagReachable;
    private boolean flowPending;
    private boolean mayHold = true;
    private int keptFrom;
    private String held = "";
    private final StringBuilder capture = new StringBuilder();
    private boolean capturing;
    private String language = "";
    private final List<String> metaPolicies = new ArrayList<>(1);
    private @Nullable KnownStarts knownStarts;
    private String uri = "";
    private boolean opened;

    /**
     * Starts at the beginning of a page.
     *
     * @param xml whether a browser reads it as XML, where nothing is raw text but CDATA sections
     * @param document whether it is known to be a page and no fragment; else it has to begin like one
     * @param wantsStart whether the places in the head and at the start of the body are looked for
     * @param wantsEnd whether the end of the body is looked for, unless the page has a link to {@code ownPath}
     * @param ownPath the path that such a link leads to; null if none is looked for
     */
    PageScanner(boolean xml, boolean document, boolean wantsStart, boolean wantsEnd, @Nullable String ownPath) {
        this.xml = xml;
        this.document = document;
        this.wantsStart = wantsStart;
        this.wantsEnd = wantsEnd;
        this.end = new EndFinder(ownPath);
    }

    /** Has the place before the first script of the head looked for, too. */
    void seekScript() {
        wantsScript = true;
    }

    /**
     * Has the page's beginning compared with the last one at its address.
     *
     * @param starts what is known of beginnings
     * @param address the page's
     */
    void compareWith(KnownStarts starts, String address) {
        knownStarts = starts;
        uri = address;
    }

    /** Whether there is no more to find. */
    boolean isDone() {
        return part == Part.DONE;
    }

    /** Whether what was read is a page, not a fragment. */
    boolean isDocument() {
        return document;
    }

    /** Whether the page has a link to the path, so far; if it has, there is no more to find. */
    boolean isLinked() {
        boolean linked = end.isLinked();
        part = linked ? Part.DONE : part;
        return linked;
    }

    /** Whether a link of the page's own is looked for. */
    boolean looksForLink() {
        return end.looksForLink();
    }

    /** Whether the body has begun, has no link of its own so far, and its end is still to be found. */
    boolean lacksEnd() {
        return part == Part.BODY && !isLinked();
    }

    /** Whether nothing is looked for but the last tags, of which nothing is held back: only what comes last matters. */
    boolean looksForEndOnly() {
        return part == Part.BODY && held.isEmpty() && !end.looksForLink();
    }

    /** The {@code lang} of the page, where its start has been read; empty if it has none. */
    Optional<String> language() {
        return language.isBlank() ? Optional.empty() : Optional.of(language);
    }

    /** The policies in {@code <meta http-equiv=Content-Security-Policy>} so far; none where the head is not read. */
    List<String> metaPolicies() {
        return List.copyOf(metaPolicies);
    }

    /**
     * Reads on.
     *
     * @return the places, in order; valid until the next call
     */
    List<Found> scan(byte[] bytes, int from, int to) {
        String heldEnd = begin();
        int i = from + asLast(length -> latin1(bytes, from, from + length), to - from, from);
        while (i < to && part == Part.BEFORE_BODY) {
            i += start(latin1(bytes, i, Math.min(to, i + (readsHead() ? CHUNK : SHORT_CHUNK))), i);
        }
        if (part == Part.BODY) {
            int at = bodyFrom(i, to);
            // Where only the end of the piece is read, no last tags begin in what is held: it is too far away.
            scanBody(at > i ? "" : heldEnd, latin1(bytes, at, to), at);
        } else {
            end(from, to);
        }
        return found;
    }

    /** As {@link #scan(byte[], int, int)} for characters, of which the first has the index 0. */
    List<Found> scan(String piece) {
        String heldEnd = begin();
        int to = piece.length();
        int i = asLast(length -> piece.substring(0, length), to, 0);
        if (part == Part.BEFORE_BODY) {
            i = start(piece, 0);
        }
        if (part == Part.BODY) {
            int at = bodyFrom(i, to);
            scanBody(at > i ? "" : heldEnd, piece.substring(at), at);
        } else {
            end(0, to);
        }
        return found;
    }

    private static String latin1(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** From which unit on a piece of the body has to be read: only its end, where no link is looked for. */
    private int bodyFrom(int from, int to) {
        return end.looksForLink() ? from : Math.max(from, to - EndFinder.LONGEST_END);
    }

    /**
     * What the last page at the address began with as well need not be read.
     *
     * @param beginning the piece's first units, of a number; two strings are compared at once
     * @param length of the piece
     * @param base the index of its first unit
     * @return how many units are passed by
     */
    private int asLast(IntFunction<String> beginning, int length, int base) {
        KnownStarts starts = knownStarts;
        KnownStarts.Start last = starts == null || unitsRead > 0 ? null : starts.last(uri, wanted());
        int known = last == null ? 0 : last.text().length();
        if (last == null || known > length || !last.text().equals(beginning.apply(known))) {
            return 0;
        }
        startAs(last, base);
        return known;
    }

    /** As {@link #readStart}, and notes what the page begins with. */
    private int start(String text, int base) {
        KnownStarts starts = unitsRead > 0 ? null : knownStarts;
        int wanted = wanted();
        int read = readStart(text, base);
        if (starts != null && opened && read <= KnownStarts.LONGEST) {
            List<Found> places = found.stream()
                    .map(place -> new Found(place.place, place.index - base))
                    .toList();
            String all = text.substring(0, read);
            starts.note(uri, new KnownStarts.Start(wanted, all, places, language, metaPolicies(), part == Part.BODY));
        }
        return read;
    }

    /** All that decides on what is found in a beginning. */
    int wanted() {
        return (xml ? 1 : 0)
                | (document ? 1 << 1 : 0)
                | (wantsStart ? 1 << 2 : 0)
                | (wantsEnd ? 1 << 3 : 0)
                | (wantsScript ? 1 << 4 : 0)
                | (end.looksForLink() ? 1 << 5 : 0);
    }

    private void startAs(KnownStarts.Start known, int base) {
        for (Found place : known.found()) {
            add(place.place, place.index + base);
        }
        document = true;
        language = known.language();
        metaPolicies.addAll(known.metaPolicies());
        unitsRead = known.text().length();
        part = known.bodyIsRead() ? Part.BODY : Part.DONE;
    }

    /**
     * Reads what comes before the body.
     *
     * @param base the index of the first unit
     * @return how many units were read: all, if the body has not begun
     */
    private int readStart(String text, int base) {
        int i = 0;
        while (i < text.length() && part == Part.BEFORE_BODY) {
            int next = afterIrrelevant(text, i);
            if (next > i) {
                capture(text, i, next);
                passedOver(next - i);
                i = next;
            } else {
                read(text.charAt(i), base + i);
                i++;
            }
        }
        return i;
    }

    /** The index of the next unit that may change the state: nearly all of a head does not. */
    private int afterIrrelevant(String text, int from) {
        return switch (state) {
            case VALUE_DOUBLE -> indexOf('"', text, from);
            case VALUE_SINGLE -> indexOf('\'', text, from);
            case COMMENT -> marks == 0 ? indexOf('-', text, from) : from;
            case CDATA -> marks == 0 ? indexOf(']', text, from) : from;
            case RAW_TEXT -> afterRawText(text, from);
            case ATTRIBUTE_NAME, VALUE_UNQUOTED -> afterLetters(text, from);
            default -> from;
        };
    }

    private static int indexOf(char wanted, String text, int from) {
        int at = text.indexOf(wanted, from);
        return at < 0 ? text.length() : at;
    }

    private static int afterRawText(String text, int from) {
        int at = from;
        while (at < text.length() && !isMark(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static int afterLetters(String text, int from) {
        int at = from;
        while (at < text.length() && isLetter(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** Whether raw text may end with this unit, or a comment in it begin or end. */
    private static boolean isMark(int unit) {
        return unit == '<' || unit == '-' || unit == '>';
    }

    /** Nothing of a comment's beginning or end is in what was passed over. */
    private void passedOver(int units) {
        recent = 0;
        unitsRead += units;
    }

    /**
     * Reads on in a piece that passes unchanged, with nothing held back before it and nothing of it to hold: nearly all
     * pieces of a body.
     *
     * @return false if nothing was read: the piece has to be scanned
     */
    boolean passes(String piece) {
        if (part != Part.BODY || !held.isEmpty() || EndFinder.endFrom(piece) < piece.length()) {
            return false;
        }
        pass(piece);
        return true;
    }

    /** As {@link #passes(String)} for a part of an array. */
    boolean passes(char[] chars, int from, int to) {
        if (part != Part.BODY || !held.isEmpty() || EndFinder.hasEnd(chars, from, to)) {
            return false;
        }
        if (end.looksForLink()) {
            pass(new String(chars, from, to - from));
        }
        return true;
    }

    /** As {@link #passes(String)} for a part of an array of bytes. */
    boolean passes(byte[] bytes, int from, int to) {
        if (part != Part.BODY || !held.isEmpty() || EndFinder.hasEnd(bytes, from, to)) {
            return false;
        }
        if (end.looksForLink()) {
            pass(latin1(bytes, from, to));
        }
        return true;
    }

    private void pass(String piece) {
        end.pass(piece);
        if (end.isKnownToBeLinked()) {
            part = Part.DONE;
        }
    }

    private void scanBody(String heldEnd, String text, int from) {
        end.pass(text);
        String all = heldEnd.isEmpty() ? text : heldEnd.concat(text);
        int endFrom = end.isKnownToBeLinked() ? all.length() : EndFinder.endFrom(all);
        int inPiece = Math.max(0, endFrom - heldEnd.length());
        tagInPiece = endFrom >= heldEnd.length();
        tagReachable = endFrom < all.length() && mayHold;
        keptFrom = tagReachable ? from + inPiece : from + text.length();
        if (end.isKnownToBeLinked()) {
            part = Part.DONE;
        } else if (!mayHold && tagInPiece && EndFinder.isWholeEnd(all.substring(endFrom))) {
            if (!end.isLinked()) {
                add(Place.END, from + inPiece);
            }
            part = Part.DONE;
        }
    }

    /** Has nothing of the page's end held back from now on: nobody may come to ask for it. */
    void holdNoEnd() {
        mayHold = false;
    }

    /** Returns what is held back of the end of the page. */
    private String begin() {
        found.clear();
        tagInPiece = false;
        return part == Part.BODY ? held : "";
    }

    /** A tag whose name decides on a place is held back, as long as all of it is at hand. */
    private void end(int from, int to) {
        boolean inName = state == State.TAG_OPEN || state == State.END_TAG_OPEN || state == State.TAG_NAME;
        tagReachable &= inName && wantsStart && part == Part.BEFORE_BODY && nameLength <= LONGEST_NAME;
        keptFrom = !tagReachable ? to : tagInPiece ? tagStart : from;
    }

    /** The places in the last piece. */
    List<Found> found() {
        return found;
    }

    /** From which unit of the last piece on all is to be held back. */
    int keptFrom() {
        return keptFrom;
    }

    /** Whether the last piece goes on with what is held back, from its first unit to its last. */
    boolean keepsHeld() {
        return tagReachable && !tagInPiece;
    }

    /** What is held back; ASCII but for a name that is none. */
    String held() {
        return held;
    }

    /** Notes what is held back from now on. */
    void hold(String units) {
        held = units;
    }

    /** Lets go of what is held back: nothing will be found before it. */
    String letGo() {
        String units = held;
        held = "";
        tagReachable = false;
        return units;
    }

    private void read(int unit, int index) {
        switch (state) {
            case TEXT -> text(unit, index);
            case TAG_OPEN -> tagOpen(unit, index);
            case END_TAG_OPEN -> {
                if (isLetter(unit)) {
                    startName(unit, true);
                } else {
                    state = unit == '>' ? State.TEXT : State.DECLARATION;
                }
            }
            case DECLARATION_OPEN -> declarationOpen(unit);
            case DECLARATION -> {
                capture(unit);
                if (unit == '>') {
                    endOfDeclaration();
                }
            }
            case COMMENT_START, COMMENT -> comment(unit);
            case CDATA -> cdata(unit);
            case TAG_NAME -> {
                if (isSpace(unit) || unit == '/' || unit == '>') {
                    endOfName(index);
                    if (part == Part.DONE) {
                        return;
                    }
                    state = State.BEFORE_ATTRIBUTE;
                    if (unit == '>') {
                        endOfTag(index);
                    }
                } else {
                    addToName(unit);
                }
            }
            case BEFORE_ATTRIBUTE, ATTRIBUTE_NAME -> attribute(unit, index);
            case BEFORE_VALUE -> {
                capture(unit);
                if (unit == '"') {
                    state = State.VALUE_DOUBLE;
                } else if (unit == '\'') {
                    state = State.VALUE_SINGLE;
                } else if (unit == '>') {
                    endOfTag(index);
                } else if (!isSpace(unit)) {
                    state = State.VALUE_UNQUOTED;
                }
            }
            case VALUE_UNQUOTED -> {
                capture(unit);
                if (unit == '>') {
                    endOfTag(index);
                } else if (isSpace(unit)) {
                    state = State.BEFORE_ATTRIBUTE;
                }
            }
            case VALUE_SINGLE, VALUE_DOUBLE -> {
                capture(unit);
                if (unit == (state == State.VALUE_SINGLE ? '\'' : '"')) {
                    state = State.BEFORE_ATTRIBUTE;
                }
            }
            case RAW_TEXT, RAW_LESS_THAN, RAW_END_NAME -> rawText(unit, index);
        }
        unitsRead++;
    }

    private void text(int unit, int index) {
        if (unit == '<') {
            state = State.TAG_OPEN;
            startTag(index);
        } else if (part == Part.BEFORE_BODY && !isSpace(unit) && !isByteOrderMark(unit)) {
            startOfFlow(index);
        }
    }

    /** At the start: as a character, or as its three bytes in UTF-8. */
    private boolean isByteOrderMark(int unit) {
        return unitsRead == 0 && (unit == 0xfeff || unit == 0xef)
                || unitsRead == 1 && unit == 0xbb
                || unitsRead == 2 && unit == 0xbf;
    }

    private void startTag(int index) {
        tagStart = index;
        tagInPiece = true;
        tagReachable = true;
        endTag = false;
        nameLength = 0;
    }

    private void tagOpen(int unit, int index) {
        if (isLetter(unit)) {
            startName(unit, false);
        } else if (unit == '/') {
            state = State.END_TAG_OPEN;
        } else if (unit == '!') {
            state = State.DECLARATION_OPEN;
            marks = 0;
        } else if (unit == '?') {
            state = State.DECLARATION;
        } else {
            // The < was text.
            if (part == Part.BEFORE_BODY) {
                startOfFlowBeforeTag();
            }
            state = State.TEXT;
            if (unit == '<') {
                state = State.TAG_OPEN;
                startTag(index);
            }
        }
    }

    private void declarationOpen(int unit) {
        if (unit == '-') {
            marks++;
            if (marks == 2) {
                state = State.COMMENT_START;
                marks = 0;
            }
        } else if (xml && unit == '[') {
            state = State.CDATA;
            marks = 0;
        } else if (unit == '>') {
            state = State.TEXT;
        } else {
            state = State.DECLARATION;
            startCapture();
            capture(unit);
        }
    }

    private void endOfDeclaration() {
        state = State.TEXT;
        if (capturing && capture.toString().toLowerCase(Locale.ROOT).startsWith("doctype")) {
            document = true;
        }
        capturing = false;
    }

    /** A comment ends at {@code -->} and {@code --!>}; {@code <!-->} and {@code <!--->} are whole ones. */
    private void comment(int unit) {
        boolean start = state == State.COMMENT_START;
        if (unit == '-') {
            marks = marks < 0 ? 1 : marks + 1;
        } else if (unit == '>' && (marks >= 2 || marks == -1 || start)) {
            state = State.TEXT;
            return;
        } else if (unit == '!' && marks >= 2) {
            marks = -1;
        } else {
            marks = 0;
        }
        if (start && !(unit == '-' && marks == 1)) {
            state = State.COMMENT;
        }
    }

    /** Ends at {@code ]]>}. */
    private void cdata(int unit) {
        if (unit == ']') {
            marks++;
        } else if (unit == '>' && marks >= 2) {
            state = State.TEXT;
        } else {
            marks = 0;
        }
    }

    private void attribute(int unit, int index) {
        capture(unit);
        if (unit == '>') {
            endOfTag(index);
        } else if (unit == '=' && state == State.ATTRIBUTE_NAME) {
            state = State.BEFORE_VALUE;
        } else if (unit == '/') {
            state = State.BEFORE_ATTRIBUTE;
        } else if (!isSpace(unit)) {
            state = State.ATTRIBUTE_NAME;
        }
    }

    /** The name of a tag is known: it may start the body, or end it. */
    @SuppressWarnings("UnusedVariable") // as its siblings are called
    private void endOfName(int index) {
        if (part == Part.BEFORE_BODY) {
            if (endTag ? isName("body") || isName("html") || isName("br") : startsFlow()) {
                startOfFlowBeforeTag();
            } else if (!endTag) {
                document |= isName("html") || isName("head") || isName("title") || isName("body");
                if (isName("html") || isName("meta")) {
                    startCapture();
                } else if (wantsScript && document && tagReachable && isName("script")) {
                    wantsScript = false;
                    add(Place.SCRIPT, beforeTag());
                }
            } else {
                afterHead |= isName("head");
            }
        }
    }

    /**
     * Whether the head is read. The last tags of a page are found without it, and then its body is taken to begin after
     * {@code <html>}: a frameset, which shows nothing that comes after it, is not told apart.
     */
    private boolean readsHead() {
        return xml || wantsStart || wantsScript || end.looksForLink();
    }

    private boolean startsFlow() {
        if (isName("html") || isName("head") || isName("body") || isName("frameset")) {
            return false;
        }
        if (afterHead && isName("noscript")) {
            return true;
        }
        return !isName(HEAD_ELEMENTS);
    }

    /** A browser opens the body here. A page that began with nothing of a page is a fragment. */
    private void startOfFlow(int index) {
        if (!document) {
            part = Part.DONE;
        } else {
            bodyStarts(index);
        }
    }

    /** Where the tag is on its way already, the place is after it. */
    private void startOfFlowBeforeTag() {
        if (tagReachable || !document || !wantsStart) {
            startOfFlow(beforeTag());
        } else {
            flowPending = true;
        }
    }

    private void bodyStarts(int index) {
        if (wantsStart) {
            add(Place.BODY, index);
        }
        part = wantsEnd ? Part.BODY : Part.DONE;
        opened = true;
    }

    private void endOfTag(int index) {
        state = State.TEXT;
        endOfCapture();
        if (endTag) {
            return;
        }
        if (part == Part.BEFORE_BODY && isName("html") && !readsHead()) {
            bodyStarts(index + 1);
            return;
        }
        if (flowPending && part == Part.BEFORE_BODY && !isRaw()) {
            bodyStarts(index + 1);
            return;
        }
        if (part == Part.BEFORE_BODY && isName("body")) {
            bodyStarts(index + 1);
            return;
        }
        if (part == Part.BEFORE_BODY && isName("frameset") || isName("plaintext")) {
            part = Part.DONE;
            return;
        }
        if (isRaw()) {
            rawName = new String(name, 0, nameLength);
            escape = Escape.NONE;
            recent = 0;
            state = State.RAW_TEXT;
        }
    }

    private boolean isRaw() {
        return !xml && isName(RAW_ELEMENTS);
    }

    private void rawText(int unit, int index) {
        followEscape(unit);
        if (state == State.RAW_TEXT || unit == '<') {
            state = unit == '<' ? State.RAW_LESS_THAN : State.RAW_TEXT;
        } else if (state == State.RAW_LESS_THAN) {
            boolean name = unit == '/' || isLetter(unit) && escape == Escape.ESCAPED;
            state = name ? State.RAW_END_NAME : State.RAW_TEXT;
            endTag = unit == '/';
            nameLength = 0;
            if (name && !endTag) {
                addToName(unit);
            }
        } else if (isSpace(unit) || unit == '/' || unit == '>') {
            endOfRawName(unit, index);
        } else {
            addToName(unit);
        }
    }

    private void followEscape(int unit) {
        if (!rawName.equals("script")) {
            return;
        }
        recent = recent << 8 | unit & 0xff;
        if (recent == ESCAPE_START && escape == Escape.NONE) {
            escape = Escape.ESCAPED;
        } else if ((recent & 0xffffff) == ESCAPE_END) {
            escape = Escape.NONE;
        }
    }

    private void endOfRawName(int unit, int index) {
        boolean own = isName(rawName);
        state = State.RAW_TEXT;
        if (!own) {
            return;
        }
        if (!endTag) {
            escape = Escape.DOUBLE_ESCAPED;
        } else if (escape == Escape.DOUBLE_ESCAPED) {
            escape = Escape.ESCAPED;
        } else if (unit == '>') {
            state = State.TEXT;
            endOfRawElement(index);
        } else {
            state = State.BEFORE_ATTRIBUTE;
        }
    }

    private void endOfRawElement(int index) {
        if (part == Part.BEFORE_BODY && wantsStart && !headFound && rawName.equals("title")) {
            headFound = true;
            add(Place.HEAD, index + 1);
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

    private int beforeTag() {
        return tagInPiece ? tagStart : BEFORE_HELD;
    }

    private void add(Place place, int index) {
        found.add(new Found(place, index));
    }

    private void startCapture() {
        capturing = true;
        capture.setLength(0);
    }

    private void capture(int unit) {
        if (capturing && capture.length() < LONGEST_CAPTURE) {
            capture.append((char) unit);
        }
    }

    private void capture(String text, int from, int to) {
        if (capturing && capture.length() < LONGEST_CAPTURE) {
            capture.append(text, from, Math.min(to, from + LONGEST_CAPTURE - capture.length()));
        }
    }

    private void endOfCapture() {
        if (!capturing) {
            return;
        }
        capturing = false;
        if (isName("html")) {
            language = attributeOf("lang").or(() -> attributeOf("xml:lang")).orElse("");
        } else if (attributeOf("http-equiv")
                .filter("content-security-policy"::equalsIgnoreCase)
                .isPresent()) {
            metaPolicies.add(attributeOf("content").orElse(""));
        }
    }

    private Optional<String> attributeOf(String wanted) {
        return TagAttributes.value(capture, wanted)
                .map(value -> value.replace("&#39;", "'").replace("&#x27;", "'"));
    }

    private boolean isName(String[] wanted) {
        for (String one : wanted) {
            if (isName(one)) {
                return true;
            }
        }
        return false;
    }

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
