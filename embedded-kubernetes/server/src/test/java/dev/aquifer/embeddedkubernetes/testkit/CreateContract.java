package dev.aquifer.embeddedkubernetes.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Create over plain HTTP, and what is refused. */
abstract class CreateContract extends Contract {
    CreateContract(Target target) {
        super(target);
    }

    @Test
    void createSetsWhatTheServerKnows() {
        var created = http.post(widgets, widget("created", "red"));
        assertThat(created.code()).isEqualTo(201);
        assertThat(created.text("/metadata/namespace")).isEqualTo(namespace);
        assertThat(created.text("/metadata/uid")).matches("[0-9a-f-]{36}");
        assertThat(created.text("/metadata/resourceVersion")).matches("\\d+");
        assertThat(created.at("/metadata/generation").asInt()).isEqualTo(1);
        assertThat(created.text("/metadata/creationTimestamp"))
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        assertThat(created.at("/spec/size").asInt()).isEqualTo(3);
        assertThat(created.text("/metadata/managedFields/0/manager")).isEqualTo("contract");
    }

    @Test
    void createRefusesWhatIsThere() {
        http.post(configMaps, configMap("twice", "a"));
        var again = http.post(configMaps, configMap("twice", "b"));
        assertThat(again.code()).isEqualTo(409);
        assertThat(again.text("/reason")).isEqualTo("AlreadyExists");
        assertThat(again.text("/message")).isEqualTo("configmaps \"twice\" already exists");
        assertThat(again.text("/details/name")).isEqualTo("twice");
    }

    @Test
    void createNeedsAnOpenNamespace() {
        var missing = http.post("/api/v1/namespaces/nowhere/configmaps", configMap("a", "b"));
        assertThat(missing.code()).isEqualTo(404);
        assertThat(missing.text("/message")).isEqualTo("namespaces \"nowhere\" not found");
        var other = http.post(configMaps, json("{metadata: {name: a, namespace: b}}"));
        assertThat(other.code()).isEqualTo(400);
        assertThat(other.text("/message"))
                .isEqualTo(
                        "the namespace of the provided object does not match the namespace sent on the request");
    }

    @Test
    void createNeedsANameOrAPrefixOfOne() {
        var nameless = http.post(configMaps, json("{metadata: {}}"));
        assertThat(nameless.code()).isEqualTo(422);
        assertThat(nameless.text("/message"))
                .isEqualTo(
                        "ConfigMap \"\" is invalid: metadata.name: Required value: name or generateName is required");
        assertThat(nameless.text("/details/causes/0/field")).isEqualTo("metadata.name");
        var generated = http.post(configMaps, json("{metadata: {generateName: some-}}"));
        assertThat(generated.code()).isEqualTo(201);
        assertThat(generated.text("/metadata/name")).matches("some-[a-z0-9]{5}");
    }

    @Test
    void createRefusesARevision() {
        var answer =
                http.post(configMaps, json("{metadata: {name: revised, resourceVersion: '3'}}"));
        assertThat(answer.code()).isEqualTo(500);
        assertThat(answer.text("/message"))
                .isEqualTo("resourceVersion should not be set on objects to be created");
    }

    @Test
    void unknownFieldsAreRefusedWarnedOfOrDropped() {
        String body =
                json(
                        "{apiVersion: contract.aquifer.dev/v1, kind: Widget, metadata: {name: unknown}, spec: {color: red, colour: green}}");
        var strict = http.post(widgets + "?fieldValidation=Strict&dryRun=All", body);
        assertThat(strict.code()).isEqualTo(400);
        assertThat(strict.text("/message"))
                .isEqualTo(
                        "Widget in version \"v1\" cannot be handled as a Widget: strict decoding error: unknown field \"spec.colour\"");
        var warned = http.post(widgets + "?fieldValidation=Warn&dryRun=All", body);
        assertThat(warned.code()).isEqualTo(201);
        assertThat(warned.warnings())
                .containsExactly("299 - \"unknown field \\\"spec.colour\\\"\"");
        assertThat(warned.at("/spec/colour").isMissingNode()).isTrue();
        var ignored = http.post(widgets + "?fieldValidation=Ignore&dryRun=All", body);
        assertThat(ignored.code()).isEqualTo(201);
        assertThat(ignored.warnings()).isEmpty();
        assertThat(http.get(widgets + "/unknown").code()).isEqualTo(404);
    }

    @Test
    void duplicateFieldsAreFound() {
        var strict =
                http.post(
                        configMaps + "?fieldValidation=Strict",
                        "{\"metadata\":{\"name\":\"d\"},\"data\":{\"a\":\"b\",\"a\":\"c\"}}");
        assertThat(strict.code()).isEqualTo(400);
        assertThat(strict.text("/message"))
                .endsWith("strict decoding error: duplicate field \"data.a\"");
    }

    @Test
    void invalidFieldsAreNamedByPath() {
        var answer = http.post(widgets, widget("invalid", "blue"));
        assertThat(answer.code()).isEqualTo(422);
        assertThat(answer.text("/reason")).isEqualTo("Invalid");
        assertThat(answer.text("/message"))
                .startsWith("Widget.contract.aquifer.dev \"invalid\" is invalid: ")
                .contains(
                        "spec.color: Unsupported value: \"blue\": supported values: \"red\", \"green\"");
        assertThat(answer.text("/details/causes/0/field")).isEqualTo("spec.color");
        assertThat(answer.text("/details/causes/0/reason")).isEqualTo("FieldValueNotSupported");
        assertThat(answer.text("/details/kind")).isEqualTo("Widget");
    }

    @Test
    void rulesOfTheSchemaAreChecked() {
        var large =
                http.post(
                        widgets,
                        json(
                                "{apiVersion: contract.aquifer.dev/v1, kind: Widget, metadata: {name: large}, spec: {color: red, size: 200}}"));
        assertThat(large.code()).isEqualTo(422);
        assertThat(large.text("/message"))
                .contains("spec.size: Invalid value: ", "size must be below 100");
        http.post(widgets, widget("small", "red"));
        var changed = http.merge(widgets + "/small", json("{spec: {color: green}}"));
        assertThat(changed.code()).isEqualTo(422);
        assertThat(changed.text("/message")).contains("only large widgets may change their color");
    }

    @Test
    void aBodyOfAnotherKindIsRefused() {
        var other = http.post(widgets, json("{apiVersion: v1, kind: Widget, metadata: {name: a}}"));
        assertThat(other.code()).isEqualTo(400);
        assertThat(other.text("/message"))
                .isEqualTo(
                        "the API version in the data (v1) does not match the expected API version (contract.aquifer.dev/v1)");
        assertThat(
                        http.post(
                                        configMaps,
                                        json("{apiVersion: v1, kind: Secret, metadata: {name: a}}"))
                                .code())
                .isEqualTo(400);
        assertThat(http.post(configMaps, "{").code()).isEqualTo(400);
        var text = http.send("POST", configMaps, "{}", "text/plain", "application/json");
        assertThat(text.code()).isEqualTo(415);
        assertThat(text.text("/reason")).isEqualTo("UnsupportedMediaType");
    }

    @Test
    void yamlIsAsGoodAsJson() {
        var answer =
                http.send(
                        "POST",
                        configMaps,
                        "metadata:\n  name: yaml\ndata:\n  a: b\n",
                        "application/yaml",
                        "application/yaml");
        assertThat(answer.code()).isEqualTo(201);
        assertThat(answer.body()).contains("name: yaml").startsWith("apiVersion: v1\n");
    }

    @Test
    void plainTextOfSecretsIsEncoded() {
        var secret =
                http.post(core + "/secrets", json("{metadata: {name: plain}, stringData: {a: b}}"));
        assertThat(secret.text("/data/a")).isEqualTo("Yg==");
        assertThat(secret.text("/type")).isEqualTo("Opaque");
        assertThat(secret.at("/stringData").isMissingNode()).isTrue();
    }
}
