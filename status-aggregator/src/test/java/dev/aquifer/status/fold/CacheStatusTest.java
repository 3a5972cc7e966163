package dev.aquifer.status.fold;

import static dev.aquifer.events.Condition.Status.False;
import static dev.aquifer.events.Condition.Status.True;
import static dev.aquifer.events.Condition.Status.Unknown;
import static dev.aquifer.status.fold.Story.A;
import static dev.aquifer.status.fold.Story.B;
import static dev.aquifer.status.fold.Story.CACHE;
import static dev.aquifer.status.fold.Story.at;
import static dev.aquifer.status.fold.Story.completed;
import static dev.aquifer.status.fold.Story.condition;
import static dev.aquifer.status.fold.Story.failed;
import static dev.aquifer.status.fold.Story.matched;
import static dev.aquifer.status.fold.Story.renewed;
import static dev.aquifer.status.fold.Story.requested;
import static dev.aquifer.status.fold.Story.silent;
import static dev.aquifer.status.fold.Story.started;
import static dev.aquifer.status.fold.Story.supported;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.events.Condition;
import dev.aquifer.events.DesiredEvent.CacheWithdrawn;
import dev.aquifer.events.Event;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Uid;
import org.junit.jupiter.api.Test;

class CacheStatusTest {
    private final Story story = new Story();
    private final Fleet fleet = new Fleet(Limits.USUAL);

    private void tell(Event... events) {
        for (var event : events) {
            fleet.take(story.tell(event));
        }
    }

    private void tellOfTwoClusters() {
        tell(requested(1, 0), supported(1, 1), matched(1, 2, A, B));
    }

    @Test
    void isReadyWhenEveryMatchedClusterIsDone() {
        tellOfTwoClusters();
        tell(completed(A, 10), completed(B, 20));

        assertThat(condition(fleet, "ArtifactReady"))
                .isEqualTo(
                        new Condition(
                                "ArtifactReady", True, "Staged", "2 of 2 clusters", 1, at(20)));
        assertThat(condition(fleet, "Ready").status()).isEqualTo(True);
        assertThat(condition(fleet, "Ready").lastTransitionTime()).isEqualTo(at(20));
    }

    @Test
    void isPartialWhenOneIsDone() {
        tellOfTwoClusters();
        tell(completed(A, 10), started(B, 11));

        assertThat(condition(fleet, "Ready").reason()).isEqualTo("Partial");
        assertThat(condition(fleet, "Ready").message())
                .isEqualTo("1 of 2 clusters; a: staged; b: attempt 1 runs");
    }

    @Test
    void progressCountsEveryClusterThatIsToHaveTheBytes() {
        tellOfTwoClusters();
        tell(completed(A, 10), started(B, 11));

        var summary = fleet.status(CACHE).orElseThrow().status().fields().path("summary");
        assertThat(summary.path("progress").asText()).isEqualTo("50%");
        assertThat(summary.path("ready").asText()).isEqualTo("1/2");
        tell(completed(B, 20));
        assertThat(
                        fleet.status(CACHE)
                                .orElseThrow()
                                .status()
                                .fields()
                                .path("summary")
                                .path("progress")
                                .asText())
                .isEqualTo("100%");
    }

    @Test
    void aFailureSaysPhaseAndCode() {
        tellOfTwoClusters();
        tell(completed(A, 10), failed(B, 11));

        var ready = condition(fleet, "Ready");
        assertThat(ready.status()).isEqualTo(False);
        assertThat(ready.reason()).isEqualTo("Failed");
        assertThat(ready.message())
                .isEqualTo(
                        "b: SourceAccess/NotFound: no such repository (attempt 1, not tried again"
                                + " before an edit)");
    }

    @Test
    void anEditIsNotReadyOnTheStrengthOfTheOldOne() {
        tellOfTwoClusters();
        tell(completed(A, 10), completed(B, 20), requested(2, 30));

        var ready = condition(fleet, "Ready");
        assertThat(ready.status()).isEqualTo(False);
        assertThat(ready.reason()).isEqualTo("Reconciling");
        assertThat(ready.observedGeneration()).isEqualTo(2);
        assertThat(ready.lastTransitionTime()).isEqualTo(at(30));
    }

    @Test
    void aNewLifeIsNotReadyOnTheStrengthOfTheOldOne() {
        tellOfTwoClusters();
        tell(completed(A, 10), completed(B, 20));
        var again = requested(1, 30);
        var reborn =
                new dev.aquifer.events.DesiredEvent.CacheRequested(
                        new Subject(CACHE, new Uid("cache-2"), 1),
                        again.metadata(),
                        again.spec(),
                        again.since());
        tell(reborn);

        assertThat(condition(fleet, "Ready").status()).isEqualTo(False);
        assertThat(condition(fleet, "Ready").reason()).isEqualTo("Reconciling");
    }

    @Test
    void isUnknownWhenAClusterIsSilentAndComesBack() {
        tellOfTwoClusters();
        tell(renewed(A, 5), completed(A, 10), completed(B, 20), silent(A, 5, 45));

        var ready = condition(fleet, "Ready");
        assertThat(ready.status()).isEqualTo(Unknown);
        assertThat(ready.reason()).isEqualTo("ClusterUnreachable");
        assertThat(ready.message()).contains("last observed at 2026-01-02T03:00:05Z");

        tell(renewed(A, 60));

        assertThat(condition(fleet, "Ready").status()).isEqualTo(True);
    }

    @Test
    void silenceChangesWhatStandsOnTheCluster() {
        tellOfTwoClusters();
        fleet.drainChanged();
        tell(renewed(A, 5), silent(A, 5, 45));

        assertThat(fleet.drainChanged()).contains(CACHE);
    }

    @Test
    void whatNobodyAnsweredYetSaysWhoIsAwaited() {
        tell(requested(1, 0));

        assertThat(condition(fleet, "Ready").message())
                .isEqualTo("waiting for cache-service to take up generation 1");
    }

    @Test
    void whileItIsDeletedItIsNotReady() {
        tellOfTwoClusters();
        tell(completed(A, 10), completed(B, 20), new CacheWithdrawn(Story.cache(2), at(40)));

        assertThat(condition(fleet, "Ready").reason()).isEqualTo("Deleting");
        assertThat(condition(fleet, "ArtifactReady").status()).isEqualTo(True);
    }

    @Test
    void whatIsGoneHasNoStatus() {
        tellOfTwoClusters();
        fleet.forget(CACHE.toString());

        assertThat(fleet.status(CACHE)).isEmpty();
        assertThat(fleet.drainChanged()).contains(CACHE);
    }
}
