package dev.aquifer.cache;

import static dev.aquifer.cache.PlayedFleet.TIME;
import static dev.aquifer.cache.PlayedFleet.cache;
import static dev.aquifer.cache.PlayedFleet.cluster;
import static dev.aquifer.cache.PlayedFleet.completed;
import static dev.aquifer.cache.PlayedFleet.observed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.events.ClusterEvent.ClusterReady;
import dev.aquifer.events.ClusterEvent.ClusterRemoved;
import dev.aquifer.events.ClusterEvent.ClusterStorageReady;
import dev.aquifer.events.ClusterEvent.ClusterUnreachable;
import dev.aquifer.events.DesiredEvent.CacheRequested;
import dev.aquifer.events.DesiredEvent.ClusterRequested;
import dev.aquifer.events.DesiredEvent.ClusterWithdrawn;
import dev.aquifer.events.Event;
import dev.aquifer.events.Metadata;
import dev.aquifer.events.ObservationEvent.Readiness;
import dev.aquifer.events.ObservationEvent.WorkRemoved;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Uid;
import dev.aquifer.events.WorkEvent;
import dev.aquifer.events.WorkEvent.WorkRequested;
import dev.aquifer.events.WorkEvent.WorkWithdrawn;
import dev.aquifer.events.spec.InferenceClusterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What another release, a cluster that is away, or an early word must not touch, and who must go.
 */
class UpgradeTest {
    private static final Subject CACHE = cache("ml", "weights", 1);
    private static final String JOB = "c1/" + CACHE.admittedUid() + "-hydration";
    private static final String CLAIM = "c1/" + CACHE.admittedUid() + "-claim";

    private final Rehearsal service = new Rehearsal();
    private final List<Event> heard = new ArrayList<>();

    private void hear(Event event) {
        heard.add(event);
        service.handle(event);
    }

    private void staged() {
        var spec =
                new InferenceClusterSpec(
                        new InferenceClusterSpec.Cluster("Existing", null, null), null, null);
        hear(new ClusterRequested(cluster("c1"), Metadata.NONE, spec, TIME));
        hear(new ClusterReady(cluster("c1"), "v1.33.1", List.of(), TIME));
        hear(new ClusterStorageReady(cluster("c1"), List.of("shared"), TIME));
        hear(wanted(1, "w"));
        hear(
                observed(
                        service.fact(JOB, WorkRequested.class).orElseThrow(),
                        Readiness.READY,
                        completed(1, "etag:1"),
                        List.of()));
    }

    private static CacheRequested wanted(long generation, String path) {
        return new CacheRequested(
                cache("ml", "weights", generation),
                Metadata.NONE,
                PlayedFleet.http("https://models.example/" + path, Map.of()),
                TIME);
    }

    @Test
    void aReleaseThatRendersOtherwiseChangesNothingUntilTheNextEdit() {
        staged();
        var next = service.upgraded();

        heard.forEach(next::handle);
        next.sweep();
        assertThat(next.published()).noneMatch(WorkEvent.class::isInstance);

        next.handle(wanted(2, "other"));
        assertThat(next.fact(JOB, WorkRequested.class))
                .hasValueSatisfying(
                        work ->
                                assertThat(work.manifests().toString())
                                        .contains("hydration-worker:9"));
    }

    @Test
    void aRestoredDatabaseDeletesNothingAndIssuesNoNumberAgain() {
        staged();
        service.backUp();
        hear(wanted(2, "other"));
        var second = service.fact(JOB, WorkRequested.class).orElseThrow();
        assertThat(second.attempt()).isEqualTo(2);
        hear(observed(second, Readiness.READY, completed(2, "etag:2"), List.of()));

        service.restore();
        service.sweep();
        heard.forEach(service::handle);

        assertThat(service.published()).noneMatch(WorkWithdrawn.class::isInstance);
        assertThat(service.fact(JOB, WorkRequested.class))
                .hasValueSatisfying(work -> assertThat(work.attempt()).isEqualTo(3));
    }

    @Test
    void aRestoredDatabaseWaitsForNoAttemptThatOthersFollowed() {
        staged();
        hear(wanted(2, "other"));
        service.backUp();
        var second = service.fact(JOB, WorkRequested.class).orElseThrow();
        hear(observed(second, Readiness.FAILED, "", List.of()));
        assertThat(service.fact(JOB, WorkRequested.class).orElseThrow().attempt()).isEqualTo(3);

        service.restore();
        service.sweep();

        assertThat(service.published()).noneMatch(WorkWithdrawn.class::isInstance);
        assertThat(service.fact(JOB, WorkRequested.class))
                .hasValueSatisfying(work -> assertThat(work.attempt()).isEqualTo(4));
    }

    @Test
    void aRestoredDatabaseRunsNothingAgainThatIsKnownToBeComplete() {
        staged();
        hear(wanted(2, "other"));
        service.backUp();
        var second = service.fact(JOB, WorkRequested.class).orElseThrow();
        hear(observed(second, Readiness.FAILED, "", List.of()));
        var third = service.fact(JOB, WorkRequested.class).orElseThrow();
        hear(observed(third, Readiness.READY, completed(3, "etag:2"), List.of()));
        var before = service.facts();

        service.restore();
        service.sweep();

        assertThat(service.published()).noneMatch(WorkWithdrawn.class::isInstance);
        assertThat(service.fact(JOB, WorkRequested.class)).contains(third);
        assertThat(service.facts()).isEqualTo(before);
    }

    @Test
    void aClusterThatIsAwayLosesNothing() {
        staged();

        service.handle(new ClusterUnreachable(cluster("c1"), "no route", TIME, TIME));
        service.sweep();

        assertThat(service.published()).noneMatch(WorkWithdrawn.class::isInstance);
    }

    @Test
    void aWithdrawnClusterIsLeft() {
        staged();

        service.handle(new ClusterWithdrawn(cluster("c1"), TIME));

        var job = service.fact(JOB, WorkWithdrawn.class).orElseThrow();
        service.handle(new WorkRemoved(job.subject(), job.cluster(), job.work(), 1, 1, TIME));
        assertThat(service.fact(CLAIM, WorkWithdrawn.class)).isPresent();
        service.handle(new ClusterRemoved(cluster("c1"), TIME));
        assertThat(service.fact(CLAIM, WorkEvent.class)).isEmpty();
    }

    @Test
    void theRemovalOfAnOlderLifeOfAClusterTakesNothingFromTheNewerOne() {
        staged();
        var former = new Subject(cluster("c1").resource(), new Uid("former"), 1);

        service.handle(new ClusterWithdrawn(former, TIME));
        service.handle(new ClusterRemoved(former, TIME));

        assertThat(service.published()).noneMatch(WorkWithdrawn.class::isInstance);
    }

    @Test
    void aWorkThatNeverCameToTheClusterIsRemovedAllTheSame() {
        staged();
        service.handle(new ClusterWithdrawn(cluster("c1"), TIME));
        var job = service.fact(JOB, WorkWithdrawn.class).orElseThrow();

        service.handle(
                new WorkRemoved(
                        job.subject(), job.cluster(), job.work(), 0, 1, TIME, "NeverApplied"));

        assertThat(service.fact(CLAIM, WorkWithdrawn.class)).isPresent();
    }
}
