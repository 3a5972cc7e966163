package dev.aquifer.cache;

import static dev.aquifer.cache.PlayedFleet.http;
import static dev.aquifer.cache.RehearsedCache.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.events.CacheEvent.CacheUseRefused;
import dev.aquifer.events.CacheEvent.CacheVerificationStarted;
import dev.aquifer.events.CacheEvent.CacheVerified;
import dev.aquifer.events.CacheEvent.HydrationCompleted;
import dev.aquifer.events.ObservationEvent.Readiness;
import dev.aquifer.events.ObservationEvent.WorkRejected;
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

    /** Who asks has mended what was in the way, or wants to know; the pause may be one of hours. */
    @Test
    void whatFailedIsTriedAgainAtOnceWhenSomebodyAsks() {
        cache.want(2, OTHER, "");
        for (var retry : List.of("Never", "AfterCauseChanged")) {
            var job = cache.job("c1");
            cache.fails(job, "PermissionDenied", retry);
            SERVICE.pass(Duration.ofMinutes(1));
            assertThat(cache.job("c1").attempt()).isEqualTo(job.attempt());

            cache.want(2, OTHER, "after " + retry);

            assertThat(cache.job("c1").attempt()).isEqualTo(job.attempt() + 1);
            cache.want(2, OTHER, "after " + retry);
            assertThat(cache.job("c1").attempt()).isEqualTo(job.attempt() + 1);
        }
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
        assertThat(job.reportsProgress()).isFalse();
        assertThat(cache.job("c1").reportsProgress()).isTrue();
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
        cache.completes(tidy, "", "note");
        SERVICE.sweep();
        assertThat(cache.withdrawn("c1", "verification")).isPresent();
        assertThat(cache.fact("verified/c1", CacheVerified.class)).isEmpty();
    }

    /** What is mounted is never brought anew; nothing is asked of anybody, so nothing can lack. */
    @Test
    void tidyingNeedsNeitherSourceNorSecretNorTheMountedArtifact() {
        cache.use("chat", "c1");
        cache.want(2, gated("v"), "");
        cache.staged("c1", "d2");
        cache.use("late", "c1");

        cache.release("chat", "c1");

        var tidy = cache.upkeep("c1");
        assertThat(tidy.secrets()).isEmpty();
        assertThat(tidy.manifests().toString()).doesNotContain("secretName");
        assertThat(request(tidy).at("/source").has("inline")).isTrue();
        assertThat(request(tidy).has("pinned")).isFalse();
        assertThat(request(tidy).path("keep").toString()).isEqualTo("[\"sha256:d2\"]");
    }

    private static ModelCacheSpec gated(String path) {
        return PlayedFleet.spec(
                new ModelCacheSpec.Source(
                        null,
                        null,
                        new ModelCacheSpec.Http(
                                "https://models.example/" + path,
                                new ModelCacheSpec.SecretKey("web", null)),
                        null,
                        null,
                        null),
                Map.of());
    }

    @Test
    void tidyingThatDoesNotBeginIsTriedAgainLaterAndHoldsNoRequestUp() {
        cache.want(2, OTHER, "");
        cache.staged("c1", "d2");
        assertThat(request(cache.upkeep("c1")).has("keep")).isTrue();

        SERVICE.pass(Rehearsal.DILIGENCE.start());

        assertThat(cache.withdrawn("c1", "verification")).isPresent();
        cache.want(2, OTHER, "now");
        var reading = cache.upkeep("c1");
        assertThat(request(reading).path("mode").asText()).isEqualTo("verify");
        cache.reports(reading, Readiness.READY, verified(reading).replace("d1", "d2"));
        assertThat(verdict().ok()).isTrue();
        assertThat(request(cache.upkeep("c1")).has("keep")).isTrue();
        SERVICE.pass(Rehearsal.DILIGENCE.start());
        cache.removed("c1", "verification", 3);
        SERVICE.pass(Rehearsal.DILIGENCE.again());
        assertThat(request(cache.upkeep("c1")).has("keep")).isTrue();
    }

    @Test
    void aReadingThatDoesNotBeginIsSaidAndTheNextRequestIsAnswered() {
        asked("first");
        SERVICE.pass(Rehearsal.DILIGENCE.start().minusSeconds(1));
        assertThat(cache.withdrawn("c1", "verification")).isEmpty();

        SERVICE.pass(Duration.ofSeconds(1));

        assertThat(verdict().code()).isEqualTo("NotStarted");
        assertThat(verdict().request()).isEqualTo("first");
        assertThat(cache.fact("verifying/c1", CacheVerificationStarted.class)).isEmpty();
        assertThat(cache.withdrawn("c1", "verification")).isPresent();
        var job = asked("second");
        assertThat(job.attempt()).isEqualTo(2);
        cache.reports(job, Readiness.READY, verified(job));
        assertThat(verdict().ok()).isTrue();
        assertThat(verdict().request()).isEqualTo("second");
    }

    @Test
    void aReadingThatRunsMayTakeItsTime() {
        SERVICE.handle(PlayedFleet.planned(asked("first"), null));

        SERVICE.pass(Duration.ofDays(1));

        assertThat(cache.withdrawn("c1", "verification")).isEmpty();
    }

    @Test
    void aRepairWhoseSecretIsMissingIsGivenUpAndSaid() {
        cache.want(2, gated("w"), "");
        cache.staged("c1", "d2");
        cache.want(2, gated("w"), "first");
        var tidy = cache.upkeep("c1");
        cache.completes(tidy, "", "note");
        var job = cache.upkeep("c1");
        cache.reports(job, Readiness.FAILED, differs(job, "DigestMismatch", 1, "model.gguf"));
        var repair = cache.upkeep("c1");
        assertThat(request(repair).has("repair")).isTrue();

        SERVICE.handle(
                new WorkRejected(
                        repair.subject(),
                        repair.cluster(),
                        repair.work(),
                        repair.attempt(),
                        1,
                        "Secret ml/web",
                        "SecretMissing",
                        "there is no such Secret",
                        true,
                        PlayedFleet.TIME));

        assertThat(verdict().ok()).isFalse();
        assertThat(verdict().count()).isEqualTo(1);
        assertThat(verdict().message())
                .isEqualTo(
                        "model.gguf; not mended: AuthSecretMissing: Secret ml/web: there is no such"
                                + " Secret");
        assertThat(cache.withdrawn("c1", "verification")).isPresent();
        cache.want(2, gated("w"), "second");
        assertThat(request(cache.upkeep("c1")).path("mode").asText()).isEqualTo("verify");
    }

    /** An attempt that finds what is there compares sizes, and nothing else. */
    @Test
    void whatWasOnlyFoundAnswersNoRequest() {
        cache.use("chat", "c1");
        cache.want(2, OTHER, "");
        cache.staged("c1", "d2");
        cache.use("late", "c1");
        cache.want(3, SPEC, "now");
        var back = cache.job("c1");
        cache.reports(
                back,
                Readiness.READY,
                PlayedFleet.completed(back.attempt(), "etag:d1")
                        .replace("\"alreadyPresent\":false", "\"alreadyPresent\":true"));

        assertThat(request(cache.upkeep("c1")).path("mode").asText()).isEqualTo("verify");
    }

    @Test
    void whatWasFetchedAndHashedAnswersARequest() {
        cache.use("chat", "c1");
        cache.want(2, OTHER, "now");
        cache.staged("c1", "d2");

        assertThat(cache.work("c1", "verification")).isEmpty();
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
        assertThat(request(cache.upkeep("c1")).path("keep").toString())
                .isEqualTo("[\"sha256:d1\"]");
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
