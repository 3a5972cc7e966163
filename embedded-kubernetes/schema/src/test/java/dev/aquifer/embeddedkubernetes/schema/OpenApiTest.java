package dev.aquifer.embeddedkubernetes.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class OpenApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ResourceType THINGS =
            new ResourceType(
                    new GroupVersionKind("test.example.com", "v1", "Thing"),
                    "things",
                    "thing",
                    true,
                    List.of(),
                    List.of(),
                    List.of("create", "delete", "get", "list", "patch", "update", "watch"),
                    List.of("status", "scale"));

    private static OpenApi documents(String specType) throws Exception {
        ObjectNode schema =
                (ObjectNode)
                        new ObjectMapper(new YAMLFactory())
                                .readTree(
                                        "{type: object, properties: {spec: {type: "
                                                + specType
                                                + ", nullable: true}}}");
        List<OpenApi.Served> served = new ArrayList<>();
        BuiltinKinds.resources()
                .forEach(
                        r ->
                                served.add(
                                        new OpenApi.Served(
                                                r, BuiltinKinds.schema(r.kind()).orElseThrow())));
        served.add(new OpenApi.Served(THINGS, Schema.ofCustomResource(THINGS.kind(), schema)));
        return new OpenApi(served);
    }

    @Test
    void theIndexNamesEveryGroupAndVersionByItsContent() throws Exception {
        JsonNode index = documents("string").index().path("paths");
        assertThat(index.path("api/v1").path("serverRelativeURL").asText())
                .matches("/openapi/v3/api/v1\\?hash=[0-9A-F]{128}");
        assertThat(index.path("apis/test.example.com/v1"))
                .isNotEqualTo(
                        documents("integer")
                                .index()
                                .path("paths")
                                .path("apis/test.example.com/v1"));
        assertThat(index.path("apis/apps/v1"))
                .isEqualTo(documents("integer").index().path("paths").path("apis/apps/v1"));
    }

    @Test
    void everyReferenceOfADocumentIsInIt() throws Exception {
        OpenApi openApi = documents("string");
        for (var path : openApi.index().path("paths").properties()) {
            JsonNode document = JSON.readTree(openApi.v3(path.getKey()).orElseThrow().json());
            assertThat(references(document, new TreeSet<>()))
                    .isSubsetOf(names(document.path("components").path("schemas")));
        }
        JsonNode swagger = JSON.readTree(openApi.v2().json());
        assertThat(references(swagger, new TreeSet<>()))
                .isSubsetOf(names(swagger.path("definitions")));
        assertThat(openApi.v3("apis/nothing/v1")).isEmpty();
    }

    @Test
    void aPatchSaysItsKindAndTakesFieldValidation() throws Exception {
        JsonNode document =
                JSON.readTree(
                        documents("string").v3("apis/test.example.com/v1").orElseThrow().json());
        JsonNode patch =
                document.path("paths")
                        .path("/apis/test.example.com/v1/namespaces/{namespace}/things/{name}")
                        .path("patch");
        assertThat(patch.path("x-kubernetes-group-version-kind").path("kind").asText())
                .isEqualTo("Thing");
        assertThat(patch.path("parameters").findValuesAsText("name"))
                .contains("fieldValidation", "dryRun", "force");
        assertThat(patch.at("/requestBody/content").propertyStream().map(Map.Entry::getKey))
                .as("custom resources take no strategic merge")
                .containsExactlyInAnyOrder(
                        "application/apply-patch+yaml",
                        "application/json-patch+json",
                        "application/merge-patch+json");
        assertThat(
                        document.path("components")
                                .path("schemas")
                                .path("com.example.test.v1.Thing")
                                .path("properties")
                                .path("spec")
                                .path("type")
                                .asText())
                .isEqualTo("string");
    }

    @Test
    void theOlderDocumentLeavesOutWhatItCannotSay() throws Exception {
        JsonNode definitions = JSON.readTree(documents("string").v2().json()).path("definitions");
        assertThat(
                        definitions
                                .path("com.example.test.v1.Thing")
                                .path("properties")
                                .path("spec")
                                .isEmpty())
                .isTrue();
        assertThat(
                        definitions
                                .path("io.k8s.apimachinery.pkg.util.intstr.IntOrString")
                                .path("type")
                                .asText())
                .isEqualTo("string");
        assertThat(
                        definitions
                                .path("io.k8s.api.apps.v1.Deployment")
                                .path("properties")
                                .path("spec")
                                .path("$ref")
                                .asText())
                .isEqualTo("#/definitions/io.k8s.api.apps.v1.DeploymentSpec");
    }

    private static Set<String> references(JsonNode node, Set<String> found) {
        if (node.path("$ref").isTextual()) {
            found.add(Definitions.nameOf(node.path("$ref")));
        }
        node.forEach(child -> references(child, found));
        return found;
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
