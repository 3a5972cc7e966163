package dev.aquifer.deployment;

import static dev.aquifer.deployment.Played.completed;
import static dev.aquifer.deployment.Played.granted;
import static dev.aquifer.deployment.Played.nodes;
import static dev.aquifer.deployment.Played.observed;
import static dev.aquifer.deployment.Played.ready;
import static dev.aquifer.deployment.Played.wanted;
import static dev.aquifer.deployment.Played.wantedCache;
import static dev.aquifer.deployment.Played.wantedDeployment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.aquifer.events.DeploymentEvent.CacheUseRequested;
import dev.aquifer.events.DeploymentEvent.GangStarting;
import dev.aquifer.events.DeploymentEvent.PlacementDecided;
import dev.aquifer.events.WorkEvent.WorkRequested;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Two replicas at the same instant: what they share, and for what they take turns. */
class SideBySideTest {
    private final Rehearsal one = Rehearsal.begin();
    private final Rehearsal two = one.beside();

    @Test
    void otherDeploymentsGoOnAndNewsOfClustersWait() {
        for (var cluster : new String[] {"a", "b"}) {
            one.handle(wanted(cluster));
            one.handle(ready(cluster));
            one.handle(nodes(cluster, 2));
            one.handle(completed("qwen", cluster));
        }
        one.handle(wantedCache("qwen"));
        one.handle(wantedDeployment("running", 1, 1, "engine:1", Map.of("name", "b")));
        one.handle(granted(one.fact(CacheUseRequested.class), "sha256-d"));
        var work = one.fact(WorkRequested.class);
        var waiting = new CompletableFuture<Void>();

        one.handle(
                wantedDeployment("first", 1, 1, "engine:1", Map.of("name", "a")),
                () -> {
                    two.handle(observed(work, work.attempt(), 1, false));
                    assertThat(two.fact(GangStarting.class).reason()).isEqualTo("CrashLoopBackOff");
                    var three = one.beside();
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        three.handle(nodes("c", 1));
                                        waiting.complete(null);
                                    });
                    await().atMost(Duration.ofSeconds(50)).until(() -> one.waiting() == 1);
                    assertThat(waiting).isNotDone();
                });

        assertThat(waiting).succeedsWithin(Duration.ofSeconds(50));
    }

    @Test
    void whoTakesTheLastGpusIsWaitedFor() {
        one.handle(wanted("a"));
        one.handle(ready("a"));
        one.handle(nodes("a", 2));
        one.handle(completed("qwen", "a"));
        one.handle(wantedCache("qwen"));
        var done = new CompletableFuture<Void>();

        one.handle(
                wantedDeployment("first", 1, 1, "engine:1", Map.of()),
                () -> {
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        two.handle(
                                                wantedDeployment(
                                                        "second", 1, 1, "engine:1", Map.of()));
                                        done.complete(null);
                                    });
                    await().atMost(Duration.ofSeconds(50)).until(() -> one.waiting() == 1);
                });

        assertThat(done).succeedsWithin(Duration.ofSeconds(50));
        assertThat(two.fact(PlacementDecided.class).reason()).isEqualTo("InsufficientCapacity");
    }
}
