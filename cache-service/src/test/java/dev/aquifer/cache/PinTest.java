package dev.aquifer.cache;

import static dev.aquifer.cache.PlayedFleet.TIME;
import static dev.aquifer.cache.PlayedFleet.cache;
import static dev.aquifer.cache.PlayedFleet.cluster;
import static dev.aquifer.cache.PlayedFleet.completed;
import static dev.aquifer.cache.PlayedFleet.observed;
import static dev.aquifer.cache.PlayedFleet.planned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.events.CacheEvent.HydrationCompleted;
import dev.aquifer.events.CacheEvent.HydrationFailed;
import dev.aquifer.events.CacheEvent.HydrationWaiting;
import dev.aquifer.events.CacheEvent.SourcePinned;
import dev.aquifer.events.ClusterEvent.ClusterReady;
import dev.aquifer.events.ClusterEvent.ClusterStorageReady;
import dev.aquifer.events.ClusterEvent.ClusterUnreachable;
import dev.aquifer.events.DesiredEvent.CacheRequested;
import dev.aquifer.events.DesiredEvent.ClusterRequested;
import dev.aquifer.events.Metadata;
import dev.aquifer.events.ObservationEvent.Readiness;
import dev.aquifer.events.PodState;
import dev.aquifer.events.Subject;
import dev.aquifer.events.WorkEvent.WorkRequested;
import dev.aquifer.events.WorkEvent.WorkWithdrawn;
import dev.aquifer.events.spec.InferenceClusterSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One cluster finds the revision out, soon; and when it does not, another one does. */
class PinTest {
    private static final Subject CACHE = cache("ml", "weights", 1);
    private static final PodState PENDING =
            new PodState(
                    "p", "u", 0, null, null, "Pending", false, 0, "ErrImagePull", "no such image");

    private final Rehearsal service = new Rehearsal();

    private void fleet(String... names) {
        for (var name : names) {
            service.handle(
                    new ClusterRequested(
                            cluster(name),
                            Metadata.NONE,
                            new InferenceClusterSpec(
                                    new InferenceClusterSpec.Cluster("Existing", null, null),
                                    null,
                                    null),
                            TIME));
            service.handle(new ClusterReady(cluster(name), "v1.33.1", List.of(), TIME));
            service.handle(new ClusterStorageReady(cluster(name), List.of("shared"), TIME));
        }
        service.handle(
                new CacheRequested(
                        CACHE,
                        Metadata.NONE,
                        PlayedFleet.http("https://models.example/w", Map.of()),
                        TIME));
    }

    private WorkRequested job(String cluster) {
        return service.fact(cluster + "/" + CACHE.admittedUid() + "-hydration", WorkRequested.class)
                .orElseThrow();
    }

    private HydrationWaiting waiting(String cluster) {
        return service.fact(CACHE.resource() + "/hydration/" + cluster, HydrationWaiting.class)
                .orElseThrow();
    }

    private static String request(WorkRequested job) {
        return job.manifests().getFirst().at("/data/request.json").asText();
    }

    @Test
    void theOthersBeginAsSoonAsTheWorkerSaysWhatItFetches() {
        fleet("c1", "c2");
        assertThat(waiting("c2").reason()).isEqualTo("WaitingForPin");

        service.handle(planned(job("c1"), "etag:1"));

        assertThat(request(job("c2"))).contains("\"pinned\":\"etag:1\"");
        assertThat(service.fact(CACHE.resource() + "/pin", SourcePinned.class))
                .hasValueSatisfying(pin -> assertThat(pin.revision()).isEqualTo("etag:1"));
        assertThat(job("c1").attempt()).isEqualTo(1);
    }

    @Test
    void aPodThatNeverRunsGivesWayAndItsLateWordChangesNothing() {
        fleet("c1", "c2");
        var stuck = job("c1");
        service.handle(observed(stuck, Readiness.PROGRESSING, "", List.of(PENDING)));
        assertThat(waiting("c1").message()).contains("pod p: ErrImagePull: no such image");
        service.sweep();
        assertThat(waiting("c2").message())
                .contains("pod p: ErrImagePull: no such image")
                .contains("after 2026-05-01T10:03:00Z another one does");

        service.pass(Rehearsal.PATIENCE.start());

        var second = job("c2");
        assertThat(service.fact("c1/" + CACHE.admittedUid() + "-hydration", WorkWithdrawn.class))
                .isPresent();
        service.handle(planned(stuck, "etag:old"));
        service.handle(observed(stuck, Readiness.READY, completed(1, "etag:old"), List.of()));
        service.handle(observed(second, Readiness.READY, completed(1, "etag:1"), List.of()));
        var again = job("c1");
        assertThat(again.attempt()).isEqualTo(2);
        assertThat(request(again)).contains("\"pinned\":\"etag:1\"");
        service.handle(observed(again, Readiness.READY, completed(2, "etag:1"), List.of()));
        for (var cluster : List.of("c1", "c2")) {
            assertThat(
                            service.fact(
                                    CACHE.resource() + "/hydration/" + cluster,
                                    HydrationCompleted.class))
                    .hasValueSatisfying(done -> assertThat(done.revision()).isEqualTo("etag:1"));
        }
    }

    @Test
    void turnsGoRoundUntilOneFindsItOut() {
        fleet("c1", "c2", "c3");
        var turns = List.of("c1", "c2", "c3", "c1", "c2");
        for (int turn = 0; turn < turns.size(); turn++) {
            assertThat(job(turns.get(turn)).attempt()).isEqualTo(1 + turn / 3);
            service.pass(Rehearsal.PATIENCE.start());
        }
    }

    @Test
    void twoThatFoundOutDifferentRevisionsEndWithTheFirst() {
        fleet("c1", "c2");
        var first = job("c1");
        service.handle(new ClusterUnreachable(cluster("c1"), "no route", TIME, TIME));
        service.handle(planned(job("c2"), "etag:2"));
        service.handle(new ClusterReady(cluster("c1"), "v1.33.1", List.of(), TIME));

        service.handle(planned(first, "etag:1"));

        assertThat(job("c1").attempt()).isEqualTo(2);
        assertThat(request(job("c1"))).contains("\"pinned\":\"etag:2\"");
    }

    /** Every cluster gets that same revision, so also the same bytes. */
    @Test
    void whoGetsOtherBytesThanTheFirstHasFailed() {
        var pausing = Rehearsal.pausing();
        RehearsedCache.fleet(pausing, "c1", "c2");
        var cache = RehearsedCache.of(pausing, "moving");
        cache.want(PlayedFleet.http("https://models.example/w", Map.of()));
        pausing.handle(planned(cache.job("c1"), "etag:1"));
        cache.completes(cache.job("c2"), "etag:1", "d1");

        cache.completes(cache.job("c1"), "etag:1", "d2");

        var failed = cache.hydration("c1", HydrationFailed.class);
        assertThat(failed.phase()).isEqualTo("Validation");
        assertThat(failed.code()).isEqualTo("DigestMismatch");
        assertThat(failed.message())
                .isEqualTo("etag:1 came as sha256:d2, c2 got it as sha256:d1 first");
        assertThat(cache.hydration("c2", HydrationCompleted.class).digest()).isEqualTo("sha256:d1");
        cache.use("chat", "c1");
        assertThat(cache.grant("chat", "c1")).isEmpty();
        pausing.pass(Duration.ofHours(1));
        cache.completes(cache.job("c1"), "etag:1", "d1");
        assertThat(cache.hydration("c1", HydrationCompleted.class).attempt()).isEqualTo(2);
    }

    @Test
    void aRevisionThatIsGoneBeforeAnybodyHasItIsFoundOutAgain() {
        var pausing = Rehearsal.pausing();
        RehearsedCache.fleet(pausing, "c1", "c2");
        var cache = RehearsedCache.of(pausing, "moving");
        cache.want(PlayedFleet.http("https://models.example/w", Map.of()));
        pausing.handle(planned(cache.job("c1"), "etag:1"));
        cache.fails(cache.job("c1"), "SourceChanged", "Backoff");
        assertThat(request(cache.job("c2"))).contains("\"pinned\":\"etag:1\"");

        cache.fails(cache.job("c2"), "PinnedRevisionGone", "AfterCauseChanged");

        var finds = cache.job("c2");
        assertThat(finds.attempt()).isEqualTo(2);
        assertThat(request(finds)).doesNotContain("pinned");
        pausing.handle(planned(finds, "etag:2"));
        pausing.pass(Duration.ofMinutes(1));
        assertThat(request(cache.job("c1"))).contains("\"pinned\":\"etag:2\"");
    }

    private static String gone(long attempt) {
        return PlayedFleet.failed(attempt, "PinnedRevisionGone", "AfterCauseChanged");
    }

    @Test
    void aRevisionThatSomebodyHasStays() {
        fleet("c1", "c2");
        service.handle(planned(job("c1"), "etag:1"));
        service.handle(observed(job("c1"), Readiness.READY, completed(1, "etag:1"), List.of()));

        service.handle(observed(job("c2"), Readiness.FAILED, gone(1), List.of()));

        assertThat(service.fact(CACHE.resource() + "/pin", SourcePinned.class)).isPresent();
    }

    @Test
    void aDownloadWhoseRevisionOnlyTheBytesTellIsLeftAlone() {
        fleet("c1", "c2");
        service.handle(planned(job("c1"), null));

        service.pass(Duration.ofDays(1));

        assertThat(job("c1").attempt()).isEqualTo(1);
        assertThat(waiting("c2").reason()).isEqualTo("WaitingForPin");
    }
}
