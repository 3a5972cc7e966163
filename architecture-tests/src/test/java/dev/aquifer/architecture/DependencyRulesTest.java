package dev.aquifer.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who may know whom. */
class DependencyRulesTest {
    private static final JavaClasses CODE =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("dev.aquifer");

    private static final List<String> SERVICES =
            List.of("bridge", "cache", "cluster", "deployment", "status", "gateway");

    @Test
    void theContractOfTheBusKnowsNobody() {
        classes()
                .that()
                .resideInAPackage("dev.aquifer.events..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.aquifer.events..",
                        "java..",
                        "com.fasterxml.jackson..",
                        "org.jspecify..")
                .because("whoever reads the bus must get nothing else with its types")
                .check(CODE);
    }

    @Test
    void theLedgerKnowsOnlyTheContract() {
        noClasses()
                .that()
                .resideInAPackage("dev.aquifer.ledger..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quarkus..", "io.fabric8..", "jakarta..")
                .because("it is a library for any program, not a part of a framework")
                .check(CODE);
    }

    @Test
    void servicesNeverKnowServices() {
        for (var service : SERVICES) {
            var others =
                    SERVICES.stream()
                            .filter(s -> !s.equals(service))
                            .map(s -> "dev.aquifer." + s + "..")
                            .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage("dev.aquifer." + service + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(others)
                    .because("services speak through the bus alone")
                    .check(CODE);
        }
    }

    @Test
    void productionKnowsNothingOfTheSandbox() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.aquifer.sandbox..", "dev.aquifer.embeddedkubernetes..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.aquifer.sandbox..", "dev.aquifer.embeddedkubernetes..")
                .check(CODE);
    }

    @Test
    void onlyTheHoldersOfCredentialsHaveAKubernetesClient() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.aquifer.bridge..", "dev.aquifer.cluster..", "dev.aquifer.sandbox..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.fabric8.kubernetes.client..")
                .because("the others decide by facts and are testable without any cluster")
                .check(CODE);
    }

    @Test
    void inAServiceKubernetesStaysInOnePackage() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.aquifer.bridge..", "dev.aquifer.cluster..")
                .and()
                .resideOutsideOfPackages(
                        "dev.aquifer.bridge.kubernetes..", "dev.aquifer.cluster.kubernetes..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.fabric8..")
                .check(CODE);
    }

    @Test
    void domainIsPlainJava() {
        classes()
                .that()
                .resideInAnyPackage("..domain..", "dev.aquifer.status.fold..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "..domain..",
                        "dev.aquifer.status.fold..",
                        "dev.aquifer.events..",
                        "com.fasterxml.jackson.databind..",
                        "com.fasterxml.jackson.core..",
                        "java..",
                        "org.jspecify..")
                .because("a rule of the business must be readable without Quarkus or Kafka")
                .check(CODE);
    }

    @Test
    void thereIsNoDrawerForLeftovers() {
        noClasses()
                .should()
                .resideInAnyPackage("..util..", "..common..", "..helper..", "..impl..")
                .check(CODE);
    }

    @Test
    void packagesOfAModuleFormNoCycle() {
        for (var module : SERVICES) {
            slices().matching("dev.aquifer." + module + ".(*)..")
                    .should()
                    .beFreeOfCycles()
                    .allowEmptyShould(true)
                    .check(CODE);
        }
        slices().matching("dev.aquifer.hydration.(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(CODE);
        slices().matching("dev.aquifer.events.(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(CODE);
    }

    @Test
    void nobodyIsInjectedIntoFields() {
        noFields().should().beAnnotatedWith("jakarta.inject.Inject").check(CODE);
    }

    @Test
    void timeIsPassedIn() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.aquifer.sandbox..")
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(LocalDateTime.class, "now")
                .because("a test must be able to say what time it is")
                .check(CODE);
    }
}
