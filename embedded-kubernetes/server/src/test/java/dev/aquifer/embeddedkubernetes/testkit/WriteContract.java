package dev.aquifer.embeddedkubernetes.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Create, update and patch over plain HTTP. */
abstract class WriteContract extends Contract {
    WriteContract(Target target) {
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
    void updatesAreOptimistic() {
        String seen =
                http.post(configMaps, configMap("optimistic", "a"))
                        .text("/metadata/resourceVersion");
        String stale =
                json("{metadata: {name: optimistic, resourceVersion: '%s'}, data: {key: b}}", seen);
        assertThat(http.put(configMaps + "/optimistic", stale).code()).isEqualTo(200);
        var second = http.put(configMaps + "/optimistic", stale);
        assertThat(second.code()).isEqualTo(409);
        assertThat(second.text("/reason")).isEqualTo("Conflict");
        assertThat(second.text("/message"))
                .isEqualTo(
                        "Operation cannot be fulfilled on configmaps \"optimistic\": the object has been modified; please apply your changes to the latest version and try again");
    }

    @Test
    void aCustomResourceIsUpdatedWithItsRevisionOnly() {
        http.post(widgets, widget("unconditional", "red"));
        var answer = http.put(widgets + "/unconditional", widget("unconditional", "red"));
        assertThat(answer.code()).isEqualTo(422);
        assertThat(answer.text("/message"))
                .isEqualTo(
                        "widgets.contract.aquifer.dev \"unconditional\" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update");
    }

    @Test
    void updatesNameTheSameObject() {
        http.post(configMaps, configMap("same", "a"));
        var name = http.put(configMaps + "/same", configMap("other", "a"));
        assertThat(name.code()).isEqualTo(400);
        assertThat(name.text("/message"))
                .isEqualTo(
                        "the name of the object (other) does not match the name on the URL (same)");
        var uid = http.put(configMaps + "/same", json("{metadata: {name: same, uid: abc}}"));
        assertThat(uid.code()).isEqualTo(409);
        assertThat(uid.text("/message"))
                .contains("Precondition failed: UID in precondition: abc, UID in object meta: ");
        assertThat(http.put(configMaps + "/missing", configMap("missing", "a")).code())
                .isEqualTo(404);
    }

    @Test
    void whatChangesNothingIsNotWritten() {
        var before = http.post(widgets, widget("unchanged", "red"));
        assertThat(http.put(widgets + "/unchanged", before.body()).json()).isEqualTo(before.json());
        assertThat(http.merge(widgets + "/unchanged", json("{spec: {color: red}}")).json())
                .isEqualTo(before.json());
        assertThat(http.get(widgets + "/unchanged").json()).isEqualTo(before.json());
    }

    @Test
    void generationFollowsTheSpecAlone() {
        http.post(widgets, widget("generation", "red"));
        var labelled = http.merge(widgets + "/generation", json("{metadata: {labels: {a: b}}}"));
        assertThat(labelled.at("/metadata/generation").asInt()).isEqualTo(1);
        var status =
                http.merge(
                        widgets + "/generation/status",
                        json("{status: {phase: Good}, spec: {size: 7}}"));
        assertThat(status.at("/metadata/generation").asInt()).isEqualTo(1);
        assertThat(status.text("/status/phase")).isEqualTo("Good");
        assertThat(status.at("/spec/size").asInt()).isEqualTo(3);
        var spec =
                http.merge(
                        widgets + "/generation", json("{spec: {size: 4}, status: {phase: Bad}}"));
        assertThat(spec.at("/metadata/generation").asInt()).isEqualTo(2);
        assertThat(spec.text("/status/phase")).isEqualTo("Good");
    }

    @Test
    void patchesOfEveryKind() {
        http.post(
                configMaps,
                json("{metadata: {name: patched, labels: {a: b}}, data: {one: '1', two: '2'}}"));
        String path = configMaps + "/patched";
        assertThat(
                        http
                                .merge(path, json("{data: {one: null, three: '3'}}"))
                                .at("/data")
                                .properties()
                                .stream()
                                .map(Object::toString))
                .containsExactlyInAnyOrder("three=\"3\"", "two=\"2\"");
        var json =
                http.patch(
                        path,
                        "json-patch+json",
                        "[{\"op\":\"replace\",\"path\":\"/data/two\",\"value\":\"x\"}]");
        assertThat(json.text("/data/two")).isEqualTo("x");
        var strategic =
                http.patch(path, "strategic-merge-patch+json", json("{data: {three: null}}"));
        assertThat(strategic.at("/data").size()).isEqualTo(1);
        assertThat(http.patch(widgets + "/none", "strategic-merge-patch+json", "{}").code())
                .isIn(404, 415);
        assertThat(
                        http.patch(
                                        path,
                                        "json-patch+json",
                                        "[{\"op\":\"remove\",\"path\":\"/data/none\"}]")
                                .code())
                .isEqualTo(422);
        assertThat(http.patch(path, "json-patch+json", "{").code()).isEqualTo(400);
    }

    @Test
    void strategicMergeKnowsTheKeysOfLists() {
        http.post(pods, pod("strategic"));
        var patched =
                http.patch(
                        pods + "/strategic",
                        "strategic-merge-patch+json",
                        json("{spec: {containers: [{name: main, image: other}]}}"));
        assertThat(patched.at("/spec/containers").size()).isEqualTo(1);
        assertThat(patched.text("/spec/containers/0/image")).isEqualTo("other");
    }

    @Test
    void applyCreatesMergesAndFindsConflicts() {
        String path = widgets + "/applied";
        var created = http.apply(path + "?fieldManager=one", widget("applied", "red"));
        assertThat(created.code()).isEqualTo(201);
        assertThat(created.text("/metadata/managedFields/0/operation")).isEqualTo("Apply");
        var same = http.apply(path + "?fieldManager=one", widget("applied", "red"));
        assertThat(same.code()).isEqualTo(200);
        assertThat(same.text("/metadata/resourceVersion"))
                .isEqualTo(created.text("/metadata/resourceVersion"));
        String size =
                json(
                        "{apiVersion: contract.aquifer.dev/v1, kind: Widget, metadata: {name: applied}, spec: {color: green, size: 9}}");
        var conflict = http.apply(path + "?fieldManager=two", size);
        assertThat(conflict.code()).isEqualTo(409);
        assertThat(conflict.text("/details/causes/0/reason")).isEqualTo("FieldManagerConflict");
        assertThat(conflict.text("/details/causes/0/field")).isEqualTo(".spec.color");
        assertThat(conflict.text("/message")).contains("conflict with \"one\": .spec.color");
        var forced = http.apply(path + "?fieldManager=two&force=true", size);
        assertThat(forced.code()).isEqualTo(200);
        assertThat(forced.text("/spec/color")).isEqualTo("green");
        assertThat(http.apply(path, widget("applied", "red")).code()).isIn(400, 422);
    }

    @Test
    void dryRunWritesNothing() {
        assertThat(http.post(configMaps + "?dryRun=All", configMap("dry", "a")).code())
                .isEqualTo(201);
        assertThat(http.get(configMaps + "/dry").code()).isEqualTo(404);
        var before = http.post(configMaps, configMap("wet", "a"));
        assertThat(
                        http.merge(configMaps + "/wet?dryRun=All", json("{data: {key: b}}"))
                                .text("/data/key"))
                .isEqualTo("b");
        assertThat(http.delete(configMaps + "/wet?dryRun=All", "").code()).isEqualTo(200);
        assertThat(http.get(configMaps + "/wet").json()).isEqualTo(before.json());
        assertThat(http.post(configMaps + "?dryRun=Some", configMap("dry", "a")).code())
                .isIn(400, 422);
    }

    @Test
    void plainTextOfSecretsIsEncoded() {
        var secret =
                http.post(core + "/secrets", json("{metadata: {name: plain}, stringData: {a: b}}"));
        assertThat(secret.text("/data/a")).isEqualTo("Yg==");
        assertThat(secret.text("/type")).isEqualTo("Opaque");
        assertThat(secret.at("/stringData").isMissingNode()).isTrue();
    }

    @Test
    void scaleIsAViewOfReplicas() {
        http.post(
                widgets,
                json(
                        "{apiVersion: contract.aquifer.dev/v1, kind: Widget, metadata: {name: scaled}, spec: {color: red, replicas: 2}}"));
        http.merge(widgets + "/scaled/status", json("{status: {replicas: 1, selector: 'a=b'}}"));
        var scale = http.get(widgets + "/scaled/scale");
        assertThat(scale.text("/kind")).isEqualTo("Scale");
        assertThat(scale.at("/spec/replicas").asInt()).isEqualTo(2);
        assertThat(scale.at("/status").toString())
                .isEqualTo("{\"replicas\":1,\"selector\":\"a=b\"}");
        assertThat(
                        http.merge(widgets + "/scaled/scale", json("{spec: {replicas: 5}}"))
                                .at("/spec/replicas")
                                .asInt())
                .isEqualTo(5);
        assertThat(http.get(widgets + "/scaled").at("/spec/replicas").asInt()).isEqualTo(5);
        assertThat(http.get(widgets + "/scaled").at("/metadata/generation").asInt()).isEqualTo(2);
    }

    @Test
    void aPodIsBoundOnce() {
        http.post(pods, pod("bound"));
        String binding =
                json(
                        "{apiVersion: v1, kind: Binding, metadata: {name: bound}, target: {kind: Node, name: n1}}");
        assertThat(http.post(pods + "/bound/binding", binding).code()).isEqualTo(201);
        var pod = http.get(pods + "/bound");
        assertThat(pod.text("/spec/nodeName")).isEqualTo("n1");
        assertThat(pod.text("/status/conditions/0/type")).isEqualTo("PodScheduled");
        var again = http.post(pods + "/bound/binding", binding);
        assertThat(again.code()).isEqualTo(409);
        assertThat(again.text("/message")).contains("pod bound is already assigned to node \"n1\"");
    }

    @Test
    void questionsAreAnswered() {
        var access =
                http.post(
                        "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                        json("{spec: {resourceAttributes: {verb: get, resource: pods}}}"));
        assertThat(access.code()).isEqualTo(201);
        assertThat(access.at("/status/allowed").asBoolean()).isTrue();
        var who = http.post("/apis/authentication.k8s.io/v1/selfsubjectreviews", "{}");
        assertThat(who.text("/status/userInfo/username")).isEqualTo("admin");
    }
}
