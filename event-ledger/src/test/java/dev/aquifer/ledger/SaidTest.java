package dev.aquifer.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.aquifer.events.CacheEvent.SourcePinned;
import dev.aquifer.events.CacheEvent.SourceSupported;
import dev.aquifer.events.CacheEvent.SourceUnimplemented;
import dev.aquifer.events.ClusterEvent.ClusterSessionRenewed;
import dev.aquifer.events.Event;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Slot;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Topic;
import dev.aquifer.events.Uid;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Only what changed is said, whoever says it, and since it began. */
class SaidTest {
    private static final Instant EARLY = Scene.TIME;
    private static final Instant LATE = EARLY.plusSeconds(60);
    private static final int WRITERS = 8;
    private static final int SAYINGS = 40;
    private static final int CACHES = 3;

    private final Scene scene = new Scene();
    private final EventLedger ledger = scene.ledger();

    @AfterEach
    void close() {
        scene.close();
    }

    private void inTransaction(Consumer<Said> body) {
        inTransaction(ledger, body);
    }

    private static void inTransaction(EventLedger ledger, Consumer<Said> body) {
        ledger.inTransaction(
                Cause.continuing("timer"),
                tx -> {
                    body.accept(new Said(tx, tx.cause()));
                    return tx;
                });
    }

    private void say(Event event) {
        inTransaction(said -> said.say(Topic.CACHES, event));
    }

    private List<Event> published(Topic topic) {
        await().untilAsserted(() -> assertThat(scene.outboxRows()).isZero());
        return scene.published(topic).stream()
                .filter(Received.Fact.class::isInstance)
                .map(received -> ((Received.Fact) received).event())
                .toList();
    }

    private SourcePinned pinned(long generation, String revision, Instant since) {
        return new SourcePinned(scene.cache("gemma", generation), revision, since);
    }

    private SourceUnimplemented unimplemented(String message, Instant since) {
        return new SourceUnimplemented(scene.cache("gemma", 1), "oci", message, since);
    }

    @Test
    void theSameAgainIsNotSaid() {
        say(pinned(1, "a", EARLY));
        say(pinned(1, "a", LATE));

        assertThat(published(Topic.CACHES)).containsExactly(pinned(1, "a", EARLY));
    }

    @Test
    void theSameOfAnotherEditIsSaidAndKeepsItsBeginning() {
        say(pinned(1, "a", EARLY));
        say(pinned(2, "a", LATE));
        say(pinned(2, "b", LATE));

        assertThat(published(Topic.CACHES))
                .containsExactly(
                        pinned(1, "a", EARLY), pinned(2, "a", EARLY), pinned(2, "b", LATE));
    }

    @Test
    void otherWordsKeepTheBeginning() {
        say(unimplemented("by one", EARLY));
        say(unimplemented("by two", LATE));

        assertThat(published(Topic.CACHES))
                .containsExactly(unimplemented("by one", EARLY), unimplemented("by two", EARLY));
    }

    @Test
    void anotherLifeOfTheNameIsNews() {
        var reborn = new Subject(scene.cache("gemma", 1).resource(), new Uid("another"), 1);
        say(pinned(1, "a", EARLY));
        say(new SourcePinned(reborn, "a", LATE));

        assertThat(published(Topic.CACHES))
                .containsExactly(pinned(1, "a", EARLY), new SourcePinned(reborn, "a", LATE));
    }

    @Test
    void whatIsSaidTwiceInOneTransactionIsComparedToo() {
        inTransaction(
                said -> {
                    said.say(Topic.CACHES, pinned(1, "a", EARLY));
                    said.say(Topic.CACHES, pinned(1, "a", LATE));
                });

        assertThat(published(Topic.CACHES)).containsExactly(pinned(1, "a", EARLY));
    }

    @Test
    void whatWasRolledBackWasNotSaid() {
        assertThatThrownBy(
                        () ->
                                inTransaction(
                                        said -> {
                                            said.say(Topic.CACHES, pinned(1, "a", EARLY));
                                            throw new IllegalStateException("no");
                                        }))
                .hasMessage("no");
        say(pinned(1, "a", LATE));

        assertThat(published(Topic.CACHES)).containsExactly(pinned(1, "a", LATE));
    }

    @Test
    void whatWasPublishedWithoutAskingIsRememberedToo() {
        ledger.inTransaction(
                Cause.continuing("timer"),
                tx -> {
                    tx.publish(Topic.CACHES, pinned(1, "a", EARLY));
                    return tx;
                });
        say(pinned(1, "a", LATE));

        assertThat(published(Topic.CACHES)).containsExactly(pinned(1, "a", EARLY));
    }

    @Test
    void aRequestIsNotRepeatedForAnEditThatLeavesItAlone() {
        for (var asked :
                List.of(pinned(1, "a", EARLY), pinned(2, "a", LATE), pinned(3, "b", LATE))) {
            inTransaction(said -> said.ask(Topic.CACHES, asked));
        }

        assertThat(published(Topic.CACHES))
                .containsExactly(pinned(1, "a", EARLY), pinned(3, "b", LATE));
    }

    @Test
    void aSignOfLifeIsSaidEachTimeWithTheBeginningOfItsSession() {
        var cluster =
                new Subject(new ResourceRef("ModelCache", scene.service, "c"), new Uid("u"), 1);
        for (int beat = 0; beat < 3; beat++) {
            var at = EARLY.plusSeconds(beat);
            var session = beat < 2 ? 7 : 8;
            var renewed = new ClusterSessionRenewed(cluster, session, at, at);
            inTransaction(said -> said.repeat(Topic.CLUSTERS, renewed, "session"));
        }

        assertThat(published(Topic.CLUSTERS))
                .extracting(Event::since)
                .containsExactly(EARLY, EARLY, EARLY.plusSeconds(2));
    }

    @Test
    void whatIsTakenBackIsGoneAndNothingElse() {
        var resource = scene.cache("gemma", 1).resource();
        say(pinned(1, "a", EARLY));
        say(new SourceSupported(scene.cache("gemma", 1), "http", EARLY));
        say(new SourcePinned(scene.cache("gemma2", 1), "a", EARLY));

        inTransaction(
                said -> {
                    said.unsay(Topic.CACHES, Slot.of(resource, "never", "said"));
                    said.unsayAll(Topic.CACHES, resource, "pi");
                    said.unsayAll(Topic.CACHES, resource, "pi");
                });
        say(pinned(1, "a", LATE));

        // Once more after it was taken back; resources in other partitions have no order with it.
        assertThat(published(Topic.CACHES))
                .containsSubsequence(pinned(1, "a", EARLY), pinned(1, "a", LATE))
                .hasSize(4);
        assertThat(scene.published(Topic.CACHES).stream().filter(Received.Gone.class::isInstance))
                .extracting(gone -> ((Received.Gone) gone).key())
                .containsExactly(pinned(1, "a", EARLY).slot().toString());
    }

    @Test
    void manyWritersSayEachChangeOnce() throws Exception {
        var replicas = List.of(ledger, scene.ledger());
        try (var writers = Executors.newFixedThreadPool(WRITERS)) {
            var tasks = new ArrayList<Callable<Void>>();
            for (int writer = 0; writer < WRITERS; writer++) {
                var random = new Random(writer);
                var replica = replicas.get(writer % 2);
                tasks.add(
                        () -> {
                            for (int i = 0; i < SAYINGS; i++) {
                                sayAnything(replica, random);
                            }
                            return null;
                        });
            }
            for (var done : writers.invokeAll(tasks)) {
                done.get();
            }
        }
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(scene.outboxRows()).isZero());

        var last = new HashMap<String, SourcePinned>();
        for (var event : published(Topic.CACHES)) {
            var pinned = (SourcePinned) event;
            var before = last.put(pinned.slot().toString(), pinned);
            assertThat(before == null || !before.revision().equals(pinned.revision())).isTrue();
        }
        // Each slot ends with what its last writer saw: saying it again is no news.
        int said = scene.published(Topic.CACHES).size();
        last.values().forEach(this::say);
        assertThat(published(Topic.CACHES)).hasSize(said);
        assertThat(last).hasSize(CACHES);
    }

    private void sayAnything(EventLedger replica, Random random) {
        var cache = scene.cache("c" + random.nextInt(CACHES), 1);
        var revision = "r" + random.nextInt(3);
        replica.inTransaction(
                Cause.continuing("writer"),
                tx -> {
                    new Said(tx, tx.cause())
                            .say(Topic.CACHES, new SourcePinned(cache, revision, tx.now()));
                    return tx;
                });
    }
}
