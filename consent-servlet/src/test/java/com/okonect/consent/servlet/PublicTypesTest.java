package com.okonect.consent.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is public stays: a new name in this list is a decision. */
class PublicTypesTest {

    @Test
    void theseTypesArePublic() {
        assertThat(new ClassFileImporter()
                                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                                .importPackages("com.okonect.consent.servlet")
                                .stream()
                                .filter(type ->
                                        List.of(ArchitectureTest.EXPORTED).contains(type.getPackageName()))
                                .filter(PublicTypesTest::isPublic)
                                .map(JavaClass::getSimpleName))
                .containsExactlyInAnyOrder(
                        "Builder",
                        "ConsentFilter",
                        "ConsentHandler",
                        "ConsentHttpHandler",
                        "ConsentInitializer",
                        "ConsentValve",
                        "Consents",
                        "CookieDeclaration",
                        "Layer",
                        "LedgerEntry",
                        "OperatorServlet",
                        "Outcome",
                        "RequiresConsent",
                        "SettingException");
    }

    private static boolean isPublic(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(PublicTypesTest::isPublic).orElse(true);
    }
}
