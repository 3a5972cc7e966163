package dev.aquifer.cache;

import static dev.aquifer.cache.PlayedFleet.TIME;
import static dev.aquifer.cache.PlayedFleet.spec;
import static dev.aquifer.cache.RehearsedCache.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.aquifer.events.CacheEvent.HydrationFailed;
import dev.aquifer.events.CacheEvent.HydrationRequested;
import dev.aquifer.events.CacheEvent.HydrationWaiting;
import dev.aquifer.events.CacheEvent.SourceSupported;
import dev.aquifer.events.ObservationEvent.Input;
import dev.aquifer.events.ObservationEvent.Readiness;
import dev.aquifer.events.ObservationEvent.Reason;
import dev.aquifer.events.ObservationEvent.WorkObserved;
import dev.aquifer.events.ObservationEvent.WorkRejected;
import dev.aquifer.events.WorkEvent.ConfigMapCopy;
import dev.aquifer.events.WorkEvent.SecretCopy;
import dev.aquifer.events.WorkEvent.WorkRequested;
import dev.aquifer.events.spec.ModelCacheSpec.ConfigMap;
import dev.aquifer.events.spec.ModelCacheSpec.Http;
import dev.aquifer.events.spec.ModelCacheSpec.HuggingFace;
import dev.aquifer.events.spec.ModelCacheSpec.Oci;
import dev.aquifer.events.spec.ModelCacheSpec.S3;
import dev.aquifer.events.spec.ModelCacheSpec.SecretKey;
import dev.aquifer.events.spec.ModelCacheSpec.SecretName;
import dev.aquifer.events.spec.ModelCacheSpec.Source;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What each kind of source asks of its worker, and what it takes along from the control cluster.
 */
class SourceKindsTest {
    private static final Rehearsal SERVICE = Rehearsal.pausing();
    private final RehearsedCache cache = RehearsedCache.of(SERVICE, "weights");

    @BeforeEach
    void oneCluster() {
        SERVICE.forgetEverything();
        RehearsedCache.fleet(SERVICE, "c1");
    }

    private WorkRequested job(Source source) {
        cache.want(spec(source, Map.of()));
        return cache.job("c1");
    }

    private static Source hub(HuggingFace hub) {
        return new Source(hub, null, null, null, null, null);
    }

    private static Source s3(S3 s3) {
        return new Source(null, s3, null, null, null, null);
    }

    @Test
    void aHubTakesItsTokenAndPatternsAndAnotherEndpoint() {
        var job =
                job(
                        hub(
                                new HuggingFace(
                                        "org/name",
                                        "v1",
                                        new SecretKey("hub", null),
                                        "https://hub.example",
                                        List.of("*.safetensors"),
                                        null)));

        assertThat(request(job).path("source").toString())
                .isEqualTo(
                        "{\"huggingFace\":{\"repo\":\"org/name\",\"revision\":\"v1\","
                                + "\"endpoint\":\"https://hub.example\","
                                + "\"include\":[\"*.safetensors\"]}}");
        var name = job.manifests().getLast().at("/metadata/name").asText();
        assertThat(job.secrets())
                .containsExactly(new SecretCopy("ml", "hub", "HF_TOKEN", name, "token"));
        assertThat(job.manifests().toString()).contains("\"secretName\":\"" + name + "\"");
    }

    @Test
    void aBucketTakesBothKeysAndATokenIfThereIsOneOrNone() {
        var job =
                job(s3(new S3("s3://bucket/a", "eu", new SecretName("keys"), "http://minio:9000")));

        assertThat(request(job).path("source").toString())
                .isEqualTo(
                        "{\"s3\":{\"uri\":\"s3://bucket/a\",\"region\":\"eu\","
                                + "\"endpoint\":\"http://minio:9000\"}}");
        assertThat(job.secrets())
                .extracting(SecretCopy::key, SecretCopy::targetKey, SecretCopy::optional)
                .containsExactly(
                        tuple("access_key", "access_key", null),
                        tuple("secret_key", "secret_key", null),
                        tuple("session_token", "session_token", true));

        cache.want(2, spec(s3(new S3("s3://bucket/b", null, null)), Map.of()), "");
        assertThat(cache.job("c1").secrets()).isEmpty();
        assertThat(cache.job("c1").manifests().toString()).doesNotContain("secretName");
    }

    @Test
    void aRegistryTakesItsPullSecretAndADigestIsARevisionAlready() {
        RehearsedCache.fleet(SERVICE, "c2");
        var image = "registry.example/a@sha256:" + "0".repeat(64);
        var job =
                job(
                        new Source(
                                null,
                                null,
                                null,
                                new Oci(image, new SecretName("pull")),
                                null,
                                null));

        assertThat(request(job).at("/source/oci/image").asText()).isEqualTo(image);
        assertThat(job.secrets())
                .extracting(SecretCopy::targetKey)
                .containsExactly(".dockerconfigjson");
        assertThat(cache.work("c2", "hydration")).isPresent();
    }

    @Test
    void aConfigMapIsCopiedAndMounted() {
        var job = job(new Source(null, null, null, null, null, new ConfigMap("prompts", "a.txt")));

        assertThat(request(job).path("source").toString())
                .isEqualTo("{\"configMap\":{\"key\":\"a.txt\"}}");
        var copy = java.util.Objects.requireNonNull(job.configMaps()).getFirst();
        assertThat(copy).isEqualTo(new ConfigMapCopy("ml", "prompts", "a.txt", copy.targetName()));
        assertThat(job.manifests().toString())
                .contains("\"name\":\"" + copy.targetName() + "\"")
                .contains("/etc/aquifer/hydration-content");
        assertThat(cache.fact("source", SourceSupported.class))
                .hasValueSatisfying(s -> assertThat(s.source()).isEqualTo("configMap"));
    }

    private static Source gated() {
        return new Source(
                null,
                null,
                new Http("https://models.example/w", new SecretKey("web", "header"), null, null),
                null,
                null,
                null);
    }

    @Test
    void aMissingSecretIsNamedUntilItIsThere() {
        var job = job(gated());
        assertThat(job.secrets().getFirst().key()).isEqualTo("header");

        SERVICE.handle(
                new WorkRejected(
                        job.subject(),
                        job.cluster(),
                        job.work(),
                        1,
                        1,
                        "Secret/ml/web",
                        "SecretMissing",
                        "there is no Secret web",
                        true,
                        TIME));

        assertThat(cache.hydration("c1", HydrationWaiting.class))
                .satisfies(
                        waiting -> {
                            assertThat(waiting.reason()).isEqualTo("AuthSecretMissing");
                            assertThat(waiting.message()).contains("Secret/ml/web");
                        });
        SERVICE.handle(seen(job, Readiness.PROGRESSING, "", null, List.of()));
        SERVICE.pass(Duration.ofHours(1));
        assertThat(cache.job("c1").attempt()).isEqualTo(1);
    }

    @Test
    void aReasonOfAnObservationSaysTheSame() {
        var job = job(gated());
        var reason = new Reason("SecretMissing", "Secret/ml/web", "it has no key header");

        SERVICE.handle(seen(job, Readiness.PROGRESSING, "", null, List.of(reason)));

        assertThat(cache.waits("c1")).isEqualTo("AuthSecretMissing");
        SERVICE.handle(PlayedFleet.planned(job, "etag:1"));
        assertThat(cache.fact("hydration/c1", HydrationWaiting.class)).isEmpty();
    }

    @Test
    void aRotatedSecretRepeatsWhatFailedAtOnce() {
        var job = job(gated());
        var refused = PlayedFleet.failed(1, "AuthForbidden", "AfterCauseChanged");
        SERVICE.handle(seen(job, Readiness.PROGRESSING, "", "v1", List.of()));
        SERVICE.handle(seen(job, Readiness.FAILED, refused, "v1", List.of()));
        assertThat(cache.hydration("c1", HydrationFailed.class).code()).isEqualTo("AuthForbidden");

        SERVICE.handle(seen(job, Readiness.FAILED, refused, "v2", List.of()));

        assertThat(cache.hydration("c1", HydrationRequested.class).attempt()).isEqualTo(2);
        var second = cache.job("c1");
        SERVICE.handle(seen(second, Readiness.PROGRESSING, "", "v2", List.of()));
        SERVICE.handle(
                seen(
                        second,
                        Readiness.FAILED,
                        PlayedFleet.failed(2, "AuthForbidden", "AfterCauseChanged"),
                        "v2",
                        List.of()));
        assertThat(cache.hydration("c1", HydrationFailed.class).attempt()).isEqualTo(2);
    }

    @Test
    void whatChangedWhileTheAttemptRanCountsWhenItFails() {
        var job = job(gated());
        SERVICE.handle(seen(job, Readiness.PROGRESSING, "", "v1", List.of()));
        SERVICE.handle(seen(job, Readiness.PROGRESSING, "", "v2", List.of()));
        assertThat(cache.job("c1").attempt()).isEqualTo(1);

        SERVICE.handle(
                seen(
                        job,
                        Readiness.FAILED,
                        PlayedFleet.failed(1, "AuthRequired", "AfterCauseChanged"),
                        "v2",
                        List.of()));

        assertThat(cache.job("c1").attempt()).isEqualTo(2);
    }

    private static WorkObserved seen(
            WorkRequested job,
            Readiness readiness,
            String report,
            @org.jspecify.annotations.Nullable String version,
            List<Reason> reasons) {
        var seen = PlayedFleet.observed(job, readiness, report, List.of());
        return new WorkObserved(
                seen.subject(),
                seen.cluster(),
                seen.work(),
                seen.attempt(),
                seen.session(),
                seen.objects(),
                TIME,
                TIME,
                version == null ? null : List.of(new Input("Secret", "ml", "web", version)),
                reasons);
    }
}
