package dev.aquifer.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every CRD must have, read as plain YAML. */
class CrdStructureTest {
    private static final Map<String, String> SHORT_NAMES =
            Map.of(
                    "InferenceClass", "icl",
                    "InferenceCluster", "ic",
                    "InferenceGateway", "ig",
                    "ModelCache", "mc",
                    "ModelDeployment", "md",
                    "ModelEndpoint", "me",
                    "ModelReplica", "mr",
                    "ModelService", "ms");

    static Stream<JsonNode> crds() {
        return CrdFiles.all().stream();
    }

    @Test
    void theIndexNamesEveryFile() {
        var files = Yaml.filesBelow(Path.of("crds")).stream().map(f -> f.getFileName().toString());
        assertThat(CrdFiles.names()).containsExactlyElementsOf(files.toList());
    }

    @Test
    void thereIsOneFilePerKindNamedByItsPlural() {
        assertThat(crds().map(CrdStructureTest::kind))
                .containsExactlyInAnyOrderElementsOf(SHORT_NAMES.keySet());
        assertThat(crds().map(crd -> crd.at("/spec/names/plural").asText() + ".yaml"))
                .containsExactlyElementsOf(CrdFiles.names());
    }

    @ParameterizedTest
    @MethodSource("crds")
    void namesAreThoseOfTheReference(JsonNode crd) {
        assertThat(crd.at("/spec/group").asText()).isEqualTo("modelplane.ai");
        assertThat(crd.at("/spec/versions/0/name").asText()).isEqualTo("v1alpha1");
        assertThat(crd.at("/spec/names/shortNames").get(0).asText())
                .isEqualTo(SHORT_NAMES.get(kind(crd)));
        assertThat(crd.at("/spec/names/categories").get(0).asText()).isEqualTo("modelplane");
        assertThat(crd.at("/spec/scope").asText())
                .isEqualTo(kind(crd).startsWith("Model") ? "Namespaced" : "Cluster");
    }

    @ParameterizedTest
    @MethodSource("crds")
    void statusIsASubresourceWithConditionsByType(JsonNode crd) {
        assertThat(crd.at("/spec/versions/0/subresources").has("status")).isTrue();
        var status = CrdFiles.schemaOf(crd).at("/properties/status/properties");
        assertThat(status.has("observedGeneration")).isTrue();
        var conditions = status.get("conditions");
        assertThat(conditions.get("x-kubernetes-list-type").asText()).isEqualTo("map");
        assertThat(conditions.at("/x-kubernetes-list-map-keys/0").asText()).isEqualTo("type");
        assertThat(conditions.at("/items/properties").has("observedGeneration")).isTrue();
    }

    @ParameterizedTest
    @MethodSource("crds")
    void columnsTellReadinessItsReasonAndAge(JsonNode crd) {
        var columns = crd.at("/spec/versions/0/additionalPrinterColumns").findValuesAsText("name");
        assertThat(columns).contains("READY", "REASON", "AGE").doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("crds")
    void columnsReadFieldsThatExist(JsonNode crd) {
        var schema = CrdFiles.schemaOf(crd);
        for (var column : crd.at("/spec/versions/0/additionalPrinterColumns")) {
            var path = column.get("jsonPath").asText();
            if (path.startsWith(".metadata.")) {
                continue;
            }
            var node = schema;
            for (var step : path.replaceAll("\\[[^]]*]", "[]").substring(1).split("\\.")) {
                var list = step.endsWith("[]");
                node = node.path("properties").path(list ? step.replace("[]", "") : step);
                node = list ? node.path("items") : node;
            }
            assertThat(node.isMissingNode()).as(path).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("crds")
    void everyFieldIsDescribedAndBounded(JsonNode crd) {
        var complaints = new ArrayList<String>();
        for (var part : List.of("spec", "status")) {
            inspect(part, CrdFiles.schemaOf(crd).at("/properties/" + part), complaints);
        }
        assertThat(complaints).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("crds")
    void everyRuleNamesWhatIsWrong(JsonNode crd) {
        for (var rules : CrdFiles.schemaOf(crd).findValues("x-kubernetes-validations")) {
            for (var rule : rules) {
                assertThat(rule.path("message").asText()).as(rule.toString()).isNotBlank();
            }
        }
    }

    @Test
    void deploymentAndReplicaShareTheSchemaOfWhatTheyRun() {
        var deployment = spec("ModelDeployment");
        var replica = spec("ModelReplica");
        for (var part : List.of("workers", "engine", "caches")) {
            assertThat(replica.get(part)).as(part).isEqualTo(deployment.get(part));
        }
    }

    @Test
    void everyRefusedManifestSaysWhatIsExpected() {
        var seen = new HashSet<String>();
        for (var file : Yaml.filesBelow(Manifest.FOLDER.resolve("bad"))) {
            var manifest = Manifest.of(file);
            assertThat(manifest.expected()).as(file.toString()).isNotEmpty();
            assertThat(seen.add(manifest.body().toString())).as(file.toString()).isTrue();
        }
    }

    private static void inspect(String path, JsonNode schema, List<String> complaints) {
        if (schema.path("description").asText().isBlank()) {
            complaints.add(path + " has no description");
        }
        switch (schema.path("type").asText()) {
            case "object" -> {
                if (schema.has("additionalProperties")) {
                    inspect(path + "{}", schema.get("additionalProperties"), complaints);
                } else if (!schema.has("properties")) {
                    complaints.add(path + " has no properties");
                }
            }
            case "array" -> {
                if (!schema.has("maxItems") || !schema.has("x-kubernetes-list-type")) {
                    complaints.add(path + " has no maxItems or list type");
                }
                inspect(path + "[]", schema.path("items"), complaints);
            }
            case "string" -> {
                var fixed = schema.has("enum") || schema.has("format");
                if (!fixed && !schema.has("maxLength")) {
                    complaints.add(path + " has no maxLength");
                }
            }
            case "integer", "boolean" -> {}
            default -> complaints.add(path + " has no type");
        }
        for (var field : schema.path("properties").properties()) {
            inspect(path + "." + field.getKey(), field.getValue(), complaints);
        }
    }

    private static JsonNode spec(String kind) {
        return crds().filter(crd -> kind(crd).equals(kind))
                .map(crd -> CrdFiles.schemaOf(crd).at("/properties/spec/properties"))
                .findFirst()
                .orElseThrow();
    }

    private static String kind(JsonNode crd) {
        return crd.at("/spec/names/kind").asText();
    }
}
