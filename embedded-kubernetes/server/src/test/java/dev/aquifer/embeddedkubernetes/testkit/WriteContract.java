package dev.aquifer.embeddedkubernetes.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Update and patch over plain HTTP. */
abstract class WriteContract extends Contract {
    WriteContract(Target target) {
        super(target);
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
    void anApplyThatNamesARevisionCreatesWhatIsAbsentAndFailsOnWhatIsThere() {
        for (String path : List.of(configMaps + "/revised", widgets + "/revised")) {
            String named =
                    json(
                            path.startsWith(configMaps)
                                    ? "{apiVersion: v1, kind: ConfigMap, metadata: {name: revised, resourceVersion: '1'}, data: {key: a}}"
                                    : "{apiVersion: contract.aquifer.dev/v1, kind: Widget, metadata: {name: revised, resourceVersion: '1'}, spec: {color: red}}");
            String asOne = path + "?fieldManager=one";
            assertThat(http.apply(asOne + "&dryRun=All", named).code()).isEqualTo(201);
            var created = http.apply(asOne, named);
            assertThat(created.code()).isEqualTo(201);
            assertThat(created.text("/metadata/resourceVersion")).isNotEqualTo("1");
            var again = http.apply(asOne, named);
            assertThat(again.code()).isEqualTo(409);
            assertThat(again.text("/message")).contains("the object has been modified");
        }
    }

    @Test
    void revisionZeroIsAnyUnlessTheKindIsNeverUpdatedUnconditionally() {
        String zero = "?fieldManager=one";
        String map =
                json(
                        "{apiVersion: v1, kind: ConfigMap, metadata: {name: zero, resourceVersion: '0'}}");
        assertThat(http.apply(configMaps + "/zero" + zero, map).code()).isEqualTo(201);
        assertThat(http.apply(configMaps + "/zero" + zero, map).code()).isEqualTo(200);
        String widget =
                json(
                        "{apiVersion: contract.aquifer.dev/v1, kind: Widget, metadata: {name: zero, resourceVersion: '0'}, spec: {color: red}}");
        assertThat(http.apply(widgets + "/zero" + zero, widget).code()).isEqualTo(201);
        var again = http.apply(widgets + "/zero" + zero, widget);
        assertThat(again.code()).isEqualTo(422);
        assertThat(again.text("/message")).contains("must be specified for an update");
    }

    @Test
    void anApplyThatNamesAUidIsMeantForThatObjectOnly() {
        String path = configMaps + "/identified?fieldManager=one";
        String object = "{apiVersion: v1, kind: ConfigMap, metadata: {name: identified, %s}}";
        var absent = http.apply(path, json(object, "uid: abc, resourceVersion: '1'"));
        assertThat(absent.code()).isEqualTo(409);
        assertThat(absent.text("/message"))
                .endsWith(
                        "uid mismatch: the provided object specified uid abc, and no existing object was found");
        var created = http.apply(path, json(object, "labels: {}"));
        assertThat(created.code()).isEqualTo(201);
        var other = http.apply(path, json(object, "uid: abc"));
        assertThat(other.code()).isEqualTo(422);
        assertThat(other.text("/message"))
                .endsWith("metadata.uid: Invalid value: \"abc\": field is immutable");
        assertThat(http.apply(path, json(object, "uid: abc, resourceVersion: '1'")).code())
                .isEqualTo(409);
        String uid = created.text("/metadata/uid");
        assertThat(http.apply(path, json(object, "uid: " + uid)).code()).isEqualTo(200);
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
    void whatAScaleIsReadFromMustBeReadable() {
        String path = widgets + "/unscalable";
        http.post(widgets, widget("unscalable", "red"));
        assertThat(http.merge(path, json("{spec: {replicas: -1}}")).text("/message"))
                .endsWith(
                        "is invalid: .spec.replicas: Invalid value: -1: should be a non-negative integer");
        assertThat(http.merge(path, json("{spec: {replicas: 2147483648}}")).text("/message"))
                .endsWith(
                        ".spec.replicas: Invalid value: 2147483648: should be less than or equal to 2147483647");
        http.merge(path, json("{spec: {replicas: 1}}"));
        assertThat(http.merge(path + "/scale", json("{spec: {replicas: -1}}")).text("/message"))
                .endsWith(".spec.replicas: Invalid value: -1: should be a non-negative integer");
        String status = path + "/status";
        assertThat(http.merge(status, json("{status: {replicas: -1}}")).text("/message"))
                .endsWith(".status.replicas: Invalid value: -1: should be a non-negative integer");
        assertThat(http.merge(status, json("{status: {replicas: a}}")).text("/message"))
                .endsWith(
                        ".status.replicas: Invalid value: 0: .status.replicas accessor error: a is of the type string, expected int64");
        assertThat(http.merge(status, json("{status: {selector: 3}}")).text("/message"))
                .endsWith(
                        ".status.selector: Invalid value: \"\": .status.selector accessor error: 3 is of the type int64, expected string");
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
