package dev.aquifer.embeddedkubernetes.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

class BuiltinKindsTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    @Test
    void everyListedKindHasASchema() {
        assertThat(BuiltinKinds.resources()).hasSizeGreaterThan(25);
        assertThat(BuiltinKinds.resources())
                .allSatisfy(r -> assertThat(BuiltinKinds.schema(r.kind())).isPresent());
        assertThat(BuiltinKinds.schema(GroupVersionKind.of("v1", "Nonsense"))).isEmpty();
    }

    @Test
    void aDefaultInsideOfADefinitionIsKeptWhateverItHolds() throws Exception {
        ObjectNode definition =
                definition(
                        "{type: array, default: [{a: [{b: c}]}], items: {type: object, x-kubernetes-preserve-unknown-fields: true}}");
        Schema.Pruned pruned = definitions().prune(definition);
        assertThat(pruned.unknown()).isEmpty();
        assertThat(pruned.object()).isEqualTo(definition);
    }

    @Test
    void aRuleThatDoesNotCompileRefusesItsDefinition() throws Exception {
        ObjectNode definition =
                definition("{type: string, x-kubernetes-validations: [{rule: 'self.size( > 3'}]}");
        assertThat(definitions().validate(definition, null))
                .singleElement()
                .asString()
                .startsWith(
                        "spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule: Invalid value: \"self.size( > 3\": compilation failed: ");
    }

    @Test
    void aPlaceWithoutATypeRefusesItsDefinition() throws Exception {
        assertThat(definitions().validate(definition("{description: what}"), null))
                .extracting(FieldError::toString)
                .isEqualTo(
                        List.of(
                                "spec.validation.openAPIV3Schema.properties[spec].type: Required value: must not be empty for specified object fields"));
    }

    private static Schema definitions() {
        return BuiltinKinds.schema(
                        GroupVersionKind.of("apiextensions.k8s.io/v1", "CustomResourceDefinition"))
                .orElseThrow();
    }

    private static ObjectNode definition(String spec) throws Exception {
        return (ObjectNode)
                YAML.readTree(
                        """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: xs.example.com}
                spec:
                  group: example.com
                  scope: Namespaced
                  names: {plural: xs, singular: x, kind: X, listKind: XList}
                  versions:
                  - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, properties: {spec: %s}}}}
                """
                                .formatted(spec));
    }
}
