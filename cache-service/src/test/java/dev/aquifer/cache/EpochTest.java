package dev.aquifer.cache;

import static dev.aquifer.cache.PlayedFleet.TIME;
import static dev.aquifer.cache.PlayedFleet.completed;
import static dev.aquifer.cache.PlayedFleet.failed;
import static dev.aquifer.cache.PlayedFleet.http;
import static dev.aquifer.cache.PlayedFleet.observed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.events.CacheEvent.HydrationCompleted;
import dev.aquifer.events.CacheEvent.HydrationFailed;
import dev.aquifer.events.Event;
import dev.aquifer.events.ObservationEvent.Readiness;
import dev.aquifer.events.ObservationEvent.WorkApplied;
import dev.aquifer.events.WorkEvent.WorkRequested;
import dev.aquifer.events.WorkEvent.WorkWithdrawn;
import dev.aquifer.events.WorkId;
import dev.aquifer.events.spec.ModelCacheSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Late words of earlier attempts, in the orders that are known to go wrong. */
class EpochTest {
    private static final Rehearsal SERVICE = new Rehearsal();
    private static final ModelCacheSpec SPEC = http("https://models.example/w", Map.of());
    private final RehearsedCache cache = RehearsedCache.of(SERVICE, "weights");

    @BeforeEach
    void fleet() {
        SERVICE.forgetEverything();
        RehearsedCache.fleet(SERVICE, "c1");
        cache.want(SPEC);
    }

    private static Event success(WorkRequested job) {
        return observed(job, Readiness.READY, completed(job.attempt(), "etag:1"), List.of());
    }

    private static Event failure(WorkRequested job) {
        return observed(
                job, Readiness.FAILED, failed(job.attempt(), "Stalled", "Backoff"), List.of());
    }

    /** start(1), start(2), success(2), failure(1), also with another release in between. */
    @Test
    void aFailureOfAnEarlierAttemptTakesNothingFromALaterSuccess() {
        var first = cache.job("c1");
        cache.reports(first, Readiness.FAILED, "");
        var second = cache.job("c1");
        assertThat(second.attempt()).isEqualTo(2);
        SERVICE.handle(success(second));
        int before = SERVICE.published().size();

        SERVICE.handle(failure(first));
        SERVICE.upgraded().handle(failure(first));

        assertThat(cache.hydration("c1", HydrationCompleted.class).attempt()).isEqualTo(2);
        assertThat(SERVICE.published()).hasSize(before).noneMatch(WorkWithdrawn.class::isInstance);
    }

    /** Of an earlier attempt, and of an earlier session: each is dropped, and each is counted. */
    @Test
    void whatDoesNotCountIsCounted() {
        var before = SERVICE.staleSignals();
        var first = cache.job("c1");
        cache.reports(first, Readiness.FAILED, "");
        var second = cache.job("c1");
        SERVICE.handle(inSession(second, 7));
        assertThat(SERVICE.staleSignals()).isEqualTo(before);

        SERVICE.handle(success(first));
        assertThat(SERVICE.staleSignals()).isEqualTo(before + 1);

        SERVICE.handle(inSession(second, 6));
        assertThat(SERVICE.staleSignals()).isEqualTo(before + 2);
    }

    private static Event inSession(WorkRequested job, long session) {
        return new WorkApplied(
                job.subject(), job.cluster(), job.work(), job.attempt(), session, TIME);
    }

    /** What is nobody's, or of an attempt that nobody knows, is not of the past. */
    @Test
    void whatIsNotOfThePastIsNotCounted() {
        var before = SERVICE.staleSignals();
        var first = cache.job("c1");
        SERVICE.handle(success(first));
        SERVICE.handle(success(first));

        SERVICE.handle(failure(following(first)));
        SERVICE.handle(
                new WorkApplied(
                        first.subject(), first.cluster(), new WorkId("another's"), 1, 1, TIME));

        assertThat(SERVICE.staleSignals()).isEqualTo(before);
    }

    /** start(1), detach, success(1): it stays detached, and what is there is taken away. */
    @Test
    void aSuccessAfterTheClusterWasLeftBringsNothingBack() {
        var first = cache.job("c1");
        cache.want(2, http("https://models.example/w", Map.of("fleet", "none")), "");

        SERVICE.handle(success(first));

        assertThat(cache.fact("hydration/c1", HydrationCompleted.class)).isEmpty();
        assertThat(cache.withdrawn("c1", "hydration")).isPresent();
        cache.removed("c1", "hydration", 1);
        assertThat(cache.withdrawn("c1", "claim")).isPresent();
    }

    /** success(1), then a failure of that or of no known attempt. */
    @Test
    void aFailureAfterASuccessTakesNothingAway() {
        var first = cache.job("c1");
        SERVICE.handle(success(first));

        SERVICE.handle(failure(first));

        assertThat(cache.fact("hydration/c1", HydrationFailed.class)).isEmpty();
        assertThat(cache.hydration("c1", HydrationCompleted.class).attempt()).isEqualTo(1);
        assertThat(SERVICE.published()).noneMatch(WorkWithdrawn.class::isInstance);
    }

    /** success(1), failure(2): what is there is read again, and nothing goes before the answer. */
    @Test
    void aFailureOfAnAttemptThatIsNotKnownHasWhatIsThereReadAgain() {
        var first = cache.job("c1");
        SERVICE.handle(success(first));
        var failure = failure(following(first));

        SERVICE.handle(failure);
        SERVICE.handle(failure);

        var reading = cache.upkeep("c1");
        assertThat(reading.attempt()).isEqualTo(1);
        assertThat(RehearsedCache.request(reading).path("mode").asText()).isEqualTo("verify");
        assertThat(cache.hydration("c1", HydrationCompleted.class).attempt()).isEqualTo(1);
        assertThat(SERVICE.published()).noneMatch(WorkWithdrawn.class::isInstance);
    }

    private static WorkRequested following(WorkRequested job) {
        return new WorkRequested(
                job.subject(),
                job.cluster(),
                job.work(),
                job.purpose(),
                job.revision(),
                job.attempt() + 1,
                job.manifests(),
                job.secrets(),
                job.reportsProgress(),
                job.since(),
                job.configMaps());
    }

    /** Rows of an early release lack what came later, and take the first word all the same. */
    @Test
    void rowsOfAnEarlyReleaseTakeTheFirstWord() {
        var first = cache.job("c1");
        asAnEarlyReleaseLeftIt(SERVICE);

        SERVICE.handle(success(first));

        assertThat(cache.hydration("c1", HydrationCompleted.class).attempt()).isEqualTo(1);
    }

    @Test
    void rowsOfAnEarlyReleaseTakeTheFirstFailure() {
        var pausing = Rehearsal.pausing();
        RehearsedCache.fleet(pausing, "c1");
        var paused = RehearsedCache.of(pausing, "weights");
        paused.want(SPEC);
        var first = paused.job("c1");
        asAnEarlyReleaseLeftIt(pausing);

        pausing.handle(failure(first));

        var failed = paused.hydration("c1", HydrationFailed.class);
        assertThat(failed.attempt()).isEqualTo(1);
        assertThat(failed.code()).isEqualTo("Stalled");
    }

    private static void asAnEarlyReleaseLeftIt(Rehearsal service) {
        service.execute(
                """
                update cache.hydrations set state =
                    ('{"state":"running","of":{"number":1,"plan":"' || (state #>> '{of,plan}')
                    || '","pinned":false,"generation":1,"failures":0},'
                    || '"since":"2026-05-01T09:00:00Z"}')::jsonb""");
        service.execute("delete from cache.streams");
    }
}
