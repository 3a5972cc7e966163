package dev.aquifer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/** What stops and starts: a sandbox, and another one beside it. */
@ExtendWith(SharedFleet.class)
class DownAndUpTest {
    private static final String NAME = "kept";

    @Test
    void upGoesOnWhereItWasThoughPortsAreTaken(Fleet fleet) throws IOException {
        var sandbox = fleet.sandbox();
        try (var team = Team.in(fleet, "e2e-down-up")) {
            serving(team, fleet);
            var staged = staged(team, fleet);
            var processes = sandbox.processes();

            sandbox.down();
            assertThat(processes.values())
                    .noneMatch(
                            pid ->
                                    ProcessHandle.of(pid)
                                            .filter(ProcessHandle::isAlive)
                                            .isPresent());
            assertThat(sandbox.traces()).as("processes that name the folder").isEmpty();
            assertThat(sandbox.status().status()).isEqualTo(3);
            if (sandbox.given().isPresent()) {
                assertGivenClustersAreLeft(team, fleet);
            }

            int gateway = sandbox.port("inference-gateway");
            var server = sandbox.given().isPresent() ? "cluster-a-node-1-kubelet" : "cluster-a";
            try (var one = occupied(gateway);
                    var two = occupied(sandbox.port(server))) {
                sandbox.up();
                assertThat(sandbox.port("inference-gateway")).isNotEqualTo(one.getLocalPort());
                assertThat(sandbox.port(server)).isNotEqualTo(two.getLocalPort());
            }
            fleet.reopen();
            var address = "http://127.0.0.1:" + sandbox.port("inference-gateway");
            fleet.until(
                    "ModelService",
                    team.name(),
                    NAME,
                    "to be Ready at " + address,
                    it -> it.isReady() && it.text("status.address").startsWith(address));
            fleet.await(
                    "the address to answer again",
                    () ->
                            new OpenAi(address + "/" + team.name() + "/" + NAME)
                                            .models()
                                            .statusCode()
                                    == 200,
                    () -> team.readyService(NAME).words());
            team.readyDeployment(NAME);
            team.readyCache(NAME);
            assertThat(staged(team, fleet)).isEqualTo(staged);
        }
    }

    /** What the sandbox made for itself is gone, what was applied is there. */
    private static void assertGivenClustersAreLeft(Team team, Fleet fleet) {
        for (var cluster : fleet.workload().values()) {
            assertThat(cluster.names("Node")).isEmpty();
            assertThat(cluster.names("StorageClass")).isEmpty();
            assertThat(cluster.names("ServiceAccount")).doesNotContain("aquifer-workload");
            assertThat(cluster.names("ClusterRole")).doesNotContain("aquifer-workload");
            assertThat(cluster.names("ClusterRoleBinding")).doesNotContain("aquifer-workload");
            assertThat(cluster.volumeOf(team.name(), "modelcache-" + NAME)).isPresent();
        }
        assertThat(fleet.control().names("ServiceAccount"))
                .doesNotContain("kube-bridge", "cluster-service");
        assertThat(fleet.control().names("ClusterRoleBinding"))
                .noneMatch(name -> name.startsWith("aquifer"));
        assertThat(fleet.control().names("Secret"))
                .doesNotContain("cluster-a-kubeconfig", "cluster-b-kubeconfig");
        assertThat(team.cache(NAME).name()).isEqualTo(NAME);
    }

    private static void serving(Team team, Fleet fleet) throws IOException {
        var repository = Files.createDirectories(fleet.sandbox().models().resolve("e2e/kept"));
        Files.writeString(repository.resolve("file.txt"), "kept over a night\n");
        var url =
                "http://127.0.0.1:%d/e2e/kept/resolve/main/file.txt"
                        .formatted(fleet.sandbox().port("hub"));
        team.apply(
                Manifests.http(team.name(), NAME, url),
                Manifests.deployment(team.name(), NAME, NAME),
                Manifests.service(team.name(), NAME));
        team.readyCache(NAME);
        team.readyDeployment(NAME);
        team.readyService(NAME);
    }

    /** When and by which attempt each cluster was filled, and which file it is. */
    private static Map<String, String> staged(Team team, Fleet fleet) throws IOException {
        var found = new TreeMap<String, String>();
        for (var at : team.cache(NAME).at("status.clusters")) {
            found.put(
                    at.path("name").asText(),
                    "attempt %s, complete %s, %s"
                            .formatted(
                                    at.path("attempt").asText(),
                                    at.path("completedAt").asText(),
                                    at.path("digest").asText()));
        }
        for (var volume : fleet.volumes(team.name(), NAME)) {
            try (var files = Files.walk(volume)) {
                for (var file : files.filter(Files::isRegularFile).toList()) {
                    found.put(file.toString(), Files.getAttribute(file, "unix:ino").toString());
                }
            }
        }
        fleet.workload()
                .forEach(
                        (name, cluster) ->
                                cluster.objects(team.name()).stream()
                                        .filter(object -> object.text("kind").equals("Job"))
                                        .forEach(
                                                job ->
                                                        found.put(
                                                                name + " " + job.name(),
                                                                job.uid())));
        return found;
    }

    private static ServerSocket occupied(int port) throws IOException {
        var socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return socket;
    }

    @Test
    @DisabledIfSystemProperty(
            named = "aquifer.e2e.clusters",
            matches = "given",
            disabledReason = "two sandboxes need clusters of their own")
    void twoFoldersDoNotKnowOfEachOther(Fleet fleet) throws IOException {
        var folder = SharedFleet.temporary();
        var other = Sandbox.embedded(folder);
        var before = fleet.sandbox().processes();
        try (var team = Team.in(fleet, "e2e-beside")) {
            other.up();
            team.apply(Manifests.inline(team.name(), NAME, "here"));
            team.readyCache(NAME);
            try (var beside = new Fleet(other, fleet.kubectl().program())) {
                beside.applyPlatform();
                var elsewhere = Team.in(beside, team.name());
                elsewhere.apply(Manifests.inline(team.name(), NAME, "there"));
                var there = elsewhere.readyCache(NAME);
                assertThat(there.text("status.resolvedDigest"))
                        .isNotEqualTo(team.cache(NAME).text("status.resolvedDigest"));
                assertThat(beside.volumes(team.name(), NAME))
                        .hasSize(2)
                        .allMatch(volume -> volume.startsWith(folder));
            }
            assertThat(ports(other)).doesNotContainAnyElementsOf(ports(fleet.sandbox()));
            other.down();
            assertThat(other.traces()).isEmpty();
            assertThat(fleet.sandbox().processes()).isEqualTo(before);
            assertThat(team.cache(NAME).isReady()).isTrue();
        } finally {
            other.down();
            SharedFleet.delete(folder);
        }
    }

    private static List<Integer> ports(Sandbox sandbox) {
        return sandbox.processes().keySet().stream()
                .map(sandbox::port)
                .filter(port -> port > 0)
                .toList();
    }
}
