package dev.aquifer.ledger;

import dev.aquifer.events.Topic;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The consuming thread: has a consumer, gives it partitions' work, makes another when it broke. */
final class ConsumerLoop implements Runnable {
    private static final Duration LONGEST_POLL = Duration.ofSeconds(1);
    private static final long HOUSEKEEPING = TimeUnit.MINUTES.toNanos(10);

    private final LedgerSettings settings;
    private final LedgerLog log;
    private final HealthBoard board;
    private final Clock clock;
    private final Transactions transactions;
    private final ChunkHandler chunks;
    private final Set<Topic> topics;
    private final Map<TopicPartition, PartitionState> partitions = new ConcurrentHashMap<>();
    private final Map<Topic, Integer> partitionCounts = new ConcurrentHashMap<>();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile @Nullable KafkaConsumer<byte[], byte[]> current;
    private long housekeepingAt = System.nanoTime() + HOUSEKEEPING;
    private volatile boolean hasAssignment;
    private int failures;

    ConsumerLoop(
            LedgerSettings settings,
            LedgerLog log,
            HealthBoard board,
            Clock clock,
            Transactions transactions,
            ChunkHandler chunks,
            Set<Topic> topics) {
        this.settings = settings;
        this.log = log;
        this.board = board;
        this.clock = clock;
        this.transactions = transactions;
        this.chunks = chunks;
        this.topics = Set.copyOf(topics);
    }

    boolean owns(Topic topic, String partitionKey) {
        return state(topic, partitionKey).filter(state -> state.caughtUp).isPresent();
    }

    /** Whether all partitions that came here are handled up to where they were then. */
    boolean hasCaughtUp() {
        return hasAssignment && partitions.values().stream().allMatch(state -> state.caughtUp);
    }

    /** Whether that database has all that was heard here of the resource's partition. */
    boolean isAbreast(Handle handle, Topic topic, String partitionKey) {
        return state(topic, partitionKey).filter(s -> isAbreast(handle, s)).isPresent();
    }

    private boolean isAbreast(Handle handle, PartitionState state) {
        // Before the database is asked: more may be handled meanwhile.
        long reached = state.reached;
        return state.caughtUp && chunks.positions().next(handle, state.place) >= reached;
    }

    /** The same, of all partitions that are here. */
    boolean isAbreast(Handle handle) {
        var reached = new HashMap<Place, Long>();
        partitions.values().forEach(state -> reached.put(state.place, state.reached));
        if (!hasCaughtUp()) {
            return false;
        }
        var has = chunks.positions().all(handle);
        return reached.entrySet().stream()
                .allMatch(one -> has.getOrDefault(one.getKey(), 0L) >= one.getValue());
    }

    private Optional<PartitionState> state(Topic topic, String partitionKey) {
        return Optional.ofNullable(partitionCounts.get(topic))
                .map(count -> KafkaConfig.partition(partitionKey, count))
                .map(number -> partitions.get(new TopicPartition(topic.topicName(), number)));
    }

    /** Ends the loop after the transaction in hand. */
    void stop() {
        stopping.countDown();
        var consumer = current;
        if (consumer != null) {
            consumer.wakeup();
        }
    }

    private boolean stopped() {
        return stopping.getCount() == 0;
    }

    @Override
    public void run() {
        while (!stopped()) {
            try {
                consume();
            } catch (WakeupException e) {
                // Only stop() wakes; the condition of the loop sees it.
            } catch (RuntimeException | Error e) { // the thread must not end by itself
                failures++;
                var delay = Backoff.of(settings).after(failures);
                log.paused("consumer", e, delay);
                board.waits("consumer", LedgerHealth.State.PAUSED, Troubles.describe(e));
                await(delay);
            }
        }
    }

    private void consume() {
        var consumer = KafkaConfig.member(settings.kafka(), settings.group(), settings.instance());
        current = consumer;
        var names = topics.stream().map(Topic::topicName).toList();
        try (var watch = new TopicWatch(settings.kafka(), names, board, log)) {
            var work =
                    new PartitionsWork(settings, log, board, transactions, chunks, consumer, watch);
            consumer.subscribe(names, new Rebalance(consumer, work));
            while (!stopped()) {
                work.turn(partitions, LONGEST_POLL);
                board.goesOn("consumer");
                keepHouse();
                if (hasAssignment) {
                    failures = 0;
                }
            }
        } finally {
            current = null;
            forgetAll();
            consumer.close(CloseOptions.timeout(LONGEST_POLL));
        }
    }

    private void keepHouse() {
        if (System.nanoTime() - housekeepingAt >= 0) {
            housekeepingAt = System.nanoTime() + HOUSEKEEPING;
            try {
                chunks.inbox()
                        .forget(transactions.database(), clock.instant(), settings.retention());
            } catch (RuntimeException e) {
                if (!Troubles.passing(e)) {
                    throw e;
                }
            }
        }
    }

    private void forgetAll() {
        hasAssignment = false;
        List.copyOf(partitions.keySet()).forEach(this::forget);
    }

    private void forget(TopicPartition partition) {
        partitions.remove(partition);
        board.goesOn(partition.toString());
    }

    private void await(Duration delay) {
        try {
            stopping.await(delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopping.countDown();
        }
    }

    /** Keeps the map of partitions; called within the consumer's poll, in this thread. */
    private final class Rebalance implements ConsumerRebalanceListener {
        private final KafkaConsumer<byte[], byte[]> consumer;
        private final PartitionsWork work;

        Rebalance(KafkaConsumer<byte[], byte[]> consumer, PartitionsWork work) {
            this.consumer = consumer;
            this.work = work;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
            for (var partition : assigned) {
                // Nothing is fetched from there: it waits for the position in the database.
                consumer.seek(partition, 0);
                consumer.pause(Set.of(partition));
                var topic = Topic.named(partition.topic());
                partitions.put(
                        partition,
                        new PartitionState(partition, new Place(topic, partition.partition())));
            }
            for (var topic : topics) {
                int count = consumer.partitionsFor(topic.topicName()).size();
                if (count > 0) {
                    partitionCounts.put(topic, count);
                }
            }
            if (!assigned.isEmpty()) {
                log.assigned(names(assigned));
                work.positionUnknown(partitions.values());
            }
            hasAssignment = true;
            board.running();
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
            if (!revoked.isEmpty()) {
                hasAssignment = false;
                log.revoked(names(revoked));
                revoked.forEach(ConsumerLoop.this::forget);
            }
        }

        private static String names(Collection<TopicPartition> some) {
            var names = new TreeSet<String>();
            some.forEach(partition -> names.add(partition.toString()));
            return String.join(", ", names);
        }
    }
}
