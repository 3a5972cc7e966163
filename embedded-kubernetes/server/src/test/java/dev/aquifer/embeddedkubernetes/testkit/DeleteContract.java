package dev.aquifer.embeddedkubernetes.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Deletion: finalizers, preconditions, grace, owners, namespaces and definitions. */
abstract class DeleteContract extends Contract {
    DeleteContract(Target target) {
        super(target);
    }

    private void gone(String path) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(http.get(path).code()).isEqualTo(404));
    }

    @Test
    void saysWhatWasDeleted() {
        var created = http.post(configMaps, configMap("deleted", "a"));
        var answer = http.delete(configMaps + "/deleted", "");
        assertThat(answer.code()).isEqualTo(200);
        assertThat(answer.text("/status")).isEqualTo("Success");
        assertThat(answer.text("/details/uid")).isEqualTo(created.text("/metadata/uid"));
        assertThat(http.get(configMaps + "/deleted").code()).isEqualTo(404);
        assertThat(http.delete(configMaps + "/deleted", "").code()).isEqualTo(404);
    }

    @Test
    void finalizersHoldAnObject() {
        http.post(
                widgets,
                json(
                        "{apiVersion: contract.aquifer.dev/v1, kind: Widget, metadata: {name: held, finalizers: [a.b/c]}, spec: {color: red}}"));
        var deleted = http.delete(widgets + "/held", "");
        assertThat(deleted.text("/metadata/deletionTimestamp")).isNotEmpty();
        assertThat(deleted.at("/metadata/deletionGracePeriodSeconds").asInt(-1)).isZero();
        assertThat(deleted.at("/metadata/generation").asInt()).isEqualTo(2);
        var more = http.merge(widgets + "/held", json("{metadata: {finalizers: [a.b/c, d.e/f]}}"));
        assertThat(more.code()).isEqualTo(422);
        assertThat(more.text("/message"))
                .contains("no new finalizers can be added if the object is being deleted");
        assertThat(http.merge(widgets + "/held", json("{metadata: {finalizers: null}}")).code())
                .isEqualTo(200);
        assertThat(http.get(widgets + "/held").code()).isEqualTo(404);
    }

    @Test
    void preconditionsAreChecked() {
        var created = http.post(configMaps, configMap("conditional", "a"));
        var uid = http.delete(configMaps + "/conditional", json("{preconditions: {uid: abc}}"));
        assertThat(uid.code()).isEqualTo(409);
        assertThat(uid.text("/message"))
                .contains("the UID in the precondition (abc) does not match the UID in record");
        assertThat(
                        http.delete(
                                        configMaps + "/conditional",
                                        json("{preconditions: {resourceVersion: '1'}}"))
                                .code())
                .isEqualTo(409);
        String right = json("{preconditions: {uid: %s}}", created.text("/metadata/uid"));
        assertThat(http.delete(configMaps + "/conditional", right).code()).isEqualTo(200);
    }

    @Test
    void aPodOnANodeIsEndedByItsNode() {
        http.post(pods, pod("graceful"));
        http.post(
                pods + "/graceful/binding",
                json(
                        "{apiVersion: v1, kind: Binding, metadata: {name: graceful}, target: {kind: Node, name: n1}}"));
        var deleted = http.delete(pods + "/graceful", "");
        assertThat(deleted.text("/kind")).isEqualTo("Pod");
        assertThat(deleted.at("/metadata/deletionGracePeriodSeconds").asInt()).isEqualTo(30);
        assertThat(http.get(pods + "/graceful").code()).isEqualTo(200);
        assertThat(http.delete(pods + "/graceful", json("{gracePeriodSeconds: 0}")).code())
                .isEqualTo(200);
        assertThat(http.get(pods + "/graceful").code()).isEqualTo(404);
    }

    @Test
    void aPodWithoutANodeGoesAtOnce() {
        http.post(pods, pod("unbound"));
        assertThat(http.delete(pods + "/unbound", "").code()).isEqualTo(200);
        assertThat(http.get(pods + "/unbound").code()).isEqualTo(404);
    }

    @Test
    void anEvictedPodIsDeleted() {
        http.post(pods, pod("evicted"));
        String eviction =
                json("{apiVersion: policy/v1, kind: Eviction, metadata: {name: evicted}}");
        assertThat(http.post(pods + "/evicted/eviction", eviction).code()).isEqualTo(201);
        assertThat(http.get(pods + "/evicted").code()).isEqualTo(404);
    }

    @Test
    void collectionsAreDeletedBySelector() {
        http.post(configMaps, json("{metadata: {name: many-a, labels: {many: a}}}"));
        http.post(configMaps, json("{metadata: {name: many-b, labels: {many: b}}}"));
        assertThat(http.delete(configMaps + "?labelSelector=many%3Da", "").code()).isEqualTo(200);
        assertThat(http.get(configMaps + "/many-a").code()).isEqualTo(404);
        assertThat(http.get(configMaps + "/many-b").code()).isEqualTo(200);
    }

    @Test
    void systemNamespacesStay() {
        var answer = http.delete("/api/v1/namespaces/default", "");
        assertThat(answer.code()).isEqualTo(403);
        assertThat(answer.text("/message"))
                .isEqualTo(
                        "namespaces \"default\" is forbidden: this namespace may not be deleted");
    }

    @Test
    void aTerminatingNamespaceTakesNothingNew() {
        String name = namespace + "-going";
        http.post("/api/v1/namespaces", json("{metadata: {name: %s}}", name));
        String path = "/api/v1/namespaces/" + name + "/configmaps";
        http.post(path, json("{metadata: {name: held, finalizers: [a.b/c]}}"));
        http.delete("/api/v1/namespaces/" + name, "");
        assertThat(http.get("/api/v1/namespaces/" + name).text("/status/phase"))
                .isEqualTo("Terminating");
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () ->
                                assertThat(http.post(path, configMap("late", "a")).code())
                                        .isEqualTo(403));
        assertThat(http.post(path, configMap("late", "a")).text("/message"))
                .contains(
                        "unable to create new content in namespace %s because it is being terminated"
                                .formatted(name));
        http.merge(path + "/held", json("{metadata: {finalizers: null}}"));
        assumeThat(target.hasCollector())
                .as("a real server's controllers empty namespaces")
                .isTrue();
        gone("/api/v1/namespaces/" + name);
    }

    @Test
    void definitionsTakeTheirObjectsAlong() {
        String definition =
                yaml("widgets.yaml")
                        .replace("widget", "gadget")
                        .replace("Widget", "Gadget")
                        .replace("\"wd\"", "\"gd\"");
        assertThat(http.post(DEFINITIONS, definition).code()).isEqualTo(201);
        String gadgets = widgets.replace("widget", "gadget");
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> http.get(gadgets).code() == 200);
        String gadget = widget("one", "red").replace("Widget", "Gadget");
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> http.post(gadgets, gadget).code() == 201);
        http.delete(DEFINITIONS + "/gadgets.contract.aquifer.dev", "");
        gone(DEFINITIONS + "/gadgets.contract.aquifer.dev");
        gone(gadgets);
    }

    @Test
    void dependentsFollowTheirOwner() {
        assumeThat(target.hasCollector())
                .as("a real server's controllers collect garbage")
                .isTrue();
        String uid = http.post(configMaps, configMap("owner", "a")).text("/metadata/uid");
        http.post(widgets, owned("dependent", "owner", uid, ""));
        http.post(widgets, owned("of-nobody", "nobody", "abc", ""));
        gone(widgets + "/of-nobody");
        assertThat(http.get(widgets + "/dependent").code()).isEqualTo(200);
        http.delete(configMaps + "/owner", "");
        gone(widgets + "/dependent");
    }

    @Test
    void anOwnerMayOrphanItsDependents() {
        assumeThat(target.hasCollector())
                .as("a real server's controllers collect garbage")
                .isTrue();
        String uid = http.post(configMaps, configMap("orphaning", "a")).text("/metadata/uid");
        http.post(widgets, owned("orphan", "orphaning", uid, ""));
        http.delete(configMaps + "/orphaning", json("{propagationPolicy: Orphan}"));
        gone(configMaps + "/orphaning");
        assertThat(http.get(widgets + "/orphan").at("/metadata/ownerReferences").isMissingNode())
                .isTrue();
    }

    @Test
    void anOwnerMayWaitForItsDependents() {
        assumeThat(target.hasCollector())
                .as("a real server's controllers collect garbage")
                .isTrue();
        String uid = http.post(configMaps, configMap("waiting", "a")).text("/metadata/uid");
        http.post(widgets, owned("slow", "waiting", uid, "finalizers: [a.b/c], "));
        assertThat(
                        http.delete(
                                        configMaps + "/waiting",
                                        json("{propagationPolicy: Foreground}"))
                                .text("/metadata/finalizers/0"))
                .isEqualTo("foregroundDeletion");
        Awaitility.await()
                .until(
                        () ->
                                !http.get(widgets + "/slow")
                                        .text("/metadata/deletionTimestamp")
                                        .isEmpty());
        assertThat(http.get(configMaps + "/waiting").code()).isEqualTo(200);
        http.merge(widgets + "/slow", json("{metadata: {finalizers: null}}"));
        gone(configMaps + "/waiting");
    }

    private static String owned(String name, String owner, String uid, String more) {
        return json(
                """
                {apiVersion: contract.aquifer.dev/v1, kind: Widget, spec: {color: red}, metadata: {name: %s, %s ownerReferences: [
                {apiVersion: v1, kind: ConfigMap, name: %s, uid: %s, blockOwnerDeletion: true}]}}
                """,
                name, more, owner, uid);
    }
}
