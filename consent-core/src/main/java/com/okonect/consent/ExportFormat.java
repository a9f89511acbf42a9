package com.okonect.consent;

/** How records are written for their visitor. */
public enum ExportFormat {
    /** JSON, every stored field, with the notices that the records point to. */
    JSON,
    /**
     * JSON-LD with the fields of ISO/IEC TS 27560 for consent records, in the terms of the Data Privacy Vocabulary, a
     * record a category. Not certified to conform: what the policy does not declare is written as such.
     */
    ISO_27560
}
