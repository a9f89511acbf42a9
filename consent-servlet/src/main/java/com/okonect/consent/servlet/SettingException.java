package com.okonect.consent.servlet;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A setting that cannot be used: the message names the setting, the value and what is allowed. Stops the start. */
public final class SettingException extends IllegalArgumentException {

    @Serial
    private static final long serialVersionUID = 1L;

    SettingException(String setting, @Nullable String value, String allowed) {
        this(setting, value, allowed, null);
    }

    SettingException(String setting, @Nullable String value, String allowed, @Nullable Throwable cause) {
        super(setting + (value == null ? " is not set" : " is '" + value + "'") + ": " + allowed, cause);
    }
}
