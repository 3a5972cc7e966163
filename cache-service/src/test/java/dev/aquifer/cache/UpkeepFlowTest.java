package dev.aquifer.cache;

import static dev.aquifer.cache.PlayedFleet.http;
import static dev.aquifer.cache.RehearsedCache.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.events.CacheEvent.CacheUseRefused;
import dev.aquifer.events.CacheEvent.CacheVerificationStarted;
import dev.aquifer.events.CacheEvent.CacheVerified;
import dev.aquifer.events.CacheEvent.HydrationCompleted;
import dev.aquifer.events.ObservationEvent.Readiness;
import dev.aquifer.events.WorkEvent.WorkRequested;
import dev.aquifer.events.spec.ModelCacheSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is published is read again when somebody asks, mended, and rid of what nobody mounts. */
class UpkeepFlowTest {
    private static final Rehearsal SERVICE = Rehearsal.pausing();
    private static final ModelCacheSpec SPEC = http("https://models.example/w", Map.of());
    private static final ModelCacheSpec OTHER = http("https://models.example/v", Map.of());
    private final RehearsedCache cache = RehearsedCache.of(SERVICE, "weights");

    @BeforeEach
    void staged() {
        SERVICE.forgetEverything();
        RehearsedCache.fleet(SERVICE, "c1");
        cache.want(SPEC);
        cache.staged("c1", "d1");
    }

    private static String verified(WorkRequested job) {
        return "{\"outcome\":\"verified\",\"attempt\":%d,\"digest\":\"sha256:d1\"}"
                .formatted(job.attempt());
    }

    private static String differs(WorkRequested job, String code, int count, String path) {
        return ("{\"outcome\":\"failed\",\"attempt\":%d,\"phase\":\"Validation\",\"code\":\"%s\","
                        + "\"message\":\"no\",\"detail\":{\"paths\":[\"%s\"],\"count\":%d}}")
                .formatted(job.attempt(), code, path, count);
    }

    private CacheVerified verdict() {
        return cache.fact("verified/c1", CacheVerified.class).orElseThrow();
    }

    private WorkRequested asked(String request) {
        cache.want(1, SPEC, request);
        return cache.upkeep("c1");
    }

    @Test
    void nobodyReadsAgainUnasked() {
        SERVICE.sweep();

        assertThat(cache.work("c1", "verification")).isEmpty();
        assertThat(cache.fact("verified/c1", CacheVerified.class)).isEmpty();
    }

    @Test
    void aRequestReadsAgainOnceAndSaysSo() {
        var job = asked("first");

        assertThat(request(job).path("mode").asText()).isEqualTo("verify");
        assertThat(request(job).path("digest").asText()).isEqualTo("sha256:d1");
        assertThat(job.secrets()).isEmpty();
        assertThat(job.manifests().toString()).contains("\"readOnly\":true");
        assertThat(cache.fact("verifying/c1", CacheVerificationStarted.class))
                .hasValueSatisfying(s -> assertThat(s.request()).isEqualTo("first"));
        cache.reports(job, Readiness.READY, verified(job));
        cache.want(1, SPEC, "first");
        SERVICE.sweep();

        assertThat(verdict().ok()).isTrue();
        assertThat(verdict().request()).isEqualTo("first");
        assertThat(cache.fact("verifying/c1", CacheVerificationStarted.class)).isEmpty();
        assertThat(cache.withdrawn("c1", "verification")).isPresent();
        cache.removed("c1", "verification", 1);
        assertThat(asked("second").attempt()).isEqualTo(2);
    }

    @Test
    void aFlippedByteNamesItsFileAndThatFileAloneIsFetchedAgain() {
        var job = asked("first");
        cache.reports(job, Readiness.FAILED, differs(job, "DigestMismatch", 1, "model.gguf"));

        assertThat(verdict().ok()).isFalse();
        assertThat(verdict().code()).isEqualTo("CorruptFile");
        assertThat(verdict().paths()).containsExactly("model.gguf");
        assertThat(cache.fact("hydration/c1", HydrationCompleted.class)).isPresent();
        var repair = cache.upkeep("c1");
        assertThat(repair.attempt()).isEqualTo(2);
        assertThat(request(repair).path("repair").toString()).isEqualTo("[\"model.gguf\"]");
        assertThat(request(repair).path("pinned").asText()).isEqualTo("etag:d1");
        assertThat(repair.manifests().toString()).doesNotContain("\"readOnly\":true,\"claim");
        cache.use("chat", "c1");
        assertThat(cache.fact("use/c1/ml/chat", CacheUseRefused.class))
                .hasValueSatisfying(use -> assertThat(use.message()).contains("damaged"));

        cache.completes(repair, "etag:d1", "d1");
        var again = cache.upkeep("c1");
        assertThat(request(again).path("mode").asText()).isEqualTo("verify");
        cache.reports(again, Readiness.READY, verified(again));

        assertThat(verdict().ok()).isTrue();
        assertThat(cache.grant("chat", "c1")).isPresent();
    }

    /** AC9.3: a failure after a success is looked into before anything is given up. */
    @Test
    void whatCannotBeMendedStaysKnownAndNothingIsTakenAway() {
        cache.use("chat", "c1");
        var job = asked("first");
        cache.reports(job, Readiness.FAILED, differs(job, "DigestMismatch", 1, "model.gguf"));
        cache.fails(cache.upkeep("c1"), "OriginUnavailable", "Backoff");
        var again = cache.upkeep("c1");
        assertThat(request(again).path("mode").asText()).isEqualTo("verify");
        cache.reports(again, Readiness.FAILED, differs(again, "DigestMismatch", 1, "model.gguf"));

        assertThat(verdict().ok()).isFalse();
        assertThat(cache.withdrawn("c1", "verification")).isPresent();
        assertThat(cache.withdrawn("c1", "claim")).isEmpty();
        assertThat(cache.grant("chat", "c1")).isPresent();
        cache.removed("c1", "verification", 3);

        SERVICE.pass(Duration.ofHours(1));
        assertThat(request(cache.upkeep("c1")).path("mode").asText()).isEqualTo("verify");
    }

    @Test
    void anArtifactWithoutItsMarkerIsBroughtAsAWhole() {
        var job = asked("first");
        cache.reports(
                job, Readiness.FAILED, differs(job, "FileMissing", 1, ".aquifer/complete/x.json"));

        assertThat(verdict().code()).isEqualTo("FileMissing");
        assertThat(request(cache.upkeep("c1")).has("repair")).isFalse();
        assertThat(request(cache.upkeep("c1")).has("mode")).isFalse();
    }

    @Test
    void anArtifactWithoutItsMarkerIsLeftAloneWhileSomebodyMountsIt() {
        cache.use("chat", "c1");
        var job = asked("first");
        cache.reports(
                job, Readiness.FAILED, differs(job, "FileMissing", 1, ".aquifer/complete/x.json"));

        assertThat(verdict().ok()).isFalse();
        assertThat(cache.withdrawn("c1", "verification")).isPresent();
    }

    @Test
    void aLostResultIsLookedForAgainAndThenSaid() {
        asked("first");
        for (int i = 1; i <= 4; i++) {
            assertThat(cache.upkeep("c1").attempt()).isEqualTo(i);
            cache.reports(cache.upkeep("c1"), Readiness.FAILED, "");
        }

        assertThat(verdict().code()).isEqualTo("ResultLost");
        assertThat(verdict().count()).isZero();
    }

    @Test
    void lateWordsOfOlderJobsChangeNothing() {
        var first = asked("first");
        cache.reports(first, Readiness.FAILED, differs(first, "DigestMismatch", 2, "a"));
        var before = SERVICE.facts();

        cache.reports(first, Readiness.READY, verified(first));

        assertThat(SERVICE.facts()).isEqualTo(before);
    }

    @Test
    void whatNobodyMountsAnyMoreGoesAndNeverUnderAReader() {
        cache.use("chat", "c1");
        assertThat(cache.grant("chat", "c1").orElseThrow().digest()).isEqualTo("sha256:d1");
        cache.want(2, OTHER, "");
        cache.staged("c1", "d2");
        assertThat(cache.work("c1", "verification")).isEmpty();
        cache.use("late", "c1");

        cache.release("chat", "c1");

        var tidy = cache.upkeep("c1");
        assertThat(request(tidy).path("keep").toString()).isEqualTo("[\"sha256:d2\"]");
        assertThat(request(tidy).path("pinned").asText()).isEqualTo("etag:d2");
        cache.completes(tidy, "etag:d2", "d2");
        SERVICE.sweep();
        assertThat(cache.withdrawn("c1", "verification")).isPresent();
        assertThat(cache.fact("verified/c1", CacheVerified.class)).isEmpty();
    }

    @Test
    void nothingIsBegunWhereAJobStillTidiesUp() {
        cache.want(2, OTHER, "");
        cache.staged("c1", "d2");
        assertThat(request(cache.upkeep("c1")).has("keep")).isTrue();

        cache.want(3, SPEC, "");

        assertThat(cache.waits("c1")).isEqualTo("WaitingForVolume");
        cache.removed("c1", "verification", 1);
        assertThat(cache.job("c1").attempt()).isEqualTo(3);
        cache.completes(cache.job("c1"), "etag:d1", "d1");
        assertThat(request(cache.upkeep("c1")).path("keep").toString()).isEqualTo("[]");
    }

    @Test
    void aClusterThatIsLeftIsLeftByAllOfIt() {
        var job = asked("first");
        cache.reports(job, Readiness.FAILED, differs(job, "DigestMismatch", 1, "a"));

        cache.want(2, http("https://models.example/w", Map.of("fleet", "none")), "first");

        for (var purpose : List.of("verification", "hydration", "claim")) {
            cache.removed("c1", purpose, purpose.equals("verification") ? 2 : 1);
        }
        assertThat(cache.fact("verified/c1", CacheVerified.class)).isEmpty();
        assertThat(cache.withdrawn("c1", "claim")).isEmpty();
    }
}
