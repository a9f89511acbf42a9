package com.okonect.consent.servlet.page;

/** The fields of the visitor's forms. */
public final class FormFields {

    /** What the visitor chooses: the name of the submit buttons. */
    public static final String CHOICE = "choice";

    /** A category that goes with the choice; repeated. */
    public static final String CATEGORY = "category";

    /** The path to go back to. */
    public static final String RETURN = "return";

    /** The id of this submit. */
    public static final String CHOICE_ID = "choiceId";

    /** The hash of the notice that was shown. */
    public static final String NOTICE = "notice";

    /** Where the form stands: {@code banner}, {@code settings} or {@code guard}. */
    public static final String METHOD = "method";

    private FormFields() {}
}
