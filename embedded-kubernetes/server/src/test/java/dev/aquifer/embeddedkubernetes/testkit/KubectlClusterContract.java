package dev.aquifer.embeddedkubernetes.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.Test;

/** What people do with {@code kubectl} to pods, nodes and namespaces. */
abstract class KubectlClusterContract extends KubectlUser {
    KubectlClusterContract(Target target) {
        super(target);
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
                        "described 1/1 Running 2 \\(\\d+[dy]\\w* ago\\) \\d+s 127.0.0.9 <none> <none> <none>");
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
