package com.okonect.consent.servlet.operator;

import com.okonect.consent.Category;
import com.okonect.consent.ChoiceCount;
import com.okonect.consent.ConsentRecord;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a choice did to one category. */
enum ChoiceEffect {
    ACCEPTED,
    SELECTED,
    REFUSED,
    WITHDRAWN;

    /** Finds what choices did to a category; null if they left it as it was, or were taken back. */
    static @Nullable ChoiceEffect of(ChoiceCount choices, Category category) {
        ConsentRecord.Event event = choices.event();
        boolean refusedAll =
                event == ConsentRecord.Event.REFUSE && choices.categories().isEmpty();
        Boolean now = refusedAll ? Boolean.FALSE : choices.categories().get(category);
        boolean granted = Boolean.TRUE.equals(choices.before().get(category));
        if (now == null || event == ConsentRecord.Event.COMPENSATE) {
            return null;
        } else if (now) {
            return event == ConsentRecord.Event.ACCEPT
                    ? ACCEPTED
                    : event == ConsentRecord.Event.SELECT || !granted ? SELECTED : null;
        } else if (granted) {
            return WITHDRAWN;
        }
        return event == ConsentRecord.Event.REFUSE || event == ConsentRecord.Event.SELECT ? REFUSED : null;
    }

    /** Finds what choices did as a whole; null if they were taken back. */
    static @Nullable ChoiceEffect of(ChoiceCount choices) {
        boolean grants = choices.categories().containsValue(true);
        ChoiceEffect without = choices.before().containsValue(true) ? WITHDRAWN : REFUSED;
        return switch (choices.event()) {
            case ACCEPT -> ACCEPTED;
            case SELECT, GRANT -> grants ? SELECTED : without;
            case REFUSE -> without;
            case WITHDRAW -> WITHDRAWN;
            case COMPENSATE -> null;
        };
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
