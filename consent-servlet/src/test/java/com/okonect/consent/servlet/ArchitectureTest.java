package com.okonect.consent.servlet;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.util.Date;
import java.util.Set;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What the design promises about who knows what in this module. */
class ArchitectureTest {

    static final String[] EXPORTED = {
        "com.okonect.consent.servlet",
        "com.okonect.consent.servlet.jetty",
        "com.okonect.consent.servlet.tomcat",
        "com.okonect.consent.servlet.undertow"
    };

    /** Where the default clock is named. All else is given a {@link Clock}. */
    private static final Set<String> NAMES_THE_DEFAULT_CLOCK =
            Set.of("com.okonect.consent.servlet.ConsentFilter$Builder", "com.okonect.consent.servlet.tool.ConsentTool");

    private static final JavaClasses MODULE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("com.okonect.consent.servlet");

    /** A site may give its {@code DataSource}; it is handed on to the store. */
    @Test
    void onlyTheStoreKnowsSql() {
        noClasses()
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("java.sql..", "javax.sql..").and(not(equivalentTo(DataSource.class))))
                .check(MODULE);
    }

    @Test
    void jacksonIsNotInTheApi() {
        classes()
                .that()
                .resideInAnyPackage(EXPORTED)
                .should(notNameInTheirApi("com.fasterxml."))
                .check(MODULE);
    }

    @Test
    void theClockIsInjected() {
        noClasses()
                .that(DescribedPredicate.describe(
                        "do not name the default clock",
                        (JavaClass type) -> !NAMES_THE_DEFAULT_CLOCK.contains(type.getName())))
                .should()
                .accessTargetWhere(readsTheSystemClock())
                .check(MODULE);
    }

    @Test
    void nothingKnowsTheExample() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.okonect.consent.example..")
                .check(MODULE);
    }

    @Test
    void namesSayWhatAClassIs() {
        noClasses()
                .should()
                .haveNameMatching(".*(Utils?|Helper|Impl|Manager)(\\$.*)?")
                .check(MODULE);
    }

    private static DescribedPredicate<JavaAccess<?>> readsTheSystemClock() {
        return DescribedPredicate.describe("it reads the system's clock", access -> {
            JavaClass owner = access.getTargetOwner();
            String name = access.getName();
            if (owner.isEquivalentTo(Clock.class)) {
                return name.startsWith("system") || name.startsWith("tick") && !name.equals("tick");
            }
            if (owner.isEquivalentTo(System.class)) {
                return name.equals("currentTimeMillis");
            }
            boolean givenAClock = access.getTarget() instanceof CodeUnitAccessTarget target
                    && target.getRawParameterTypes().stream().anyMatch(type -> type.isEquivalentTo(Clock.class));
            if (owner.getPackageName().startsWith("java.time")) {
                return name.equals("now") && !givenAClock;
            }
            return owner.isEquivalentTo(Date.class)
                    && access.getTarget() instanceof CodeUnitAccessTarget target
                    && target.getName().equals("<init>")
                    && target.getRawParameterTypes().isEmpty();
        });
    }

    private static ArchCondition<JavaClass> notNameInTheirApi(String packagePrefix) {
        return new ArchCondition<>("not name " + packagePrefix + "* in their public and protected API") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (!isVisible(type.getModifiers())) {
                    return;
                }
                Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream())
                        .map(JavaType::getAllInvolvedRawTypes)
                        .filter(this::isForbidden)
                        .forEach(named -> violated(type, type.getDescription(), events));
                for (JavaMember member : type.getMembers()) {
                    if (isVisible(member.getModifiers()) && isForbidden(member.getAllInvolvedRawTypes())) {
                        violated(type, member.getDescription(), events);
                    }
                }
            }

            private boolean isForbidden(Set<JavaClass> named) {
                return named.stream().anyMatch(type -> type.getName().startsWith(packagePrefix));
            }

            private void violated(JavaClass type, String what, ConditionEvents events) {
                events.add(SimpleConditionEvent.violated(type, what + " names " + packagePrefix + "*"));
            }
        };
    }

    private static boolean isVisible(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }
}
