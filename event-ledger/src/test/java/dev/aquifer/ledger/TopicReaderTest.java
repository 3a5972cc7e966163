package dev.aquifer.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.aquifer.events.Topic;
import dev.aquifer.events.wire.EventCodec;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reading and publishing without a database. */
class TopicReaderTest {
    private final Scene scene = new Scene();
    private final List<Received> received = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        scene.close();
    }

    private TopicReader reader(TopicReader.Builder builder) {
        var reader =
                builder.build(
                        batch ->
                                batch.stream()
                                        .filter(r -> r.toString().contains(scene.service))
                                        .forEach(received::add));
        scene.atEnd(reader::close);
        reader.start();
        return reader;
    }

    private TopicReader.Builder desired() {
        return TopicReader.of(scene.kafka(), Topic.DESIRED);
    }

    @Test
    void readsAllAndSaysWhenItHasCaughtUp() throws Exception {
        scene.want("gemma", 1);
        scene.want("gemma", 2);
        scene.want("llama", 1);

        var reader = reader(desired());

        reader.caughtUp().get(10, TimeUnit.SECONDS);
        assertThat(received).hasSize(3);
        assertThat(reader.lag()).isZero();
        scene.want("llama", 2);
        await().untilAsserted(() -> assertThat(received).hasSize(4));
        assertThat(reader.health().running()).isTrue();
    }

    @Test
    void repeatsAndLateComersAreNotHandedOver() throws Exception {
        scene.want("gemma", 2);
        scene.want("gemma", 1);
        scene.want("gemma", 2);
        scene.want("gemma", 3);

        reader(desired()).caughtUp().get(10, TimeUnit.SECONDS);

        assertThat(received)
                .extracting(r -> ((Received.Fact) r).meta().sequence())
                .containsExactly(2L, 3L);
    }

    @Test
    void goesOnWhereItsPositionsSay() throws Exception {
        scene.want("gemma", 1);
        var first = reader(desired());
        first.caughtUp().get(10, TimeUnit.SECONDS);
        var positions = first.positions();
        first.close();
        scene.want("gemma", 2);

        reader(desired().from(positions)).caughtUp().get(10, TimeUnit.SECONDS);

        assertThat(received).hasSize(2);
    }

    @Test
    void aBatchComesAgainUntilItsHandlerTakesIt() {
        var attempts = new AtomicInteger();
        scene.want("gemma", 1);
        var reader =
                desired()
                        .build(
                                batch -> {
                                    if (attempts.incrementAndGet() < 3) {
                                        throw new IllegalStateException("not yet");
                                    }
                                    received.addAll(batch);
                                });
        scene.atEnd(reader::close);
        reader.start();

        await().untilAsserted(() -> assertThat(received).isNotEmpty());
        assertThat(attempts.get()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void aBatchComesAgainAfterErrorsToo() {
        var errors =
                new ArrayDeque<>(
                        List.of(new AssertionError("not yet"), new Error("of no kind we know")));
        scene.want("gemma", 1);
        var reader =
                desired()
                        .build(
                                batch -> {
                                    var next = errors.poll();
                                    if (next != null) {
                                        throw next;
                                    }
                                    received.addAll(batch);
                                });
        scene.atEnd(reader::close);
        reader.start();

        await().untilAsserted(
                        () -> assertThat(received).anyMatch(r -> r.toString().contains("gemma")));
    }

    @Test
    void aTransactionThatFailsIsNeverRead() throws Exception {
        var id = "publisher-" + scene.service;
        try (var publisher = EventPublisher.fencing(scene.kafka(), new EventCodec(), id)) {
            assertThatThrownBy(
                            () ->
                                    publisher.transactionally(
                                            () -> {
                                                publish(publisher, 1);
                                                throw new IllegalStateException("no");
                                            }))
                    .hasMessage("no");
            publisher.transactionally(() -> publish(publisher, 2));
        }

        reader(desired()).caughtUp().get(10, TimeUnit.SECONDS);

        assertThat(received)
                .extracting(r -> ((Received.Fact) r).meta().sequence())
                .containsExactly(2L);
    }

    @Test
    void whoTakesOverDeposesTheOneBefore() {
        var id = "publisher-" + scene.service;
        try (var before = EventPublisher.fencing(scene.kafka(), new EventCodec(), id)) {
            before.transactionally(() -> publish(before, 1));
            try (var after = EventPublisher.fencing(scene.kafka(), new EventCodec(), id)) {
                assertThatThrownBy(() -> before.transactionally(() -> publish(before, 2)))
                        .isInstanceOf(PublisherFenced.class);
                after.transactionally(() -> publish(after, 3));
            }
        }
    }

    private void publish(EventPublisher publisher, long generation) {
        var sent = publisher.publish(Topic.DESIRED, scene.wanted("gemma", generation));
        assertThat(sent).isNotNull();
    }
}
