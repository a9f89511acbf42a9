package com.okonect.consent;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What is public stays: a new name in this list is a decision. */
class PublicTypesTest {

    @Test
    void theseTypesArePublic() {
        assertThat(new ClassFileImporter()
                                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                                .importPackages("com.okonect.consent")
                                .stream()
                                .filter(PublicTypesTest::isPublic)
                                .map(type -> type.getName().substring("com.okonect.consent.".length())))
                .containsExactlyInAnyOrder(
                        "Attachment",
                        "Category",
                        "Checkpoint",
                        "Checkpoint$Element",
                        "Choice",
                        "Choice$AcceptAll",
                        "Choice$Grant",
                        "Choice$RefuseAll",
                        "Choice$Select",
                        "Choice$Withdraw",
                        "ChoiceConflictException",
                        "ChoiceCount",
                        "ChoiceContext",
                        "ChoiceResult",
                        "Consent",
                        "ConsentListener",
                        "ConsentRecord",
                        "ConsentRecord$Event",
                        "ConsentRecord$Method",
                        "ConsentService",
                        "ConsentService$Builder",
                        "ConsentState",
                        "EarlierChoice",
                        "ExportFormat",
                        "InvalidChoiceException",
                        "MergePolicy",
                        "PreferenceSignal",
                        "RecordDraft",
                        "Revocation",
                        "RightsRequest",
                        "RightsRequest$Kind",
                        "SigningKeys",
                        "UnrecordedChoiceException",
                        "policy.CategoryDeclaration",
                        "policy.ConsentBoundCookie",
                        "policy.ConsentPolicy",
                        "policy.Controller",
                        "policy.Declaration",
                        "policy.DeclaredCookie",
                        "policy.ExemptCookie",
                        "policy.ExemptReason",
                        "policy.InvalidPolicyException",
                        "policy.Lifetime",
                        "policy.LocalizedText",
                        "policy.Notice",
                        "policy.Provider",
                        "policy.Tags",
                        "store.ConsentStore",
                        "store.ConsentStore$Inspection",
                        "store.JdbcConsentStore",
                        "store.RecordIdTakenException",
                        "store.StoreException",
                        "store.Verification",
                        "store.Verification$Fault");
    }

    private static boolean isPublic(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(PublicTypesTest::isPublic).orElse(true);
    }
}
