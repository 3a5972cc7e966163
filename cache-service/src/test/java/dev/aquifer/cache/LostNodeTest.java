package dev.aquifer.cache;

import static dev.aquifer.cache.PlayedFleet.http;
import static dev.aquifer.cache.PlayedFleet.observed;
import static dev.aquifer.cache.PlayedFleet.planned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.events.CacheEvent.HydrationCompleted;
import dev.aquifer.events.CacheEvent.HydrationStarted;
import dev.aquifer.events.CacheEvent.HydrationWaiting;
import dev.aquifer.events.ObservationEvent.Readiness;
import dev.aquifer.events.ObservationEvent.WorkRejected;
import dev.aquifer.events.PodState;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nothing is heard of a worker whose node is lost: that is said, and nothing else changes. */
class LostNodeTest {
    private static final String WHY = "node n1 is not Ready: NodeStatusUnknown";
    private static final Rehearsal SERVICE = Rehearsal.pausing();
    private final RehearsedCache cache = RehearsedCache.of(SERVICE, "weights");

    @BeforeEach
    void fleet() {
        SERVICE.forgetEverything();
        RehearsedCache.fleet(SERVICE, "c1");
        cache.want(http("https://models.example/w", Map.of()));
        SERVICE.handle(planned(cache.job("c1"), "etag:1"));
        cache.hydration("c1", HydrationStarted.class);
    }

    private static PodState pod(String reason) {
        var why = reason.isEmpty() ? "" : WHY;
        return new PodState("p", "u", 0, "n1", null, "Running", false, 0, reason, why);
    }

    private void podsAre(PodState... pods) {
        SERVICE.handle(
                observed(cache.job("c1"), Readiness.PROGRESSING, "", List.<PodState>of(pods)));
    }

    @Test
    void itIsSaidUntilTheNodeIsHeardOfAgain() {
        podsAre(pod("NodeLost"));
        assertThat(cache.hydration("c1", HydrationWaiting.class))
                .satisfies(
                        waiting -> {
                            assertThat(waiting.reason()).isEqualTo("NodeLost");
                            assertThat(waiting.message()).contains(WHY);
                            assertThat(waiting.attempt()).isEqualTo(1);
                        });

        podsAre(pod(""));
        assertThat(cache.hydration("c1", HydrationStarted.class).attempt()).isEqualTo(1);
    }

    /** Its claim cannot grow, or a Secret of the next attempt is missing: this one has begun. */
    @Test
    void nothingElseStandsInTheWayOfOneThatRuns() {
        SERVICE.handle(
                new WorkRejected(
                        cache.job("c1").subject(),
                        cache.job("c1").cluster(),
                        cache.work("c1", "claim").orElseThrow().work(),
                        1,
                        1,
                        "claim",
                        "Forbidden",
                        "exceeded quota",
                        true,
                        PlayedFleet.TIME));

        cache.hydration("c1", HydrationStarted.class);
    }

    @Test
    void aPodInItsPlaceOnAnotherNodeIsWhatCounts() {
        podsAre(pod("NodeLost"), pod(""));

        cache.hydration("c1", HydrationStarted.class);
    }

    @Test
    void whatComesOfItStillCounts() {
        podsAre(pod("NodeLost"));

        cache.completes(cache.job("c1"), "etag:1", "d1");

        assertThat(cache.hydration("c1", HydrationCompleted.class).digest()).isEqualTo("sha256:d1");
    }
}
