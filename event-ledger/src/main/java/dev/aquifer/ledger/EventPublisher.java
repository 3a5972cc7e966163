package dev.aquifer.ledger;

import dev.aquifer.events.Envelope;
import dev.aquifer.events.Event;
import dev.aquifer.events.EventMeta;
import dev.aquifer.events.Slot;
import dev.aquifer.events.Topic;
import dev.aquifer.events.wire.EventCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.jspecify.annotations.Nullable;

/**
 * Publishes events for those without a database, in the partitions that everybody uses. Threads may
 * share one, except within {@link #transactionally}.
 */
public final class EventPublisher implements AutoCloseable {
    /** What was published since the transaction began; of its one thread. */
    private final List<CompletableFuture<Void>> ofTransaction = new ArrayList<>();

    private final EventCodec codec;
    private final @Nullable String transactionalId;
    private final KafkaProducer<byte[], byte[]> producer;

    private EventPublisher(
            KafkaSettings kafka, EventCodec codec, @Nullable String transactionalId) {
        this.codec = codec;
        this.transactionalId = transactionalId;
        this.producer = KafkaConfig.producer(kafka, transactionalId);
    }

    /** Publishes each event by itself: at least once, in order for each partition. */
    public static EventPublisher open(KafkaSettings kafka, EventCodec codec) {
        return new EventPublisher(kafka, codec, null);
    }

    /**
     * Publishes in transactions, and deposes whoever did so with this id before. Waits some seconds
     * for the broker, and throws when it stays away.
     */
    public static EventPublisher fencing(
            KafkaSettings kafka, EventCodec codec, String transactionalId) {
        var publisher = new EventPublisher(kafka, codec, transactionalId);
        try {
            publisher.producer.initTransactions();
        } catch (RuntimeException e) {
            publisher.close();
            throw e;
        }
        return publisher;
    }

    /** Publishes; the future ends when the broker has it, or failed to take it. */
    public CompletableFuture<Void> publish(Topic topic, Envelope<? extends Event> envelope) {
        var record = codec.encode(topic, envelope);
        var headers = new ArrayList<WireHeader>();
        record.headers().forEach((name, text) -> headers.add(WireHeader.of(name, text)));
        return send(
                topic,
                envelope.event().slot(),
                headers,
                record.value().getBytes(StandardCharsets.UTF_8));
    }

    /** Publishes that the slot's fact is no more; the meta says who says so, and when. */
    public CompletableFuture<Void> publishTombstone(Topic topic, Slot slot, EventMeta meta) {
        var headers = Tombstones.headers(meta);
        headers.add(WireHeader.of("ce_id", meta.id()));
        headers.add(WireHeader.of("ce_sequence", Long.toString(meta.sequence())));
        return send(topic, slot, headers, null);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback ends the one that is returned
    private CompletableFuture<Void> send(
            Topic topic, Slot slot, List<WireHeader> headers, byte @Nullable [] value) {
        var sent = new CompletableFuture<Void>();
        if (transactionalId != null) {
            ofTransaction.add(sent);
        }
        try {
            int count = producer.partitionsFor(topic.topicName()).size();
            var key = slot.toString();
            var outgoing =
                    new Outgoing(
                            topic.topicName(),
                            slot.partition(),
                            key,
                            key.getBytes(StandardCharsets.UTF_8),
                            headers,
                            value);
            producer.send(
                    outgoing.placed(count),
                    (_, failure) -> {
                        if (failure == null) {
                            sent.complete(null);
                        } else {
                            sent.completeExceptionally(translated(failure));
                        }
                    });
        } catch (KafkaException e) {
            sent.completeExceptionally(translated(e));
        }
        return sent;
    }

    /**
     * What the body publishes becomes visible together, or not at all when this throws: {@link
     * PublisherFenced} when another took over, the body's own exception, or the broker's. After any
     * but the body's own, close this publisher; who still may publish opens another. Only for a
     * {@link #fencing} publisher, and from one thread.
     */
    public void transactionally(Runnable body) {
        if (transactionalId == null) {
            throw new IllegalStateException("opened without transactions");
        }
        ofTransaction.clear();
        try {
            producer.beginTransaction();
            try {
                body.run();
                requireAllSent();
            } catch (RuntimeException e) {
                producer.abortTransaction();
                throw e;
            }
            producer.commitTransaction();
        } catch (KafkaException e) {
            throw translated(e);
        } finally {
            ofTransaction.clear();
        }
    }

    /** A record that failed before the client took it would leave the transaction without it. */
    private void requireAllSent() {
        producer.flush();
        for (var sent : ofTransaction) {
            try {
                sent.join();
            } catch (CompletionException e) {
                throw e.getCause() instanceof RuntimeException cause ? cause : e;
            }
        }
    }

    private RuntimeException translated(Exception failure) {
        if (transactionalId != null
                && (failure instanceof ProducerFencedException
                        || failure instanceof InvalidProducerEpochException
                        || failure.getCause() instanceof ProducerFencedException
                        || failure.getCause() instanceof InvalidProducerEpochException)) {
            return new PublisherFenced(transactionalId, failure);
        }
        return failure instanceof RuntimeException runtime
                ? runtime
                : new IllegalStateException(failure);
    }

    /** Waits a second for what is on its way. */
    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
    }
}
