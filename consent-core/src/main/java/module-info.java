/**
 * Consent without the web: a policy, the choices of visitors, the signed token that carries them, and the stored proof.
 */
module com.okonect.consent {
    requires com.fasterxml.jackson.databind;
    requires com.github.benmanes.caffeine;
    requires static transitive java.sql;
    requires static transitive org.jspecify;

    exports com.okonect.consent;
    exports com.okonect.consent.policy;
    exports com.okonect.consent.store;
}
