package dev.aquifer.status.fold;

import static dev.aquifer.status.fold.ServingStory.hydrationRequested;
import static dev.aquifer.status.fold.ServingStory.progressed;
import static dev.aquifer.status.fold.ServingStory.waiting;
import static dev.aquifer.status.fold.Story.A;
import static dev.aquifer.status.fold.Story.B;
import static dev.aquifer.status.fold.Story.CACHE;
import static dev.aquifer.status.fold.Story.at;
import static dev.aquifer.status.fold.Story.completed;
import static dev.aquifer.status.fold.Story.condition;
import static dev.aquifer.status.fold.Story.failed;
import static dev.aquifer.status.fold.Story.matched;
import static dev.aquifer.status.fold.Story.ready;
import static dev.aquifer.status.fold.Story.requested;
import static dev.aquifer.status.fold.Story.started;
import static dev.aquifer.status.fold.Story.supported;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.events.CacheEvent.HydrationStarted;
import dev.aquifer.events.Envelope;
import dev.aquifer.events.Event;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long MIB = 1L << 20;

    private final Fleet fleet = new Fleet(Limits.USUAL);
    private final Story story = new Story();

    private void tell(Event... events) {
        for (var event : events) {
            fleet.take(story.tell(event));
        }
    }

    @BeforeEach
    void aHydrationRuns() {
        tell(ready(A, 0), requested(1, 0), supported(1, 0), matched(1, 0, A), started(A, 1));
    }

    private String reason() {
        assertThat(condition(fleet, "Ready").reason())
                .isEqualTo(condition(fleet, "ArtifactReady").reason());
        return condition(fleet, "Ready").reason();
    }

    private void itIs(long second) {
        fleet.tick(at(second));
    }

    @Test
    void bytesThatComeAreNoTrouble() {
        for (long second = 2; second < 120; second += 2) {
            tell(progressed(A, "downloading", second * 10 * MIB, second));
            itIs(second);
            assertThat(reason()).isEqualTo("Hydrating");
        }
    }

    @Test
    void noByteForHalfAMinuteIsAStallSinceTheLastOne() {
        tell(progressed(A, "downloading", 50 * MIB, 10));
        // As a worker speaks whose network is cut: requests that are made again, and no more bytes.
        for (long second = 15; second <= 40; second += 5) {
            tell(progressed(A, second % 10 == 0 ? "downloading" : "waiting", 50 * MIB, second));
        }
        itIs(39);
        assertThat(reason()).isEqualTo("Hydrating");

        fleet.drainChanged();
        itIs(40);

        assertThat(fleet.drainChanged()).containsExactly(CACHE);
        assertThat(reason()).isEqualTo("Stalled");
        var ready = condition(fleet, "Ready");
        assertThat(ready.message())
                .isEqualTo("0 of 1 clusters; a: no byte came since 2026-01-02T03:00:10Z");
        assertThat(ready.lastTransitionTime()).isEqualTo(at(10));
        var cluster = fleet.status(CACHE).orElseThrow().status().fields().path("clusters").path(0);
        assertThat(cluster.path("reason").asText()).isEqualTo("Stalled");
        assertThat(cluster.path("phase").asText()).isEqualTo("Hydrating");
    }

    @Test
    void aStallEndsWithTheNextByte() {
        tell(progressed(A, "downloading", 50 * MIB, 10), progressed(A, "stalled", 50 * MIB, 40));
        itIs(45);
        assertThat(reason()).isEqualTo("Stalled");

        tell(progressed(A, "downloading", 51 * MIB, 46));
        itIs(47);

        // Over the last minute it is slow; what counts is how it goes since it goes again.
        assertThat(reason()).isEqualTo("Hydrating");
    }

    @Test
    void aWorkerThatFallsSilentIsAStallWithinAMinute() {
        tell(progressed(A, "downloading", 50 * MIB, 10));
        itIs(60);

        assertThat(reason()).isEqualTo("Stalled");
        assertThat(condition(fleet, "Ready").message()).contains("nothing was heard of the worker");
    }

    @Test
    void aWorkerThatNeverSpokeIsAStallWithinAMinute() {
        itIs(50);
        assertThat(reason()).isEqualTo("Hydrating");

        itIs(51);

        assertThat(reason()).isEqualTo("Stalled");
        assertThat(condition(fleet, "Ready").lastTransitionTime()).isEqualTo(at(1));
    }

    @Test
    void aSourceThatAsksForPatienceIsNoStall() {
        tell(
                progressed(A, "downloading", 50 * MIB, 10),
                progressed(A, "throttled", 50 * MIB, 12),
                progressed(A, "downloading", 50 * MIB, 22),
                progressed(A, "downloading", 50 * MIB, 42));
        itIs(45);

        assertThat(reason()).isEqualTo("Throttled");
        assertThat(condition(fleet, "Ready").lastTransitionTime()).isEqualTo(at(12));
    }

    @Test
    void aWorkerThatWaitsForAnotherIsNoStall() {
        tell(progressed(A, "planning", 0, 2), progressed(A, "waiting", 0, 3));
        tell(progressed(A, "waiting", 0, 33));
        itIs(40);

        assertThat(reason()).isEqualTo("Waiting");
        assertThat(condition(fleet, "Ready").message()).contains("since 2026-01-02T03:00:03Z");
    }

    /** A list of many files takes a while; that the worker lives is said by its words. */
    @Test
    void aWorkerThatPlansForLongIsNoStall() {
        for (long second = 2; second <= 300; second += 10) {
            tell(progressed(A, "planning", 0, second));
        }
        itIs(305);
        assertThat(reason()).isEqualTo("Hydrating");

        itIs(500);
        assertThat(reason()).isEqualTo("Stalled");
    }

    @Test
    void fewBytesAreSlowAndFewByOrderAreThrottled() {
        for (long second = 2; second <= 60; second += 2) {
            tell(progressed(A, "downloading", second * 100L * 1024, second));
        }
        itIs(61);
        assertThat(reason()).isEqualTo("Slow");
        assertThat(condition(fleet, "Ready").message()).contains("less than 1.0 MiB a second");

        tell(progressed(A, "throttled", 60 * 100L * 1024, 62));
        tell(progressed(A, "downloading", 64 * 100L * 1024, 64));
        itIs(65);

        assertThat(reason()).isEqualTo("Throttled");
    }

    @Test
    void aWorkerThatDoesNotGetToRunIsWaitedFor() {
        tell(matched(1, 0, B), ready(B, 0), hydrationRequested(B, 10));
        itIs(39);
        assertThat(reason()).isEqualTo("Hydrating");

        itIs(40);

        assertThat(reason()).isEqualTo("Waiting");
    }

    @Test
    void whatAllArrivedIsCheckedAndNotStalled() {
        tell(
                progressed(A, "downloading", 100L << 30, 10),
                progressed(A, "verifying", 100L << 30, 50));
        itIs(55);

        assertThat(reason()).isEqualTo("Hydrating");
    }

    @Test
    void aStallOnOneClusterIsToldBesideOnesThatAreDone() {
        tell(ready(B, 0), matched(1, 0, A, B), completed(B, 5));
        tell(progressed(A, "downloading", 50 * MIB, 10));
        itIs(41);

        assertThat(reason()).isEqualTo("Stalled");
        assertThat(condition(fleet, "Ready").message()).startsWith("1 of 2 clusters; a: no byte");
    }

    @Test
    void aFailureSaysMoreThanAStall() {
        tell(ready(B, 0), matched(1, 0, A, B), failed(B, 5));
        itIs(100);

        assertThat(reason()).isEqualTo("Failed");
    }

    @Test
    void anAttemptIsNotHeldForTheOneBefore() {
        tell(progressed(A, "downloading", 50 * MIB, 10));
        var again = new HydrationStarted(Story.cache(1), A, 2, at(100));
        tell(again);
        itIs(140);

        assertThat(reason()).isEqualTo("Hydrating");
    }

    @Test
    void timeThatGoesBackIsNotHeard() {
        tell(progressed(A, "downloading", 50 * MIB, 10));
        itIs(45);
        itIs(11);

        assertThat(reason()).isEqualTo("Stalled");
    }

    @Test
    void theChainSaysSinceWhenNothingMoves() {
        tell(progressed(A, "downloading", 50 * MIB, 10));
        itIs(45);

        var end = new Why(fleet).of(CACHE).orElseThrow().chain().getLast();

        assertThat(end.reason()).isEqualTo("Stalled");
        assertThat(end.since()).contains(at(10));
        assertThat(end.details()).containsEntry("bytes done", "50.0 MiB");
    }

    @Test
    void samplesOfAMinuteAreKept() {
        var samples =
                List.of(0L, 10L, 30L, 95L).stream()
                        .map(second -> progressed(A, "downloading", second * MIB, second))
                        .map(p -> new Envelope<>(story.tell(p).meta(), p))
                        .toList();
        var kept = Samples.beginningWith(samples.getFirst());
        samples.forEach(kept::take);

        assertThat(kept.rate()).isEmpty(); // what is left of the last minute is one moment
        assertThat(kept.last().event().since()).isEqualTo(at(95));
    }

    @Test
    void oneThatHasNotBegunDoesNotHideThatTheOtherWaits() {
        tell(ready(B, 0), matched(1, 0, A, B), waiting(B, "WaitingForPin", 1));
        tell(progressed(A, "planning", 0, 2), progressed(A, "waiting", 0, 3));
        itIs(40);

        assertThat(reason()).isEqualTo("Waiting");
    }

    @Test
    void requestsThatAreMadeAgainAreNoReasonThatNoByteComes() {
        tell(progressed(A, "planning", 0, 2), progressed(A, "retrying", 0, 12));
        tell(progressed(A, "retrying", 0, 32));
        itIs(33);

        assertThat(reason()).isEqualTo("Stalled");
    }
}
