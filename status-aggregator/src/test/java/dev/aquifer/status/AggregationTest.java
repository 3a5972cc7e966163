package dev.aquifer.status;

import static dev.aquifer.status.fold.ServingStory.SERVICE;
import static dev.aquifer.status.fold.Story.CACHE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.aquifer.events.Topic;
import dev.aquifer.ledger.LedgerHealth;
import dev.aquifer.status.fold.WholeStory;
import dev.aquifer.status.history.StateThen;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AggregationTest {
    private static final List<Topic> READ =
            List.of(
                    Topic.DESIRED,
                    Topic.CACHES,
                    Topic.CLUSTERS,
                    Topic.DEPLOYMENTS,
                    Topic.MEASUREMENTS,
                    Topic.CONDITIONS);

    private final Stage stage = new Stage();

    @BeforeAll
    static void patience() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
    }

    @AfterEach
    void close() {
        stage.close();
    }

    /** Until the whole story is told: all that is said of it from then on is a repetition. */
    private void awaitServing() {
        await().untilAsserted(
                        () -> {
                            assertThat(stage.aggregation().caughtUp()).isTrue();
                            assertThat(stage.changes(SERVICE))
                                    .endsWith("RoutingReady RouteConfigured");
                            assertThat(stage.changes(CACHE)).contains("ArtifactReady Stalled");
                        });
        for (var resource : List.of(CACHE, SERVICE)) {
            var end = stage.folded(resource, WholeStory.facts()).toString();
            await().untilAsserted(() -> assertThat(stage.statuses(resource)).endsWith(end));
        }
    }

    @Test
    void aRestartSaysNothingAnewAndEndsInTheSameWordsByteForByte() {
        stage.started();
        stage.tell(WholeStory.facts());
        awaitServing();
        var statuses = stage.statuses(CACHE);
        var changes = stage.changes(CACHE);

        stage.restart();
        await().until(() -> stage.aggregation().caughtUp());

        assertThat(stage.statuses(CACHE)).isEqualTo(statuses);
        assertThat(stage.changes(CACHE)).isEqualTo(changes);
    }

    @Test
    void aRestartInTheMiddleEndsInTheWordsOfOneWithout() {
        var facts = WholeStory.facts();
        stage.started();
        stage.tell(facts.subList(0, 20));
        await().until(() -> !stage.statuses(CACHE).isEmpty());
        stage.end();
        stage.tell(facts.subList(20, facts.size()));
        stage.restart();
        awaitServing();

        try (var other = new Stage().started()) {
            other.tell(facts);
            await().untilAsserted(
                            () ->
                                    assertThat(other.statuses(CACHE).getLast())
                                            .isEqualTo(stage.statuses(CACHE).getLast()));
            await().untilAsserted(
                            () ->
                                    assertThat(other.statuses(SERVICE).getLast())
                                            .isEqualTo(stage.statuses(SERVICE).getLast()));
        }
    }

    @Test
    void whatWasDeletedKeepsItsHistory() throws Exception {
        stage.started();
        stage.tell(WholeStory.facts());
        awaitServing();
        var before = Clock.systemUTC().instant();

        stage.send(Topic.DESIRED, CACHE.toString(), Map.of(), "");

        await().untilAsserted(() -> assertThat(stage.changes(CACHE)).endsWith("gone"));
        assertThat(stage.aggregation().why(CACHE)).isEmpty();
        assertThat(stage.aggregation().history().named("ModelCache", "qwen"))
                .containsExactly(CACHE);
        assertThat(stage.history(CACHE).at(before)).isInstanceOf(StateThen.There.class);
        assertThat(stage.history(CACHE).at(Clock.systemUTC().instant()))
                .isInstanceOf(StateThen.NotThere.class);
    }

    @Test
    void aLostTopicOfStatusesIsFilledAgainWhileItRuns() throws Exception {
        stage.started();
        stage.tell(WholeStory.facts());
        awaitServing();
        var last = stage.statuses(CACHE).getLast();
        var changes = stage.changes(CACHE);

        stage.makeAnew(Topic.CONDITIONS);

        await().untilAsserted(() -> assertThat(stage.statuses(CACHE)).contains(last));
        await().untilAsserted(() -> assertThat(stage.statuses(SERVICE)).isNotEmpty());
        assertThat(stage.changes(CACHE)).isEqualTo(changes);
    }

    @Test
    void aLostTopicOfStatusesIsFilledAgainAtTheNextStart() throws Exception {
        stage.started();
        stage.tell(WholeStory.facts());
        awaitServing();
        var last = stage.statuses(CACHE).getLast();
        var changes = stage.changes(CACHE);
        stage.end();
        stage.makeAnew(Topic.CONDITIONS);

        stage.restart();

        await().untilAsserted(() -> assertThat(stage.statuses(CACHE)).containsExactly(last));
        assertThat(stage.changes(CACHE)).isEqualTo(changes);
    }

    @Test
    void anOldWordOfAnotherAggregatorDoesNotLast() {
        stage.started();
        stage.tell(WholeStory.facts());
        awaitServing();
        var last = stage.statuses(CACHE).getLast();
        int said = stage.statuses(CACHE).size();
        var changes = stage.changes(CACHE);

        stage.sayAgain(CACHE, WholeStory.facts().subList(0, 20));

        await().untilAsserted(() -> assertThat(stage.statuses(CACHE)).hasSize(said + 2));
        assertThat(stage.statuses(CACHE).getLast()).isEqualTo(last);
        assertThat(stage.changes(CACHE)).isEqualTo(changes);
    }

    @Test
    void aBrokerThatGoesIsWaitedForAndNothingIsLost() {
        var facts = WholeStory.facts();
        stage.started();
        stage.tell(facts.subList(0, 20));
        await().until(() -> !stage.statuses(CACHE).isEmpty());

        stage.broker.goAway();
        stage.broker.comeBack();
        stage.tell(facts.subList(20, facts.size()));

        awaitServing();
    }

    @Test
    void recordsThatNobodyCanReadAreNoHindranceOnAnyTopic() throws Exception {
        for (var topic : READ) {
            sendStrangers(topic);
        }
        stage.started();
        for (var topic : READ) {
            sendStrangers(topic);
        }

        stage.tell(WholeStory.facts());

        awaitServing();
        assertThat(stage.aggregation().health().running()).isTrue();
        // Two partitions, three that cannot be read, sent twice; a restart buries none again.
        await().untilAsserted(() -> assertThat(stage.buried()).hasSize(12));
        stage.restart();
        awaitServing();
        assertThat(stage.buried())
                .hasSize(12)
                .doesNotHaveDuplicates()
                .allSatisfy(place -> assertThat(place).startsWith("aquifer.measurements-"));
    }

    private void sendStrangers(Topic topic) throws Exception {
        var known = Map.of("ce_id", "1", "ce_source", "/x", "ce_specversion", "1.0");
        stage.send(topic, "no key of ours", Map.of(), "no JSON");
        stage.send(topic, CACHE.toString(), known, "{}");
        stage.send(
                topic, CACHE + "/x", headers("aquifer.cache.HydrationStarted.v1", ""), "{\"a\":");
        stage.send(topic, CACHE + "/y", headers("aquifer.cache.FromTheFuture.v7", ""), "{}");
        stage.send(topic, "x", Map.of(), "");
        stage.send(topic, "Kind/No Namespace/NAME", Map.of(), "");
    }

    @Test
    void whatRequiresMoreThanWeKnowStopsItsPartitionAndIsReported() throws Exception {
        stage.started();
        await().until(() -> stage.aggregation().caughtUp());
        stage.tell(WholeStory.facts());
        awaitServing();

        for (var topic : READ) {
            stage.send(topic, CACHE + "/z", headers("aquifer.cache.Newer.v1", "newer"), "{}");
        }

        await().untilAsserted(
                        () ->
                                assertThat(stage.aggregation().health().state())
                                        .isEqualTo(LedgerHealth.State.UPGRADE_REQUIRED));
        assertThat(stage.aggregation().reading()).contains("newer");
        assertThat(stage.aggregation().why(SERVICE)).isPresent();
    }

    @Test
    void nothingIsSaidOnHalfOfTheFactsWhenANewerReleaseIsNeededToReadTheRest() throws Exception {
        stage.tell(WholeStory.facts());
        stage.send(
                Topic.CACHES,
                CACHE + "/z",
                headers("aquifer.cache.HydrationStarted.v1", "newer"),
                "{}");
        stage.started();

        await().untilAsserted(
                        () ->
                                assertThat(stage.aggregation().health().state())
                                        .isEqualTo(LedgerHealth.State.UPGRADE_REQUIRED));

        assertThat(stage.aggregation().caughtUp()).isFalse();
        assertThat(stage.statuses(SERVICE)).isEqualTo(List.of());
    }

    /** A clock that breaks what asks it in the thread of the timer, once it is told to; once. */
    private static final class BreakingClock extends Clock {
        private volatile @Nullable Supplier<Error> breaking;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            var with = breaking;
            if (with != null && Thread.currentThread().getName().equals("silence")) {
                breaking = null;
                throw with.get();
            }
            return Clock.systemUTC().instant();
        }
    }

    private static void awaitItsEnd(Aggregation aggregation) {
        await().untilAsserted(() -> assertThat(aggregation.alive()).isFalse());
        assertThat(aggregation.health().running()).isFalse();
        assertThat(aggregation.reading()).contains("AssertionError: broken");
    }

    @Test
    void aFaultAtItsBeginIsNoSilence() {
        var clock = new BreakingClock();
        clock.breaking = () -> new AssertionError("broken");
        try (var broken = new Stage(clock).started()) {
            awaitItsEnd(broken.aggregation());
        }
    }

    @Test
    void anErrorInTheTimerIsNoSilence() {
        var clock = new BreakingClock();
        try (var broken = new Stage(clock).started()) {
            await().until(() -> broken.aggregation().caughtUp());
            assertThat(broken.aggregation().alive()).isTrue();

            clock.breaking = () -> new AssertionError("broken");

            awaitItsEnd(broken.aggregation());
        }
    }

    private static Map<String, String> headers(String type, String requires) {
        return Map.of(
                "ce_specversion", "1.0",
                "ce_id", "x",
                "ce_source", "/elsewhere",
                "ce_time", "2026-01-01T00:00:00Z",
                "ce_type", type,
                "ce_subject", CACHE.toString(),
                "ce_correlationid", "c",
                "ce_sequence", "999",
                "ce_requires", requires);
    }
}
