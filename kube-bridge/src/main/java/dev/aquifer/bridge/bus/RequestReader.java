package dev.aquifer.bridge.bus;

import dev.aquifer.bridge.domain.Asked;
import dev.aquifer.bridge.domain.Progress;
import dev.aquifer.bridge.domain.RequestPlace;
import dev.aquifer.ledger.KafkaClients;
import dev.aquifer.ledger.KafkaSettings;
import dev.aquifer.ledger.LedgerLog;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a topic of requests, record by record in the order of each partition. A request is handed
 * over until its handler is done with it; what cannot be read goes to the dead letters first. One
 * topic has one thread, so that who asks for what hangs keeps only itself waiting.
 */
public final class RequestReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final int POLLS_BETWEEN_LOOKS = 15;

    private final KafkaSettings kafka;
    private final String topic;
    private final Handler handler;
    private final RecordSender sender;
    private final LedgerLog log;
    private final Thread thread;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Map<Integer, Long> next = new ConcurrentHashMap<>();
    private volatile Topics.Shape shape;
    private volatile @Nullable KafkaConsumer<byte[], byte[]> current;
    private volatile String trouble = "not connected yet";
    private int failures;

    /** Does what is asked. */
    @FunctionalInterface
    public interface Handler {
        /**
         * Handles a record. When it throws, the same comes again after a pause.
         *
         * @param attempt which time this is, from 1 on
         */
        void on(Asked asked, int attempt);
    }

    /** A reader, not started, that goes on where {@code noted} says. */
    public RequestReader(
            KafkaSettings kafka,
            String topic,
            Progress noted,
            Handler handler,
            RecordSender sender,
            LedgerLog log) {
        this.kafka = kafka;
        this.topic = topic;
        this.handler = handler;
        this.sender = sender;
        this.log = log;
        this.shape = new Topics.Shape(noted.topicId(), 0);
        next.putAll(noted.next());
        thread = Thread.ofPlatform().daemon().name("requests-" + topic).unstarted(this::run);
    }

    /** Begins; waits for a broker or a topic that is not there. */
    public void start() {
        thread.start();
    }

    /** How far it came: all before was handled. */
    public Progress progress() {
        return new Progress(shape.id(), next);
    }

    /** What keeps it from going on; empty when nothing does. */
    public Optional<String> trouble() {
        return trouble.isEmpty() ? Optional.empty() : Optional.of(topic + ": " + trouble);
    }

    private boolean stopped() {
        return stopping.getCount() == 0;
    }

    private void run() {
        while (!stopped()) {
            try {
                read();
            } catch (WakeupException e) {
                // Only close() wakes; the condition of the loop sees it.
            } catch (RuntimeException e) { // the thread must not end by itself
                failures++;
                trouble = String.valueOf(e.getMessage());
                log.paused(topic, e, pause(failures));
                await(pause(failures));
            }
        }
    }

    /** Reads until closed, or until the topic is another one or has more partitions. */
    private void read() {
        try (var topics = new Topics(kafka);
                var consumer = KafkaClients.reader(kafka)) {
            current = consumer;
            var found = topics.shape(topic);
            if (!shape.id().isEmpty() && !shape.id().equals(found.id())) {
                next.clear(); // made again: its offsets mean other records
            }
            shape = found;
            assign(consumer);
            trouble = "";
            for (int polls = 1; !stopped(); polls++) {
                turn(consumer);
                failures = 0;
                if (polls % POLLS_BETWEEN_LOOKS == 0 && !topics.shape(topic).equals(shape)) {
                    return;
                }
            }
        } finally {
            current = null;
        }
    }

    private void assign(KafkaConsumer<byte[], byte[]> consumer) {
        var partitions =
                java.util.stream.IntStream.range(0, shape.partitions())
                        .mapToObj(number -> new TopicPartition(topic, number))
                        .toList();
        consumer.assign(partitions);
        var beginnings = consumer.beginningOffsets(partitions);
        var ends = consumer.endOffsets(partitions);
        for (var partition : partitions) {
            long beginning = beginnings.getOrDefault(partition, 0L);
            long noted = next.getOrDefault(partition.partition(), beginning);
            var there = noted >= beginning && noted <= ends.getOrDefault(partition, 0L);
            consumer.seek(partition, there ? noted : beginning);
        }
    }

    private void turn(KafkaConsumer<byte[], byte[]> consumer) {
        for (var record : consumer.poll(POLL)) {
            if (!handle(record)) {
                return;
            }
            next.put(record.partition(), record.offset() + 1);
        }
        for (var partition : consumer.assignment()) {
            next.put(partition.partition(), consumer.position(partition));
        }
    }

    /** Hands a record over until it is done with. False when stopped before. */
    private boolean handle(ConsumerRecord<byte[], byte[]> record) {
        var place = new RequestPlace(topic, shape.id(), record.partition(), record.offset());
        var asked =
                RequestDecoder.decode(
                        place, record.key(), KafkaClients.headers(record), record.value());
        var buried = false;
        for (int attempt = 1; !stopped(); attempt++) {
            try {
                if (asked instanceof Asked.Unreadable(_, _, var why) && !buried) {
                    log.undecodable(place.toString(), why);
                    sender.deadLetter(record, why);
                    buried = true;
                }
                handler.on(asked, attempt);
                trouble = "";
                return true;
            } catch (RuntimeException e) { // the API or the broker is away, or it is our own fault
                trouble = place + " waits: " + e.getMessage();
                log.handlerFailed(place.toString(), attempt, e, pause(attempt));
                await(pause(attempt));
            }
        }
        return false;
    }

    private static Duration pause(int failures) {
        var pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures - 1, 10));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    private void await(Duration pause) {
        try {
            var _ = stopping.await(pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopping.countDown();
        }
    }

    /** Stops within two seconds, after the request in hand. */
    @Override
    public void close() {
        stopping.countDown();
        var consumer = current;
        if (consumer != null) {
            consumer.wakeup();
        }
        try {
            if (thread.isAlive() && !thread.join(Duration.ofMillis(1_500))) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
