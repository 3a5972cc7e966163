package dev.aquifer.cache;

import static dev.aquifer.cache.PlayedFleet.http;
import static dev.aquifer.cache.PlayedFleet.planned;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.events.CacheEvent.CacheUseGranted;
import dev.aquifer.events.CacheEvent.HydrationFailed;
import dev.aquifer.events.ObservationEvent.Readiness;
import dev.aquifer.events.WorkEvent.WorkRequested;
import dev.aquifer.events.spec.ModelCacheSpec;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An artifact that is larger than its volume is refused with both numbers, on every cluster. */
class SizeTest {
    private static final long GIB = 1L << 30;
    private static final Rehearsal SERVICE = Rehearsal.pausing();
    private final RehearsedCache cache = RehearsedCache.of(SERVICE, "weights");

    @BeforeEach
    void fleet() {
        SERVICE.forgetEverything();
        RehearsedCache.fleet(SERVICE, "c1", "c2");
    }

    private static ModelCacheSpec ofSize(int gib, String accessMode) {
        var spec = http("https://models.example/w", Map.of());
        return new ModelCacheSpec(
                spec.artifact(),
                spec.mount(),
                new ModelCacheSpec.Storage(
                        "PVC", new ModelCacheSpec.Pvc("shared", gib, accessMode), null),
                spec.clusters(),
                null);
    }

    private void plans(WorkRequested job, long bytes) {
        var seen = planned(job, "etag:1");
        seen.objects().stream()
                .filter(object -> object.plan() != null)
                .forEach(
                        object ->
                                ((ObjectNode) Objects.requireNonNull(object.plan()))
                                        .put("bytes", bytes));
        SERVICE.handle(seen);
    }

    @Test
    void whatDoesNotFitIsNotFetchedAnywhereUntilTheVolumeIsLarger() {
        cache.want(ofSize(1, "ReadWriteMany"));
        plans(cache.job("c1"), 2 * GIB);

        for (var name : new String[] {"c1", "c2"}) {
            assertThat(cache.hydration(name, HydrationFailed.class))
                    .satisfies(
                            failed -> {
                                assertThat(failed.phase()).isEqualTo("CapacityCheck");
                                assertThat(failed.code()).isEqualTo("InsufficientSpace");
                                assertThat(failed.needed()).isEqualTo(2 * GIB);
                                assertThat(failed.available()).isEqualTo(GIB);
                                assertThat(failed.retryAt()).isNull();
                            });
        }
        assertThat(cache.withdrawn("c1", "hydration")).isPresent();
        assertThat(cache.work("c2", "hydration")).isEmpty();
        SERVICE.sweep();
        assertThat(cache.work("c2", "claim")).isEmpty();

        cache.want(2, ofSize(3, "ReadWriteMany"), "");

        assertThat(cache.job("c1").attempt()).isEqualTo(2);
        assertThat(cache.work("c1", "claim").orElseThrow().manifests().toString())
                .contains("\"3Gi\"");
        assertThat(cache.job("c2").attempt()).isEqualTo(1);
    }

    @Test
    void whatTheVolumeLacksAsItsWorkerSaysIsTold() {
        cache.want(ofSize(1, "ReadWriteMany"));
        var job = cache.job("c1");
        cache.reports(
                job,
                Readiness.FAILED,
                "{\"outcome\":\"failed\",\"attempt\":1,\"phase\":\"CapacityCheck\","
                        + "\"code\":\"InsufficientSpace\",\"message\":\"no\","
                        + "\"retry\":\"AfterCauseChanged\",\"throttled\":2,"
                        + "\"detail\":{\"needed\":20,\"available\":10}}");

        var failed = cache.hydration("c1", HydrationFailed.class);
        assertThat(failed.needed()).isEqualTo(20);
        assertThat(failed.available()).isEqualTo(10);
        assertThat(failed.throttled()).isEqualTo(2);
    }

    @Test
    void aGrantSaysHowManyNodesMayMountTheClaim() {
        cache.want(ofSize(1, "ReadWriteOnce"));
        cache.use("chat", "c1");
        assertThat(cache.work("c1", "claim").orElseThrow().manifests().toString())
                .contains("ReadWriteOnce");
        cache.staged("c1", "d1");

        assertThat(cache.grant("chat", "c1"))
                .map(CacheUseGranted::accessMode)
                .contains("ReadWriteOnce");
    }
}
