package com.okonect.consent.servlet.endpoint;

import com.okonect.consent.Category;
import com.okonect.consent.Choice;
import com.okonect.consent.ConsentRecord;
import com.okonect.consent.InvalidChoiceException;
import com.okonect.consent.policy.CategoryDeclaration;
import com.okonect.consent.policy.ConsentPolicy;
import com.okonect.consent.servlet.page.FormFields;
import com.okonect.consent.servlet.page.Problem;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What was sent to make a choice.
 *
 * @param choice the choice itself
 * @param returnPath where to go after it; null if not said
 * @param choiceId the id of this submit; null to have one made
 * @param notice the hash of the notice that the visitor saw; null if not said
 * @param method where the choice was made
 */
record Submission(
        Choice choice,
        @Nullable String returnPath,
        @Nullable UUID choiceId,
        @Nullable String notice,
        ConsentRecord.Method method) {

    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    /** Reads the fields of a form or of a JSON document, of which this one says what was sent. */
    static Submission read(Fields fields, ConsentRecord.Method otherwise, ConsentPolicy policy) throws Rejection {
        String word = fields.one(FormFields.CHOICE)
                .orElseThrow(() -> new Rejection(
                        Problem.BAD_REQUEST,
                        "choice is missing; allowed are accept, refuse, select, grant and withdraw"));
        try {
            List<String> categories = fields.all(FormFields.CATEGORY);
            declared(categories, policy);
            return new Submission(
                    Choice.parse(word, categories),
                    fields.one(FormFields.RETURN).orElse(null),
                    uuid(fields.one(FormFields.CHOICE_ID)),
                    fields.one(FormFields.NOTICE).orElse(null),
                    method(fields.one(FormFields.METHOD), otherwise));
        } catch (InvalidChoiceException e) {
            throw new Rejection(Problem.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    /** Also where the choice does not use them: a name that nobody knows is a mistake of the caller. */
    private static void declared(List<String> categories, ConsentPolicy policy) throws Rejection {
        for (String id : categories) {
            if (!isKnown(id, policy)) {
                throw new Rejection(
                        Problem.BAD_REQUEST,
                        "a category is not one of "
                                + policy.categories().stream()
                                        .map(CategoryDeclaration::category)
                                        .toList());
            }
        }
    }

    private static boolean isKnown(String id, ConsentPolicy policy) {
        return Category.isId(id)
                && (policy.category(Category.of(id)).isPresent()
                        || (policy.measuresAudience() && id.equals(Category.AUDIENCE.id())));
    }

    /** Whether the choice could grant anything. */
    boolean grants() {
        return choice instanceof Choice.AcceptAll
                || choice instanceof Choice.Grant
                || (choice instanceof Choice.Select select && !select.granted().isEmpty());
    }

    private static @Nullable UUID uuid(Optional<String> text) throws Rejection {
        if (text.isEmpty()) {
            return null;
        }
        if (!UUID_TEXT.matcher(text.get()).matches()) {
            throw new Rejection(Problem.BAD_REQUEST, "choiceId is not a UUID");
        }
        return UUID.fromString(text.get());
    }

    private static ConsentRecord.Method method(Optional<String> word, ConsentRecord.Method otherwise) throws Rejection {
        if (word.isEmpty()) {
            return otherwise;
        }
        for (ConsentRecord.Method method : VISITORS_METHODS) {
            if (method.toString().equals(word.get().toLowerCase(Locale.ROOT))) {
                return method;
            }
        }
        throw new Rejection(Problem.BAD_REQUEST, "method is not one of " + VISITORS_METHODS);
    }

    private static final List<ConsentRecord.Method> VISITORS_METHODS = List.of(
            ConsentRecord.Method.BANNER,
            ConsentRecord.Method.SETTINGS,
            ConsentRecord.Method.GUARD,
            ConsentRecord.Method.SCRIPT);

    /** Named values, each once or several times. */
    interface Fields {

        /** The value of a field that may be there once. */
        Optional<String> one(String name) throws Rejection;

        /** The values of a field that may be there several times. */
        List<String> all(String name) throws Rejection;
    }
}
