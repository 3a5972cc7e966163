package dev.aquifer.cache;

import static dev.aquifer.cache.PlayedFleet.TIME;
import static dev.aquifer.cache.PlayedFleet.http;
import static dev.aquifer.cache.PlayedFleet.observed;
import static dev.aquifer.cache.RehearsedCache.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.events.CacheEvent.CacheVerified;
import dev.aquifer.events.CacheEvent.ClaimAdopted;
import dev.aquifer.events.CacheEvent.HydrationFailed;
import dev.aquifer.events.CacheEvent.HydrationWaiting;
import dev.aquifer.events.ObservationEvent.Readiness;
import dev.aquifer.events.PodState;
import dev.aquifer.events.WorkEvent.WorkRequested;
import dev.aquifer.events.spec.ModelCacheSpec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A claim that users bring is looked at, never written, and mounted by its own name. */
class BroughtClaimTest {
    private static final Rehearsal SERVICE = Rehearsal.pausing();
    private final RehearsedCache cache = RehearsedCache.of(SERVICE, "weights");

    @BeforeEach
    void fleet() {
        SERVICE.forgetEverything();
        RehearsedCache.fleet(SERVICE, "c1");
    }

    private static ModelCacheSpec brought(String claim, @Nullable String folder) {
        var spec = http("https://models.example/w", Map.of());
        return new ModelCacheSpec(
                spec.artifact(),
                new ModelCacheSpec.Mount("/models", folder),
                new ModelCacheSpec.Storage(
                        "ExistingPVC", null, new ModelCacheSpec.ExistingPvc(claim)),
                spec.clusters(),
                null);
    }

    private static String adopted(WorkRequested job, String digest) {
        return PlayedFleet.completed(job.attempt(), "etag:1", digest)
                .replace("sha256-" + digest, "");
    }

    @Test
    void itIsComparedReadOnlyAndThenGranted() {
        cache.want(brought("mine", "qwen"));
        cache.use("chat", "c1");
        var job = cache.job("c1");

        assertThat(cache.work("c1", "claim")).isEmpty();
        assertThat(request(job).path("mode").asText()).isEqualTo("adopt");
        assertThat(request(job).at("/target/subPath").asText()).isEqualTo("qwen");
        assertThat(job.manifests().toString()).contains("\"claimName\":\"mine\"");
        assertThat(cache.grant("chat", "c1")).isEmpty();
        cache.reports(job, Readiness.READY, adopted(job, "d1"));

        var fact = cache.hydration("c1", ClaimAdopted.class);
        assertThat(fact.claim()).isEqualTo("mine");
        assertThat(fact.digest()).isEqualTo("sha256:d1");
        assertThat(fact.bytes()).isEqualTo(12);
        var grant = cache.grant("chat", "c1").orElseThrow();
        assertThat(grant.claim()).isEqualTo("mine");
        assertThat(grant.subPath()).isEqualTo("qwen");
        assertThat(grant.mountPath()).isEqualTo("/models");
        assertThat(grant.digest()).isEqualTo("sha256:d1");
        assertThat(grant.accessMode()).isNull();
    }

    @Test
    void aMissingClaimIsSaidAndTakenOnceItIsThere() {
        cache.want(brought("mine", null));
        var job = cache.job("c1");
        var unscheduled =
                new PodState(
                        "p",
                        "u",
                        0,
                        null,
                        null,
                        "Pending",
                        false,
                        0,
                        "Unschedulable",
                        "0/2 nodes are available: persistentvolumeclaim \"mine\" not found.");
        SERVICE.handle(observed(job, Readiness.PROGRESSING, "", List.of(unscheduled)));

        assertThat(cache.hydration("c1", HydrationWaiting.class))
                .satisfies(
                        waiting -> {
                            assertThat(waiting.reason()).isEqualTo("ClaimNotFound");
                            assertThat(waiting.message()).contains("\"mine\" not found");
                        });

        cache.reports(job, Readiness.READY, adopted(job, "d1"));
        assertThat(cache.hydration("c1", ClaimAdopted.class).attempt()).isEqualTo(1);
    }

    @Test
    void aClaimThatHoldsSomethingElseIsNotGranted() {
        cache.want(brought("mine", null));
        cache.use("chat", "c1");
        cache.fails(cache.job("c1"), "DigestMismatch", "AfterCauseChanged");

        assertThat(cache.hydration("c1", HydrationFailed.class).code()).isEqualTo("DigestMismatch");
        assertThat(cache.grant("chat", "c1")).isEmpty();
    }

    @Test
    void anotherClaimIsLookedAtAsWell() {
        cache.want(brought("mine", null));
        cache.reports(cache.job("c1"), Readiness.READY, adopted(cache.job("c1"), "d1"));

        cache.want(2, brought("other", null), "");

        assertThat(cache.job("c1").attempt()).isEqualTo(2);
        assertThat(cache.job("c1").manifests().toString()).contains("\"claimName\":\"other\"");
        cache.reports(cache.job("c1"), Readiness.READY, adopted(cache.job("c1"), "d2"));
        assertThat(cache.hydration("c1", ClaimAdopted.class).claim()).isEqualTo("other");
        assertThat(cache.work("c1", "verification")).isEmpty();
    }

    @Test
    void itIsReadAgainByRequestAndNeverMended() {
        cache.want(brought("mine", null));
        cache.reports(cache.job("c1"), Readiness.READY, adopted(cache.job("c1"), "d1"));

        cache.want(1, brought("mine", null), "first");
        var job = cache.upkeep("c1");
        assertThat(request(job).path("mode").asText()).isEqualTo("adopt");
        cache.reports(job, Readiness.READY, adopted(job, "d9"));

        assertThat(cache.fact("verified/c1", CacheVerified.class))
                .hasValueSatisfying(
                        verdict -> {
                            assertThat(verdict.ok()).isFalse();
                            assertThat(verdict.code()).isEqualTo("CorruptFile");
                            assertThat(verdict.message()).contains("sha256:d9");
                        });
        assertThat(cache.withdrawn("c1", "verification")).isPresent();
    }

    @Test
    void theClaimThatWasMadeBeforeGoesWhenNobodyMountsIt() {
        cache.want(http("https://models.example/w", Map.of()));
        cache.staged("c1", "d1");
        cache.use("chat", "c1");
        cache.want(2, brought("mine", null), "");
        assertThat(cache.withdrawn("c1", "claim")).isEmpty();

        cache.release("chat", "c1");

        assertThat(cache.withdrawn("c1", "claim")).isPresent();
        assertThat(TIME).isNotNull();
    }
}
