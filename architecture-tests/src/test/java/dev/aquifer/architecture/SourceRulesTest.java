package dev.aquifer.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What can only be seen in the sources. */
class SourceRulesTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern PARENT =
            Pattern.compile(
                    "<dependency>\\s*<groupId>dev.aquifer</groupId>\\s*<artifactId>([a-z-]+)");

    private static final Pattern BLOCK = Pattern.compile("\"([0-9a-f:.]+/[0-9]+)\"");
    private static final String JAVA = "src/main/java/dev/aquifer/";

    private static List<Path> sources(String part, String ending) {
        try (var files = Files.walk(ROOT)) {
            return files.filter(f -> !f.toString().contains("/target/"))
                    .filter(f -> f.toString().contains(part) && f.toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void nullIsAbsentInEveryPackage() {
        assertThat(sources("/src/main/java/", ".java").stream().map(Path::getParent).distinct())
                .isNotEmpty()
                .allSatisfy(
                        folder ->
                                assertThat(folder.resolve("package-info.java"))
                                        .exists()
                                        .content()
                                        .contains("@NullMarked", "/**"));
    }

    @Test
    void noServiceDependsOnAServiceByItsPom() {
        var services =
                List.of(
                        "kube-bridge",
                        "cache-service",
                        "cluster-service",
                        "deployment-service",
                        "status-aggregator",
                        "inference-gateway");
        for (var service : services) {
            var dependencies =
                    PARENT.matcher(text(ROOT.resolve(service).resolve("pom.xml")))
                            .results()
                            .map(match -> match.group(1))
                            .toList();
            assertThat(dependencies).as(service).doesNotContainAnyElementsOf(services);
        }
    }

    /** Both connect to addresses that users choose, and share no code. */
    @Test
    void whatIsNotOfThePublicNetworkIsTheSameForTheGatewayAndTheWorker() {
        var gateway = text(ROOT.resolve("inference-gateway/" + JAVA + "gateway/Reach.java"));
        var worker =
                text(
                        ROOT.resolve(
                                "hydration-worker/" + JAVA + "hydration/http/AddressPolicy.java"));

        assertThat(blocks(gateway)).isNotEmpty().isEqualTo(blocks(worker));
    }

    private static List<String> blocks(String source) {
        return BLOCK.matcher(source).results().map(match -> match.group(1)).sorted().toList();
    }

    @Test
    void testsWaitAndDoNotSleep() {
        assertThat(
                        sources("/src/test/java/", ".java").stream()
                                .filter(f -> !f.endsWith("SourceRulesTest.java")))
                .allSatisfy(file -> assertThat(text(file)).doesNotContain("Thread.sleep("));
    }

    @Test
    void noMachineAndNoRegistryIsNamed() {
        assertThat(
                        Stream.concat(
                                        sources("/src/", "").stream(),
                                        sources("pom.xml", "").stream())
                                .filter(
                                        f ->
                                                f.toString()
                                                        .matches(
                                                                ".*\\.(java|xml|properties|json|ya?ml)")))
                .allSatisfy(
                        file ->
                                assertThat(text(file))
                                        .doesNotContain("/" + "root/")
                                        .doesNotContain("repo." + "maven."));
    }
}
