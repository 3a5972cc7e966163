package dev.aquifer.status.fold;

import static dev.aquifer.events.Condition.Status.False;
import static dev.aquifer.events.Condition.Status.True;
import static dev.aquifer.events.Condition.Status.Unknown;
import static dev.aquifer.status.fold.Story.A;
import static dev.aquifer.status.fold.Story.B;
import static dev.aquifer.status.fold.Story.CACHE;
import static dev.aquifer.status.fold.Story.at;
import static dev.aquifer.status.fold.Story.cache;
import static dev.aquifer.status.fold.Story.completed;
import static dev.aquifer.status.fold.Story.matched;
import static dev.aquifer.status.fold.Story.requested;
import static dev.aquifer.status.fold.Story.started;
import static dev.aquifer.status.fold.Story.supported;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.aquifer.events.CacheEvent.CacheUseGranted;
import dev.aquifer.events.CacheEvent.CacheVerificationStarted;
import dev.aquifer.events.CacheEvent.CacheVerified;
import dev.aquifer.events.CacheEvent.ClaimAdopted;
import dev.aquifer.events.CacheEvent.HydrationCompleted;
import dev.aquifer.events.CacheEvent.HydrationFailed;
import dev.aquifer.events.CacheEvent.HydrationWaiting;
import dev.aquifer.events.CacheEvent.StreamsGranted;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.Condition;
import dev.aquifer.events.Event;
import dev.aquifer.events.MeasurementEvent.HydrationProgressed;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Uid;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is missing, what is granted, what was found by reading again, and how fast it goes. */
class CacheFactsTest {
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

    private Optional<Condition> find(String type) {
        return fleet.status(CACHE).orElseThrow().status().conditions().stream()
                .filter(c -> c.type().equals(type))
                .findFirst();
    }

    private Condition condition(String type) {
        return find(type).orElseThrow();
    }

    private JsonNode fields() {
        return fleet.status(CACHE).orElseThrow().status().fields();
    }

    private JsonNode on(ClusterName cluster) {
        for (var entry : fields().path("clusters")) {
            if (entry.path("name").asText().equals(cluster.value())) {
                return entry;
            }
        }
        throw new AssertionError("not listed: " + cluster);
    }

    private static HydrationWaiting waiting(ClusterName cluster, String reason, long second) {
        return new HydrationWaiting(cache(1), cluster, 0, reason, "Secret ml/token", at(second));
    }

    private static CacheVerified found(
            ClusterName cluster, int count, @Nullable String code, String... paths) {
        return new CacheVerified(
                cache(1),
                cluster,
                "sha256:d",
                code == null,
                List.of(paths),
                count,
                at(60),
                "now",
                at(60),
                code,
                code == null ? null : "words");
    }

    private static HydrationProgressed progressed(
            ClusterName cluster, long done, long total, long rate, long second, int throttled) {
        return new HydrationProgressed(
                cache(1),
                cluster,
                1,
                "downloading",
                done,
                total,
                0,
                2,
                rate,
                at(second),
                throttled);
    }

    @ParameterizedTest
    @ValueSource(strings = {"AuthSecretMissing", "ConfigMapMissing", "ClaimNotFound"})
    void whatAUserHasToMendIsSaidAlsoWhileOtherClustersAreUnderWay(String reason) {
        tellOfTwoClusters();
        tell(started(A, 5), waiting(B, reason, 6));

        var ready = condition("Ready");
        assertThat(ready.status()).isEqualTo(False);
        assertThat(ready.reason()).isEqualTo(reason);
        assertThat(ready.message()).isEqualTo("b: Secret ml/token");
        assertThat(ready.lastTransitionTime()).isEqualTo(at(6));
        assertThat(on(B).path("reason").asText()).isEqualTo(reason);
    }

    @Test
    void waitingForStreamsIsAReasonWhenNobodyHasAny() {
        tellOfTwoClusters();
        tell(waiting(A, "WaitingForBudget", 5), waiting(B, "WaitingForBudget", 6));
        assertThat(condition("Ready").reason()).isEqualTo("WaitingForBudget");

        tell(started(A, 7));

        assertThat(condition("Ready").reason()).isEqualTo("Hydrating");
        assertThat(on(B).path("reason").asText()).isEqualTo("WaitingForBudget");
    }

    @Test
    void whatIsGrantedIsShownWhileTheAttemptLasts() {
        tellOfTwoClusters();
        tell(
                started(A, 5),
                new StreamsGranted(cache(1), A, 1, "hub.example", "ml/token", 4, 16, at(4)),
                waiting(B, "WaitingForBudget", 6));

        assertThat(on(A).path("origin").asText()).isEqualTo("hub.example");
        assertThat(on(A).path("streams").asInt()).isEqualTo(4);
        assertThat(on(A).path("originBudget").asInt()).isEqualTo(16);
        var budgets = fleet.budgets();
        assertThat(budgets.waiting()).extracting(HydrationWaiting::cluster).containsExactly(B);
        assertThat(budgets.origins()).singleElement().extracting(o -> o.granted()).isEqualTo(4);

        tell(completed(A, 9));

        assertThat(on(A).has("origin")).isFalse();
    }

    private static HydrationCompleted unverified(ClusterName cluster, @Nullable Integer files) {
        return new HydrationCompleted(
                cache(1),
                cluster,
                1,
                "sha256:d",
                "rev",
                1000,
                5,
                1000,
                "claim",
                "sha256-d",
                null,
                at(10),
                0,
                files);
    }

    @Test
    void filesThatTheSourceToldNoChecksumOfAreCountedAndSaid() {
        tellOfTwoClusters();
        tell(unverified(A, 2), unverified(B, 0));

        assertThat(fields().path("unverifiedFiles").asInt()).isEqualTo(2);
        assertThat(on(A).path("unverifiedFiles").asInt()).isEqualTo(2);
        assertThat(on(B).path("unverifiedFiles").isInt()).isTrue();
        assertThat(condition("ArtifactReady").message())
                .isEqualTo(
                        "2 of 2 clusters; 2 of 5 files had no checksum at the source to compare"
                                + " with");
        assertThat(condition("Ready").status()).isEqualTo(True);
    }

    @Test
    void thatEachFileWasComparedIsANumberToo() {
        tellOfTwoClusters();
        tell(unverified(A, 0), unverified(B, 0));

        assertThat(fields().path("unverifiedFiles").isInt()).isTrue();
        assertThat(fields().path("unverifiedFiles").asInt()).isZero();
        assertThat(condition("ArtifactReady").message()).isEqualTo("2 of 2 clusters");
    }

    @Test
    void whatAnEarlierReleaseStagedIsNotKnownToBeCompared() {
        tellOfTwoClusters();
        tell(unverified(A, null), unverified(B, null));

        assertThat(fields().has("unverifiedFiles")).isFalse();
        assertThat(on(A).has("unverifiedFiles")).isFalse();
        assertThat(condition("ArtifactReady").message()).isEqualTo("2 of 2 clusters");
    }

    @Test
    void noneIsNotSaidWhileOneClusterDoesNotKnow() {
        tellOfTwoClusters();
        tell(unverified(A, 0), unverified(B, null));

        assertThat(fields().has("unverifiedFiles")).isFalse();
        assertThat(on(A).path("unverifiedFiles").isInt()).isTrue();
        assertThat(on(B).has("unverifiedFiles")).isFalse();
        assertThat(condition("ArtifactReady").message()).isEqualTo("2 of 2 clusters");
    }

    @Test
    void someAreSaidThoughAnotherClusterDoesNotKnow() {
        tellOfTwoClusters();
        tell(unverified(A, null), unverified(B, 2));

        assertThat(fields().path("unverifiedFiles").asInt()).isEqualTo(2);
        assertThat(condition("ArtifactReady").message())
                .isEqualTo(
                        "2 of 2 clusters; 2 of 5 files had no checksum at the source to compare"
                                + " with");
    }

    @Test
    void nobodyAskedForItToBeReadAgain() {
        tellOfTwoClusters();
        tell(completed(A, 10), completed(B, 20));

        assertThat(find("Verified")).isEmpty();
    }

    @Test
    void whatIsAsItWasPublishedIsVerified() {
        tellOfTwoClusters();
        tell(completed(A, 10), completed(B, 20), found(A, 0, null), found(B, 0, null));

        assertThat(condition("Verified").status()).isEqualTo(True);
        assertThat(condition("Verified").message()).isEqualTo("as published on 2 clusters");
        assertThat(on(A).path("verifiedAt").asText()).isEqualTo(at(60).toString());
        assertThat(condition("Ready").status()).isEqualTo(True);
    }

    @Test
    void aCorruptFileIsNamedAndIsNotReady() {
        tellOfTwoClusters();
        tell(completed(A, 10), completed(B, 20), found(A, 0, null));
        tell(
                found(B, 3, "CorruptFile", "model.safetensors", "config.json"),
                new CacheVerificationStarted(cache(1), B, "now", true, at(61)));

        var verified = condition("Verified");
        assertThat(verified.status()).isEqualTo(False);
        assertThat(verified.reason()).isEqualTo("CorruptFile");
        assertThat(verified.message())
                .isEqualTo("b: model.safetensors, config.json and 1 more; being fetched again");
        assertThat(condition("Ready").reason()).isEqualTo("CorruptFile");
        assertThat(on(B).path("corruptFiles").asInt()).isEqualTo(3);
    }

    @Test
    void beingLookedAtAndNotBeingReadableDoNotMakeItUnready() {
        tellOfTwoClusters();
        tell(completed(A, 10), completed(B, 20));
        tell(new CacheVerificationStarted(cache(1), A, "now", false, at(50)));
        assertThat(condition("Verified").reason()).isEqualTo("Verifying");
        assertThat(condition("Ready").status()).isEqualTo(True);

        tell(found(A, 0, "PermissionDenied"));

        assertThat(condition("Verified").status()).isEqualTo(Unknown);
        assertThat(condition("Verified").message()).isEqualTo("a: PermissionDenied: words");
        assertThat(condition("Ready").status()).isEqualTo(True);
    }

    @Test
    void anAdoptedClaimThatWasLookedAtHasADigest() {
        tellOfTwoClusters();
        tell(
                new ClaimAdopted(cache(1), A, 1, "mine", at(5), "sha256:x", "rev", 7L, 2),
                new ClaimAdopted(cache(1), B, 1, "mine", at(5)));

        assertThat(condition("ArtifactReady").reason()).isEqualTo("BYOPVC");
        assertThat(fields().path("resolvedDigest").asText()).isEqualTo("sha256:x");
        assertThat(fields().path("bytesStaged").asText()).isEqualTo("7");
        assertThat(fields().has("lastHydratedAt")).isFalse();
        assertThat(on(A).path("digest").asText()).isEqualTo("sha256:x");
        assertThat(on(B).has("digest")).isFalse();
    }

    @Test
    void rateAndEstimateComeInCoarseSteps() {
        tellOfTwoClusters();
        tell(started(A, 5), progressed(A, 100L << 20, 1000L << 20, 10_000_000, 10, 2));

        assertThat(on(A).path("bytesPerSecond").asLong()).isEqualTo(1 << 23);
        // 900 MiB at 10 MB/s from second 10 on: 94 s, so at 01:44.
        assertThat(on(A).path("eta").asText()).isEqualTo("2026-01-02T03:02:00Z");
        assertThat(on(A).path("throttled").asInt()).isEqualTo(2);
        assertThat(fields().path("summary").has("eta")).as("b has not begun").isFalse();
        var before = fields().toString();
        tell(progressed(A, 120L << 20, 1000L << 20, 10_500_000, 12, 2));
        assertThat(fields().toString()).isEqualTo(before);
    }

    @Test
    void howOftenAFailedAttemptWasThrottledIsShown() {
        tellOfTwoClusters();
        tell(
                new HydrationFailed(
                        cache(1),
                        A,
                        1,
                        "Transfer",
                        "RateLimited",
                        "429",
                        at(90),
                        at(9),
                        null,
                        null,
                        7));

        assertThat(on(A).path("throttled").asInt()).isEqualTo(7);
    }

    @Test
    void aLargeFleetFitsIntoAStatus() {
        var names =
                IntStream.range(0, 300)
                        .mapToObj(i -> new ClusterName("cluster-%03d".formatted(i)))
                        .toArray(ClusterName[]::new);
        tell(requested(1, 0), supported(1, 1), matched(1, 2, names));
        for (int i = 0; i < names.length; i++) {
            tell(i < 250 ? completed(names[i], 10) : started(names[i], 10));
            tell(used("user-" + i, names[i]));
        }

        assertThat(fields().path("clusters")).hasSize(100);
        assertThat(fields().at("/clusters/0/name").asText()).as("not ready first").contains("250");
        assertThat(fields().at("/summary/ready").asText()).isEqualTo("250/300");
        assertThat(fields().path("references")).hasSize(100);
        assertThat(condition("ArtifactReady").message()).endsWith("280 more").hasSizeLessThan(1000);
    }

    private static CacheUseGranted used(String deployment, ClusterName cluster) {
        var user =
                new Subject(
                        new ResourceRef("ModelDeployment", "ml-team", deployment),
                        new Uid(deployment),
                        1);
        return new CacheUseGranted(
                cache(1), user, cluster, "sha256:d", "claim", "sha256-d", "/mnt/models", at(9));
    }
}
