package dev.aquifer.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What can be said of the rights without asking a server. That they suffice, and are all used, is
 * seen end to end.
 */
class RbacTest {
    static Stream<Path> files() {
        return Yaml.filesBelow(Path.of("rbac")).stream();
    }

    /** By all files but that of requests, which adds to another one. */
    static Stream<Path> filesOfAccounts() {
        return files().filter(file -> !file.endsWith("requests.yaml"));
    }

    @ParameterizedTest
    @MethodSource("filesOfAccounts")
    void eachFileStandsAlone(Path file) {
        var objects = Yaml.readAll(file);
        assertThat(of("Namespace", objects)).containsExactly("modelplane-system");
        assertThat(of("ServiceAccount", objects)).hasSize(1);
        for (var scope : List.of("ClusterRole", "Role")) {
            assertThat(of(scope + "Binding", objects))
                    .containsExactlyElementsOf(of(scope, objects));
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void rightsAreForAccountsOfOurs(Path file) {
        var accounts =
                files().flatMap(each -> of("ServiceAccount", Yaml.readAll(each)).stream()).toList();
        for (var object : Yaml.readAll(file)) {
            if (object.path("kind").asText().endsWith("Binding")) {
                assertBinds(object, accounts);
            }
        }
    }

    private static void assertBinds(JsonNode binding, List<String> accounts) {
        assertThat(binding.at("/roleRef/name").asText())
                .isEqualTo(binding.at("/metadata/name").asText());
        assertThat(binding.path("subjects")).hasSize(1);
        assertThat(accounts).contains(binding.at("/subjects/0/name").asText());
        assertThat(binding.at("/subjects/0/namespace").asText()).isEqualTo("modelplane-system");
    }

    private static List<String> of(String kind, List<ObjectNode> objects) {
        return objects.stream()
                .filter(object -> object.path("kind").asText().equals(kind))
                .map(object -> object.at("/metadata/name").asText())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyRightIsNamed(Path file) {
        var words = new ArrayList<String>();
        for (var object : Yaml.readAll(file)) {
            for (var rule : object.path("rules")) {
                rule.forEach(list -> list.forEach(word -> words.add(word.asText())));
            }
        }
        assertThat(words).isNotEmpty().noneMatch(word -> word.contains("*"));
        assertThat(words).doesNotContain("escalate", "bind");
    }

    @Test
    void theyAreOnTheClassPath() {
        assertThat(files())
                .isNotEmpty()
                .allSatisfy(
                        file ->
                                assertThat(getClass().getResource("/rbac/" + file.getFileName()))
                                        .isNotNull());
    }
}
