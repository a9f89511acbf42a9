package com.okonect.consent.servlet.tool;

import java.util.Locale;

/**
 * How far work on records has come.
 *
 * @param records how many are done
 * @param total how many there were at its beginning; 0 if that is not known
 */
public record HowFar(long records, long total) {

    private static final int ALL = 100;

    /**
     * Returns the part that is done.
     *
     * @return per cent, rounded down; 100 only where all are done. Others may write meanwhile: it is never more
     */
    public long percent() {
        return total == 0 ? 0 : Math.min(ALL, records * ALL / total);
    }

    /** Returns it in words, such as {@code 512 of 1,024 records, 50%}. */
    @Override
    public String toString() {
        return total == 0
                ? Quantity.records(records).toString()
                : String.format(Locale.ROOT, "%,d of %s, %d%%", records, Quantity.records(total), percent());
    }
}
