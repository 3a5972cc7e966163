package dev.aquifer.embeddedkubernetes.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * What people do with {@code kubectl} to something that is there: patch, edit, scale, wait, watch,
 * read logs, delete.
 */
abstract class KubectlChangeContract extends KubectlUser {
    KubectlChangeContract(Target target) {
        super(target);
    }

    @Test
    void patchesOfEveryKind() {
        kubectl.with(widget("patched", "red"), "create", "-f", "-").succeeds();
        assertThat(
                        kubectl.run(
                                        "patch",
                                        "wd",
                                        "patched",
                                        "--type=merge",
                                        "-p",
                                        "{\"spec\":{\"size\":4}}")
                                .succeeds()
                                .out())
                .isEqualTo("widget.contract.aquifer.dev/patched patched\n");
        assertThat(
                        kubectl.run(
                                        "patch",
                                        "wd",
                                        "patched",
                                        "--type=merge",
                                        "-p",
                                        "{\"spec\":{\"size\":4}}")
                                .succeeds()
                                .out())
                .isEqualTo("widget.contract.aquifer.dev/patched patched (no change)\n");
        kubectl.run(
                        "patch",
                        "wd",
                        "patched",
                        "--type=json",
                        "-p",
                        "[{\"op\":\"replace\",\"path\":\"/spec/size\",\"value\":5}]")
                .succeeds();
        assertThat(field("wd/patched", ".spec.size")).isEqualTo("5");
        kubectl.run(
                        "patch",
                        "wd",
                        "patched",
                        "--subresource=status",
                        "--type=merge",
                        "-p",
                        "{\"status\":{\"phase\":\"Good\"}}")
                .succeeds();
        assertThat(field("wd/patched", ".status.phase")).isEqualTo("Good");
        assertThat(field("wd/patched", ".metadata.generation")).isEqualTo("3");
        kubectl.run("create", "deployment", "patched", "--image=one").succeeds();
        kubectl.run(
                        "patch",
                        "deployment",
                        "patched",
                        "-p",
                        "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"one\",\"image\":\"two\"}]}}}}")
                .succeeds();
        assertThat(field("deploy/patched", ".spec.template.spec.containers[*].image"))
                .isEqualTo("two");
        kubectl.run("set", "image", "deployment/patched", "one=three").succeeds();
        kubectl.run("rollout", "restart", "deployment/patched").succeeds();
        assertThat(field("deploy/patched", ".metadata.generation")).isEqualTo("4");
    }

    @Test
    void labelsAnnotatesAndScales() {
        kubectl.with(widget("touched", "red"), "create", "-f", "-").succeeds();
        assertThat(kubectl.run("label", "wd", "touched", "a=b").succeeds().out())
                .contains("touched labeled");
        assertThat(kubectl.run("label", "wd", "touched", "a=c").fails().err())
                .contains("already has a value (b)");
        assertThat(kubectl.run("label", "wd", "touched", "a-").succeeds().out())
                .contains("touched unlabeled");
        assertThat(kubectl.run("annotate", "wd", "touched", "x=y").succeeds().out())
                .contains("touched annotated");
        kubectl.run("patch", "wd", "touched", "--type=merge", "-p", "{\"spec\":{\"replicas\":1}}")
                .succeeds();
        assertThat(kubectl.run("scale", "wd", "touched", "--replicas=4").succeeds().out())
                .contains("touched scaled");
        assertThat(field("wd/touched", ".spec.replicas")).isEqualTo("4");
        kubectl.run("create", "deployment", "touched", "--image=one").succeeds();
        kubectl.run("scale", "deployment", "touched", "--current-replicas=1", "--replicas=3")
                .succeeds();
        assertThat(field("deploy/touched", ".spec.replicas")).isEqualTo("3");
        assertThat(kubectl.run("scale", "deployment", "touched", "--replicas=-1").exit())
                .isNotZero();
    }

    @Test
    void editsWithTheEditorOfTheUser() throws IOException {
        kubectl.with(widget("edited", "red"), "create", "-f", "-").succeeds();
        Path editor =
                Files.writeString(
                        folder.resolve("editor"),
                        "#!/bin/sh\nsed -i 's/size: 3/size: 8/' \"$1\"\n");
        assertThat(editor.toFile().setExecutable(true)).isTrue();
        assertThat(
                        kubectl.run(
                                        Map.of("KUBE_EDITOR", editor.toString()),
                                        "",
                                        "edit",
                                        "wd",
                                        "edited")
                                .succeeds()
                                .out())
                .contains("edited edited");
        assertThat(field("wd/edited", ".spec.size")).isEqualTo("8");
    }

    @Test
    void waitsForConditionsValuesAndDeletion() throws InterruptedException {
        kubectl.with(widget("awaited", "red"), "create", "-f", "-").succeeds();
        assertThat(
                        kubectl.run("wait", "--for=condition=Ready", "--timeout=0.1s", "wd/awaited")
                                .fails()
                                .err())
                .contains("timed out waiting for the condition");
        Process waiting =
                kubectl.follow(
                        folder.resolve("waiting"),
                        "wait",
                        "--for=condition=Ready",
                        "--timeout=30s",
                        "wd/awaited");
        http.merge(
                widgets + "/awaited/status",
                json("{status: {phase: Good, conditions: [{type: Ready, status: 'True'}]}}"));
        assertThat(waiting.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(folder.resolve("waiting")).content().contains("condition met");
        kubectl.run("wait", "--for=jsonpath={.status.phase}=Good", "--timeout=10s", "wd/awaited")
                .succeeds();
        Process deletion =
                kubectl.follow(
                        folder.resolve("deletion"),
                        "wait",
                        "--for=delete",
                        "--timeout=30s",
                        "wd/awaited");
        kubectl.run("delete", "wd", "awaited").succeeds();
        assertThat(deletion.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(deletion.exitValue()).isZero();
    }

    @Test
    void watchesRows() {
        kubectl.with(widget("watched", "red"), "create", "-f", "-").succeeds();
        Path output = folder.resolve("watched");
        Process watch = kubectl.follow(output, "get", "wd", "watched", "-w");
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(output).content().contains("watched"));
            http.merge(
                    widgets + "/watched/status",
                    json("{status: {conditions: [{type: Ready, status: 'True'}]}}"));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(output).content().contains("True"));
            assertThat(output).content().containsOnlyOnce("NAME");
        } finally {
            watch.destroy();
        }
    }

    @Test
    void readsLogsFromTheNode() throws IOException, GeneralSecurityException {
        try (var kubelet = new FakeKubelet(target.kubeletClientAuthority())) {
            String node = namespace + "-node";
            http.post("/api/v1/nodes", json("{metadata: {name: %s}}", node));
            http.merge(
                    "/api/v1/nodes/" + node + "/status",
                    json(
                            "{status: {addresses: [{type: InternalIP, address: 127.0.0.1}], daemonEndpoints: {kubeletEndpoint: {Port: %d}}}}",
                            kubelet.port()));
            http.post(
                    pods,
                    json(
                            "{metadata: {name: logging}, spec: {nodeName: %s, containers: [{name: main, image: a}, {name: broken, image: a}]}}",
                            node));
            assertThat(kubectl.run("logs", "logging", "-c", "main").succeeds().lines())
                    .contains("path /containerLogs/%s/logging/main".formatted(namespace), "end");
            assertThat(
                            kubectl.run("logs", "logging", "-c", "main", "-f", "--tail=7")
                                    .succeeds()
                                    .out())
                    .contains("follow=true", "tailLines=7");
            assertThat(kubectl.run("logs", "logging", "-c", "other").fails().err())
                    .contains("container other is not valid for pod logging");
            assertThat(kubectl.run("logs", "logging", "-c", "broken").fails().err())
                    .contains("container broken is not available");
            assertThat(http.get(pods + "/logging/log").text("/message"))
                    .isEqualTo(
                            "a container name must be specified for pod logging, choose one of: [main broken]");
            http.delete("/api/v1/nodes/" + node, "");
        }
    }

    @Test
    void showsPodsAndTheirEvents() {
        http.post(pods, pod("described"));
        http.merge(
                pods + "/described/status",
                json(
                        """
                        {status: {phase: Running, podIP: 127.0.0.9, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: main, image: nothing, imageID: '',
                        ready: true, restartCount: 2, state: {running: {startedAt: '2026-01-01T00:00:00Z'}}, lastState: {terminated: {exitCode: 1, finishedAt: '2026-01-01T00:00:00Z'}}}]}}
                        """));
        assertThat(kubectl.run("get", "pod", "described", "-o", "wide").rows().get(1))
                .matches(
                        "described 1/1 Running 2 \\(\\d+d ago\\) \\d+s 127.0.0.9 <none> <none> <none>");
        String uid = http.get(pods + "/described").text("/metadata/uid");
        http.post(
                core + "/events",
                json(
                        """
                        {metadata: {name: described.1}, involvedObject: {apiVersion: v1, kind: Pod, namespace: %s, name: described, uid: %s}, type: Warning,
                        reason: Wondering, message: what is this, count: 3, firstTimestamp: '2026-01-01T00:00:00Z', lastTimestamp: '2026-01-01T00:00:00Z', source: {component: test}}
                        """,
                        namespace, uid));
        assertThat(kubectl.run("describe", "pod", "described").succeeds().out())
                .contains("Wondering", "what is this");
        assertThat(
                        kubectl.run(
                                        "get",
                                        "events",
                                        "--field-selector=involvedObject.name=described")
                                .rows()
                                .get(1))
                .endsWith("Warning Wondering pod/described what is this");
        assertThat(kubectl.run("events", "--for", "pod/described").succeeds().out())
                .contains("Wondering");
    }

    @Test
    void schedulesAndDrainsNodes() {
        String node = namespace + "-drained";
        http.post(
                "/api/v1/nodes",
                json("{metadata: {name: %s, labels: {node-role.kubernetes.io/worker: ''}}}", node));
        http.merge(
                "/api/v1/nodes/" + node + "/status",
                json(
                        "{status: {conditions: [{type: Ready, status: 'True'}], nodeInfo: {kubeletVersion: v1.2.3}}}"));
        assertThat(kubectl.run("get", "node", node).rows().get(1))
                .matches(node + " Ready worker \\d+s v1.2.3");
        kubectl.run("cordon", node).succeeds();
        assertThat(kubectl.run("get", "node", node).rows().get(1))
                .contains("Ready,SchedulingDisabled");
        kubectl.run("taint", "node", node, "a=b:NoSchedule").succeeds();
        assertThat(kubectl.run("describe", "node", node).succeeds().out())
                .contains("a=b:NoSchedule");
        kubectl.run("drain", node, "--timeout=10s", "--ignore-daemonsets").succeeds();
        kubectl.run("delete", "node", node).succeeds();
    }

    @Test
    void deletesWhatIsHeldWithoutWaiting() {
        String held =
                "{apiVersion: contract.aquifer.dev/v1, kind: Widget, metadata: {name: held, finalizers: [a.b/c]}, spec: {color: red}}";
        kubectl.with(held, "create", "-f", "-").succeeds();
        assertThat(kubectl.run("delete", "wd", "held", "--wait=false").succeeds().out())
                .contains("\"held\" deleted");
        assertThat(field("wd/held", ".metadata.deletionTimestamp")).isNotEmpty();
        kubectl.run(
                        "patch",
                        "wd",
                        "held",
                        "--type=json",
                        "-p",
                        "[{\"op\":\"remove\",\"path\":\"/metadata/finalizers\"}]")
                .succeeds();
        assertThat(kubectl.run("get", "wd", "held").fails().err()).contains("NotFound");
    }

    @Test
    void deletesNamespacesWithWhatIsInThem() {
        assumeThat(target.hasCollector())
                .as("a real server's controllers empty namespaces")
                .isTrue();
        String other = namespace + "-deleted";
        kubectl.run("create", "namespace", other).succeeds();
        kubectl.run("create", "configmap", "inside", "-n", other).succeeds();
        kubectl.run("delete", "namespace", other).succeeds();
        assertThat(kubectl.run("get", "namespace", other).fails().err()).contains("NotFound");
        assertThat(kubectl.run("get", "cm", "-n", other).succeeds().err())
                .contains("No resources found");
    }
}
