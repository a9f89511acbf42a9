package com.okonect.consent.store;

import org.jspecify.annotations.Nullable;

/**
 * A log that never fails. That of an application whose classes are gone does, and must neither end a thread nor lose what
 * this is at work on.
 */
final class Log {

    private final System.Logger logger;

    private Log(System.Logger logger) {
        this.logger = logger;
    }

    static Log of(Class<?> type) {
        return new Log(System.getLogger(type.getName()));
    }

    void say(System.Logger.Level level, String text, @Nullable Throwable cause) {
        try {
            logger.log(level, text, cause);
        } catch (RuntimeException | Error e) {
            // There is nowhere left to say it.
        }
    }
}
