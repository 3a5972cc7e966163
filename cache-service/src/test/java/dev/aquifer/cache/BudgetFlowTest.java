package dev.aquifer.cache;

import static dev.aquifer.cache.PlayedFleet.TIME;
import static dev.aquifer.cache.PlayedFleet.cluster;
import static dev.aquifer.cache.PlayedFleet.http;
import static dev.aquifer.cache.PlayedFleet.observed;
import static dev.aquifer.cache.PlayedFleet.planned;
import static dev.aquifer.cache.PlayedFleet.throttled;
import static dev.aquifer.cache.RehearsedCache.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.events.CacheEvent.HydrationRequested;
import dev.aquifer.events.CacheEvent.HydrationWaiting;
import dev.aquifer.events.CacheEvent.StreamsGranted;
import dev.aquifer.events.ClusterEvent.ClusterUnreachable;
import dev.aquifer.events.ObservationEvent.Readiness;
import dev.aquifer.events.PodState;
import dev.aquifer.events.WorkEvent.WorkRequested;
import dev.aquifer.events.spec.ModelCacheSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several caches and clusters share what one origin gives to one credential. */
class BudgetFlowTest {
    private static final Rehearsal SERVICE = Rehearsal.pausing();
    private final RehearsedCache one = RehearsedCache.of(SERVICE, "one");
    private final RehearsedCache two = RehearsedCache.of(SERVICE, "two");
    private final RehearsedCache three = RehearsedCache.of(SERVICE, "three");

    @BeforeEach
    void fleet() {
        SERVICE.forgetEverything();
        RehearsedCache.fleet(SERVICE, "c1");
    }

    private static ModelCacheSpec from(String path) {
        return http("https://models.example/" + path, Map.of());
    }

    private static int streams(WorkRequested job) {
        return request(job).at("/policy/maxStreams").asInt();
    }

    private void all() {
        one.want(from("one"));
        two.want(from("two"));
        three.want(from("three"));
    }

    @Test
    void whoGetsNoneWaitsAndSaysForWhom() {
        all();

        assertThat(streams(one.job("c1"))).isEqualTo(8);
        assertThat(streams(two.job("c1"))).isEqualTo(8);
        var waiting = three.hydration("c1", HydrationWaiting.class);
        assertThat(waiting.reason()).isEqualTo("WaitingForBudget");
        assertThat(waiting.message())
                .isEqualTo(
                        "the budget of 16 streams to models.example is used by"
                                + " ModelCache/ml/one on c1 (8), ModelCache/ml/two on c1 (8)");
        assertThat(one.fact("budget/c1", StreamsGranted.class))
                .hasValueSatisfying(
                        grant -> {
                            assertThat(grant.origin()).isEqualTo("models.example");
                            assertThat(grant.credential()).isEmpty();
                            assertThat(grant.streams()).isEqualTo(8);
                            assertThat(grant.budget()).isEqualTo(16);
                            assertThat(grant.attempt()).isEqualTo(1);
                        });
    }

    @Test
    void whatIsFreeGoesToWhoWaits() {
        all();

        one.staged("c1", "d1");
        SERVICE.pass(Duration.ZERO);

        assertThat(streams(three.job("c1"))).isEqualTo(8);
        assertThat(one.fact("budget/c1", StreamsGranted.class)).isEmpty();
        assertThat(three.fact("budget/c1", StreamsGranted.class)).isPresent();
        two.staged("c1", "d2");
        three.staged("c1", "d3");
        SERVICE.pass(Duration.ZERO);
        assertThat(SERVICE.tables()).noneMatch(row -> row.startsWith("cache.streams"));
    }

    @Test
    void anOriginThatThrottlesGetsLessAndAfterSuccessMoreAgain() {
        one.want(from("one"));
        var job = one.job("c1");
        one.reports(
                job,
                Readiness.READY,
                PlayedFleet.completed(1, "etag:1").replace("}", ",\"throttled\":5}"));

        two.want(from("two"));
        three.want(from("three"));

        assertThat(streams(two.job("c1"))).isEqualTo(8);
        assertThat(three.waits("c1")).isEqualTo("WaitingForBudget");
        two.staged("c1", "d2");
        SERVICE.pass(Duration.ZERO);
        assertThat(three.fact("budget/c1", StreamsGranted.class))
                .hasValueSatisfying(grant -> assertThat(grant.budget()).isEqualTo(9));
    }

    /** Those that begin while others are being told to slow down would be told, too. */
    @Test
    void anAttemptThatIsToldToSlowDownLeavesLessForThoseThatBeginMeanwhile() {
        one.want(from("one"));
        var job = one.job("c1");

        SERVICE.handle(throttled(job));
        SERVICE.handle(throttled(job));

        assertThat(one.fact("budget/c1", StreamsGranted.class))
                .hasValueSatisfying(
                        grant -> {
                            assertThat(grant.budget()).isEqualTo(8);
                            assertThat(grant.streams()).isEqualTo(8);
                        });
        two.want(from("two"));
        assertThat(two.waits("c1")).isEqualTo("WaitingForBudget");
        one.reports(
                job,
                Readiness.READY,
                PlayedFleet.completed(1, "etag:1").replace("}", ",\"throttled\":5}"));
        SERVICE.pass(Duration.ZERO);
        assertThat(streams(two.job("c1"))).isEqualTo(8);
        assertThat(two.fact("budget/c1", StreamsGranted.class))
                .hasValueSatisfying(grant -> assertThat(grant.budget()).isEqualTo(8));
    }

    @Test
    void attemptsThatAreToldTogetherMakeItSmallerOnce() {
        one.want(from("one"));
        two.want(from("two"));

        SERVICE.handle(throttled(one.job("c1")));
        SERVICE.handle(throttled(two.job("c1")));
        one.staged("c1", "d1");
        two.staged("c1", "d2");
        three.want(from("three"));

        assertThat(three.fact("budget/c1", StreamsGranted.class))
                .hasValueSatisfying(grant -> assertThat(grant.budget()).isEqualTo(8));
    }

    /** Files that are fetched again come from the same origin. */
    @Test
    void aRepairWaitsForStreamsLikeAnyAttempt() {
        one.want(from("one"));
        one.staged("c1", "d1");
        one.want(1, from("one"), "now");
        two.want(from("two"));
        three.want(from("three"));
        var reading = one.upkeep("c1");
        one.reports(
                reading,
                Readiness.FAILED,
                """
                {"outcome":"failed","attempt":1,"phase":"Validation","code":"DigestMismatch",
                 "message":"no","detail":{"paths":["a"],"count":1}}""");
        SERVICE.pass(Duration.ofHours(1));
        assertThat(one.upkeep("c1").attempt()).isEqualTo(1);

        two.staged("c1", "d2");
        SERVICE.pass(Duration.ZERO);

        var repair = one.upkeep("c1");
        assertThat(request(repair).has("repair")).isTrue();
        assertThat(streams(repair)).isEqualTo(8);
        assertThat(one.fact("budget/c1", StreamsGranted.class))
                .hasValueSatisfying(grant -> assertThat(grant.attempt()).isEqualTo(2));
        two.want(2, from("other"), "");
        assertThat(two.waits("c1")).isEqualTo("WaitingForBudget");
        one.completes(repair, "etag:d1", "d1");
        assertThat(one.fact("budget/c1", StreamsGranted.class)).isEmpty();
        SERVICE.pass(Duration.ZERO);
        assertThat(two.hydration("c1", HydrationRequested.class).attempt()).isEqualTo(2);
    }

    @Test
    void aClusterThatDoesNotAnswerHoldsNobodyUp() {
        all();

        SERVICE.handle(new ClusterUnreachable(cluster("c1"), "no route", TIME, TIME));
        RehearsedCache.fleet(SERVICE, "c2");
        SERVICE.pass(Duration.ZERO);

        assertThat(three.work("c2", "hydration")).isPresent();
    }

    @Test
    void aWorkerWhoseNodeIsLostHoldsNobodyUp() {
        all();
        var lost =
                new PodState(
                        "p",
                        "u",
                        0,
                        "n1",
                        null,
                        "Running",
                        false,
                        0,
                        "NodeLost",
                        "node n1 is gone");

        SERVICE.handle(planned(one.job("c1"), "etag:1"));
        SERVICE.handle(observed(one.job("c1"), Readiness.PROGRESSING, "", List.of(lost)));
        SERVICE.pass(Duration.ZERO);

        assertThat(one.waits("c1")).isEqualTo("NodeLost");
        assertThat(three.work("c1", "hydration")).isPresent();
    }

    @Test
    void anAttemptThatGivesWayToAnotherClusterGivesBackWhatItHad() {
        RehearsedCache.fleet(SERVICE, "c2");
        one.want(from("one"));
        assertThat(streams(one.job("c1"))).isEqualTo(8);

        SERVICE.pass(Rehearsal.PATIENCE.start());

        assertThat(streams(one.job("c2"))).isEqualTo(8);
        assertThat(one.fact("budget/c1", StreamsGranted.class)).isEmpty();
    }

    @Test
    void anotherCredentialHasABudgetOfItsOwn() {
        all();
        var gated = RehearsedCache.of(SERVICE, "gated");
        var secret = new ModelCacheSpec.SecretKey("web", null);
        gated.want(
                PlayedFleet.spec(
                        new ModelCacheSpec.Source(
                                null,
                                null,
                                new ModelCacheSpec.Http("https://models.example:443/x", secret),
                                null,
                                null,
                                null),
                        Map.of()));

        assertThat(streams(gated.job("c1"))).isEqualTo(8);
        assertThat(gated.fact("budget/c1", StreamsGranted.class))
                .hasValueSatisfying(
                        grant -> {
                            assertThat(grant.origin()).isEqualTo("models.example");
                            assertThat(grant.credential()).isEqualTo("ml/web");
                        });
    }

    @Test
    void whatNeedsNoNetworkWaitsForNobody() {
        all();
        var inline = RehearsedCache.of(SERVICE, "inline");
        inline.want(
                PlayedFleet.spec(
                        new ModelCacheSpec.Source(
                                null,
                                null,
                                null,
                                null,
                                new ModelCacheSpec.Inline("hello", null),
                                null),
                        Map.of()));

        assertThat(request(inline.job("c1")).at("/policy").has("maxStreams")).isFalse();
    }

    @Test
    void aCacheThatIsEditedAwayOrDeletedGivesBackWhatItHad() {
        all();
        one.want(2, http("https://elsewhere.example/one", Map.of()), "");
        SERVICE.pass(Duration.ZERO);
        assertThat(streams(three.job("c1"))).isEqualTo(8);

        var four = RehearsedCache.of(SERVICE, "four");
        four.want(from("four"));
        assertThat(four.waits("c1")).isEqualTo("WaitingForBudget");
        SERVICE.handle(new dev.aquifer.events.DesiredEvent.CacheWithdrawn(two.subject(), TIME));
        SERVICE.pass(Duration.ZERO);
        assertThat(streams(four.job("c1"))).isEqualTo(8);
    }
}
