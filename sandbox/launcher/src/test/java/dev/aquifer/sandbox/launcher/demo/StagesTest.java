package dev.aquifer.sandbox.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.aquifer.sandbox.launcher.demo.ProveSameBytes.Seen;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StagesTest {
    @Test
    void aResourceIsReadyOnlyWhenItsReadyIsOfTheNewestGeneration() throws IOException {
        assertThat(resource(2, 2, "True").isReady()).isTrue();
        assertThat(resource(2, 1, "True").isReady()).isFalse();
        assertThat(resource(2, 2, "False").isReady()).isFalse();
        assertThat(json("{}").isReady()).isFalse();
    }

    @Test
    void waitingGivesUpWithTheConditionsWords() throws IOException {
        var stuck = resource(1, 1, "False");
        var waiting = new Waiting(Clock.systemUTC(), Duration.ofMillis(1));
        assertThatThrownBy(
                        () ->
                                waiting.untilReady(
                                        "ModelCache x",
                                        () -> Optional.of(stuck),
                                        Resource::whyNotReady,
                                        text -> {}))
                .hasMessageContaining("ModelCache x did not become ready")
                .hasMessageContaining("Ready=False Because: of this");
    }

    @Test
    void progressOfACacheIsOneLineOverAllClusters() throws IOException {
        var cache =
                json(
                        """
                        {"status": {"clusters": [
                          {"name": "cluster-a", "phase": "Hydrating", "progressPercent": 50,
                           "bytesTotal": 100000000},
                          {"name": "cluster-b", "phase": "Ready", "progressPercent": 100,
                           "bytesTotal": 100000000}]}}
                        """);
        assertThat(AwaitCache.howFar(cache))
                .isEqualTo("cluster-a Hydrating 50% of 100 MB, cluster-b Ready");
    }

    @Test
    void theProofNeedsTwoNodesAndOneFile() {
        var one = new Seen("cluster-a", "pod-0", "node-1", "inode 7, sha256 abc");
        var two = new Seen("cluster-a", "pod-1", "node-2", "inode 7, sha256 abc");
        assertThat(ProveSameBytes.judged(List.of(one, two)).summary())
                .isEqualTo("2 pods, 2 nodes, one file");
        var other = new Seen("cluster-a", "pod-1", "node-2", "inode 8, sha256 abc");
        assertThatThrownBy(() -> ProveSameBytes.judged(List.of(one, other)))
                .hasMessageContaining("do not read the same file");
        assertThatThrownBy(() -> ProveSameBytes.judged(List.of(one)))
                .hasMessageContaining("do not read the same file");
    }

    @Test
    void anAnswerGrowsPieceByPiece() {
        var said = new ArrayList<String>();
        var answer = new AskModel.Answer(System.nanoTime());
        for (var piece : List.of("The capital", " is\n", "Paris.")) {
            said.add(
                    answer.add(
                            "{\"choices\":[{\"delta\":{\"content\":%s}}]}"
                                    .formatted(new JsonMapper().valueToTree(piece))));
        }
        assertThat(said).containsExactly("The capital", "The capital is ", "The capital is Paris.");
        assertThat(answer.speed()).contains("3 pieces");
    }

    private static Resource resource(int generation, int observed, String status)
            throws IOException {
        return json(
                """
                {"metadata": {"generation": %d}, "status": {"conditions": [
                  {"type": "Ready", "status": "%s", "reason": "Because", "message": "of this",
                   "observedGeneration": %d, "lastTransitionTime": "2026-01-01T00:00:00Z"}]}}
                """
                        .formatted(generation, status, observed));
    }

    private static Resource json(String text) throws IOException {
        return new Resource(new JsonMapper().readTree(text));
    }
}
