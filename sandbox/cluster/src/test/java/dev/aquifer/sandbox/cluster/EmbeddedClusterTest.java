package dev.aquifer.sandbox.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Taint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scenarios on our own controllers, and what takes long on others, where the clock is ours. */
class EmbeddedClusterTest extends ClusterScenario {
    private static final Duration SILENCE = Duration.ofSeconds(41);
    private static final String NODE = "node-1";
    private static final int LAST = Integer.MAX_VALUE;

    private final HurriedClock clock = new HurriedClock();

    @Override
    ControlPlane start(Path folder) throws IOException {
        return EmbeddedControlPlane.start(folder, clock);
    }

    /**
     * A node agent is stopped for longer than a node may be silent: nobody knows how its node is,
     * nothing is lost or moved, and nothing runs twice when it wakes.
     */
    @Test
    @Order(LAST)
    void whatAFrozenAgentRanGoesOnAndIsNotStartedAgain(@TempDir Path shared) throws Exception {
        for (var manifest :
                List.of(FrozenManifests.SERVING, FrozenManifests.JOB, FrozenManifests.LEAVING)) {
            apply(manifest.replace("FOLDER", shared.toString()));
        }
        eventually(() -> isReady(serving()) && runs(shared).size() == 3);
        var serving = serving();
        var pid = pid(serving);
        var leaving = client.pods().inNamespace(NAMESPACE).withName("leaving").get();
        var leavingPid = pid(leaving);

        one.freeze();
        eventually(this::isGivenUp);
        eventually(() -> !isReady(serving()));
        eventually(() -> taints(NODE).contains("node.kubernetes.io/unreachable"));
        Files.createFile(shared.resolve("open"));
        client.pods().inNamespace(NAMESPACE).withName("leaving").delete();
        eventually(() -> Files.exists(shared.resolve("done")));
        eventually(() -> readyOf("node-2").equals("True"));
        assertThat(podsOf("app", "serving")).hasSize(1);

        one.thaw();
        eventually(() -> readyOf(NODE).equals("True") && taints(NODE).isEmpty());
        eventually(() -> isReady(serving()) && jobConditions("finishing").contains("Complete"));
        eventually(() -> client.pods().inNamespace(NAMESPACE).withName("leaving").get() == null);
        assertThat(ProcessHandle.of(leavingPid)).isEmpty();
        assertThat(serving().getMetadata().getUid()).isEqualTo(serving.getMetadata().getUid());
        assertThat(pid(serving())).isEqualTo(pid);
        assertThat(restarts(serving.getMetadata().getName())).isZero();
        assertThat(runs(shared)).containsExactlyInAnyOrder("serving", "finishing", "leaving");
    }

    /** Its last sign of life may be noticed only after the first hurry. */
    private boolean isGivenUp() {
        clock.hurry(SILENCE);
        return readyOf(NODE).equals("Unknown");
    }

    private static List<String> runs(Path shared) throws IOException {
        return Files.readAllLines(shared.resolve("runs"));
    }

    private Pod serving() {
        return podsOf("app", "serving").getFirst();
    }

    private static boolean isReady(Pod pod) {
        return pod.getStatus().getConditions().stream()
                .anyMatch(
                        condition ->
                                condition.getType().equals("Ready")
                                        && condition.getStatus().equals("True"));
    }

    private String readyOf(String node) {
        return client.nodes().withName(node).get().getStatus().getConditions().stream()
                .filter(condition -> condition.getType().equals("Ready"))
                .map(condition -> condition.getStatus())
                .findFirst()
                .orElse("");
    }

    private List<String> taints(String node) {
        return client.nodes().withName(node).get().getSpec().getTaints().stream()
                .map(Taint::getKey)
                .toList();
    }
}
