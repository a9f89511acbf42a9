package com.okonect.consent;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The signed total of what one writer has stored of one day, less what it has erased. A record that is missing is found
 * by it though the rest of its chain is whole.
 *
 * <p>The total is a sum modulo 2<sup>256</sup> over a keyed hash of each record, so that a record can be added and taken
 * away without looking at any other. The totals of all writers of a day add up to that of the records of the day.
 *
 * @param writer the id of the writer, made anew at every start of a store
 * @param day the UTC day on which the records were recorded
 * @param records how many records this writer stored less how many it erased; less than nothing for a writer that
 *     erased what others stored
 * @param total the sum, 64 hexadecimal digits
 * @param keyId the id of the key that signed
 * @param mac the HMAC-SHA-256 over {@link #signedText}, in hexadecimal
 */
public record Checkpoint(String writer, LocalDate day, long records, String total, String keyId, String mac) {

    private static final int HEX_DIGITS = 64;
    private static final Pattern TOTAL = Pattern.compile("[0-9a-f]{64}");
    private static final BigInteger MODULUS = BigInteger.TWO.pow(256);

    /**
     * What a record adds to the total of its day. It follows from the record and its key alone, so any thread can compute
     * it.
     *
     * @param day the UTC day of the record
     * @param value from 0 to 2<sup>256</sup> - 1
     */
    public record Element(LocalDate day, BigInteger value) {

        /**
         * Computes the element of a record.
         *
         * @param record a signed record
         * @param keys the site's keys
         * @return what the record adds to the total
         * @throws IllegalArgumentException if the record's key is not among them
         */
        public static Element of(ConsentRecord record, SigningKeys keys) {
            return of(record, record.hash(), keys);
        }

        /** Keyed, so that nobody without the key can look for records whose elements make up for others. */
        static Element of(ConsentRecord record, String hash, SigningKeys keys) {
            byte[] text = ("element=" + hash).getBytes(StandardCharsets.US_ASCII);
            byte[] digest = keys.mac(record.keyId(), SigningKeys.Purpose.CHECKPOINT, text);
            return new Element(dayOf(record), new BigInteger(1, digest));
        }
    }

    /**
     * Checks the total.
     *
     * @param writer as the component
     * @param day as the component
     * @param records as the component
     * @param total as the component
     * @param keyId as the component
     * @param mac as the component
     * @throws IllegalArgumentException if the total is not 64 hexadecimal digits in lower case
     */
    public Checkpoint {
        if (!TOTAL.matcher(total).matches()) {
            throw new IllegalArgumentException("not a total: " + total);
        }
    }

    /**
     * Returns the checkpoint of a writer that has stored nothing.
     *
     * @param writer the id of the writer
     * @param day the UTC day
     * @param keys the site's keys
     * @return a total of nothing
     */
    public static Checkpoint ofNothing(String writer, LocalDate day, SigningKeys keys) {
        return sign(writer, day, 0, BigInteger.ZERO, keys);
    }

    /**
     * Returns the UTC day to whose total a record belongs.
     *
     * @param record any record
     * @return the day of {@link ConsentRecord#recordedAt}
     */
    public static LocalDate dayOf(ConsentRecord record) {
        return LocalDate.ofInstant(record.recordedAt(), ZoneOffset.UTC);
    }

    /**
     * Adds records.
     *
     * @param added the elements of records of this day that are stored from now on
     * @param keys the site's keys
     * @return the new total, signed by the newest key
     */
    public Checkpoint plus(Collection<Element> added, SigningKeys keys) {
        BigInteger sum = new BigInteger(total, 16);
        for (Element element : added) {
            sum = sum.add(element.value);
        }
        return sign(writer, day, records + added.size(), sum.mod(MODULUS), keys);
    }

    /**
     * Takes records away.
     *
     * @param removed records of this day that are not stored any more
     * @param keys the site's keys; a record under a key that is not among them is left in the total
     * @return the new total, signed by the newest key
     */
    public Checkpoint minus(Collection<ConsentRecord> removed, SigningKeys keys) {
        BigInteger sum = new BigInteger(total, 16);
        long count = records;
        for (ConsentRecord record : removed) {
            if (keys.knows(record.keyId())) {
                sum = sum.subtract(Element.of(record, keys).value);
                count--;
            }
        }
        return sign(writer, day, count, sum.mod(MODULUS), keys);
    }

    /**
     * Returns the text that the MAC is over: a line {@code name=value} for each field but the MAC, in the order of the
     * record's declaration, in UTF-8 with line feeds.
     *
     * @return the text
     */
    public String signedText() {
        return "format=1\nwriter=" + writer
                + "\nday=" + day
                + "\nrecords=" + records
                + "\ntotal=" + total
                + "\nkey=" + keyId
                + "\n";
    }

    /**
     * Says whether the MAC is that of one of these keys over this content.
     *
     * @param keys the site's keys
     * @return false if any field was changed, or the key is not among them
     */
    public boolean verifies(SigningKeys keys) {
        byte[] claimed;
        try {
            claimed = HexFormat.of().parseHex(mac);
        } catch (IllegalArgumentException notHexadecimal) {
            return false;
        }
        return keys.verifies(
                keyId, SigningKeys.Purpose.CHECKPOINT, signedText().getBytes(StandardCharsets.UTF_8), claimed);
    }

    /**
     * Says whether this is what others add up to.
     *
     * @param others checkpoints of the same day
     * @return true if records and totals are the same
     */
    public boolean isSumOf(Collection<Checkpoint> others) {
        long count = 0;
        BigInteger sum = BigInteger.ZERO;
        for (Checkpoint other : others) {
            count += other.records;
            sum = sum.add(new BigInteger(other.total, 16));
        }
        return count == records && sum.mod(MODULUS).equals(new BigInteger(total, 16));
    }

    private static Checkpoint sign(String writer, LocalDate day, long records, BigInteger sum, SigningKeys keys) {
        String digits = sum.toString(16);
        Checkpoint unsigned = new Checkpoint(
                writer, day, records, "0".repeat(HEX_DIGITS - digits.length()) + digits, keys.newestId(), "");
        byte[] mac = keys.mac(
                unsigned.keyId,
                SigningKeys.Purpose.CHECKPOINT,
                unsigned.signedText().getBytes(StandardCharsets.UTF_8));
        return new Checkpoint(
                writer,
                day,
                records,
                unsigned.total,
                unsigned.keyId,
                HexFormat.of().formatHex(mac));
    }
}
