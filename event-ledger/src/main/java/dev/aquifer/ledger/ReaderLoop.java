package dev.aquifer.ledger;

import dev.aquifer.events.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/** The thread of a {@link TopicReader}. */
final class ReaderLoop implements Runnable {
    private static final Duration LONGEST_POLL = Duration.ofSeconds(1);
    private static final Duration FIRST_POLLS = Duration.ofMillis(100);
    private static final Backoff BACKOFF =
            new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));

    private final TopicReader.Builder settings;
    private final BatchHandler handler;
    private final HealthBoard board;
    private final ReaderIntake intake;
    private final Map<Place, Long> positions = new ConcurrentHashMap<>();
    private final Map<Place, Long> targets = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile @Nullable KafkaConsumer<byte[], byte[]> current;
    private volatile long lag;
    private int failures;

    ReaderLoop(TopicReader.Builder settings, BatchHandler handler, HealthBoard board) {
        this.settings = settings;
        this.handler = handler;
        this.board = board;
        this.intake =
                new ReaderIntake(
                        settings.codec,
                        settings.log,
                        board,
                        new NewestOfSlots(settings.clock),
                        Optional.ofNullable(settings.service)
                                .map(name -> new ReaderDeadLetters(settings.kafka, name))
                                .map(letters -> letters::bury));
        positions.putAll(settings.offsets);
    }

    CompletableFuture<Void> caughtUp() {
        return caughtUp;
    }

    Map<Place, Long> positions() {
        return new TreeMap<>(positions);
    }

    long lag() {
        return lag;
    }

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
                read();
            } catch (TopicReplaced e) {
                settings.log.topicReplaced(e.topic);
                startOver(e.topic);
            } catch (WakeupException e) {
                // Only stop() wakes; the condition of the loop sees it.
            } catch (RuntimeException | Error e) { // the thread must not end by itself
                failures++;
                var delay = BACKOFF.after(failures);
                settings.log.paused("reader", e, delay);
                board.waits("reader", LedgerHealth.State.PAUSED, Troubles.describe(e));
                await(delay);
            }
        }
    }

    private void read() {
        var consumer = KafkaConfig.attentiveReader(settings.kafka);
        current = consumer;
        intake.begin();
        try (var topics = new TopicWatch(settings.kafka, names(), board, settings.log)) {
            assignAll(consumer);
            while (!stopped()) {
                for (var replaced : topics.look()) {
                    throw new TopicReplaced(replaced);
                }
                turn(consumer);
            }
        } finally {
            current = null;
            consumer.close(CloseOptions.timeout(LONGEST_POLL));
        }
    }

    /** There is another topic of that name: its offsets are of other records. */
    private static final class TopicReplaced extends RuntimeException {
        private final String topic;

        TopicReplaced(String topic) {
            super(topic + " was made again");
            this.topic = topic;
        }
    }

    /** What was handed over stays known by its numbers. */
    private void startOver(String topic) {
        positions.keySet().removeIf(place -> place.topic().topicName().equals(topic));
        targets.keySet().removeIf(place -> place.topic().topicName().equals(topic));
        intake.goOn(topic);
    }

    private List<String> names() {
        return settings.topics.stream().map(Topic::topicName).sorted().toList();
    }

    private void assignAll(KafkaConsumer<byte[], byte[]> consumer) {
        var all = new ArrayList<TopicPartition>();
        for (var name : names()) {
            List<PartitionInfo> infos = consumer.partitionsFor(name);
            if (infos.isEmpty()) {
                throw new IllegalStateException("there is no topic " + name);
            }
            infos.forEach(info -> all.add(new TopicPartition(name, info.partition())));
        }
        consumer.assign(all);
        place(consumer, all);
        board.running();
        note(consumer);
    }

    /** Sets where to read, and what being caught up means. */
    private void place(
            KafkaConsumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
        var beginnings = consumer.beginningOffsets(partitions);
        var ends = consumer.endOffsets(partitions);
        for (var partition : partitions) {
            var place = place(partition);
            long beginning = beginnings.getOrDefault(partition, 0L);
            long end = ends.getOrDefault(partition, 0L);
            long known = positions.getOrDefault(place, beginning);
            boolean there = known >= beginning && known <= end;
            if (!there) {
                settings.log.offsetLost(place.toString(), known);
            }
            long position = there ? known : beginning;
            positions.put(place, position);
            targets.putIfAbsent(place, end);
            consumer.seek(partition, position);
        }
    }

    private static Place place(TopicPartition partition) {
        return new Place(Topic.named(partition.topic()), partition.partition());
    }

    private void turn(KafkaConsumer<byte[], byte[]> consumer) {
        ConsumerRecords<byte[], byte[]> polled;
        try {
            polled = consumer.poll(caughtUp.isDone() ? LONGEST_POLL : FIRST_POLLS);
        } catch (OffsetOutOfRangeException e) {
            var lost = e.offsetOutOfRangePartitions().keySet();
            lost.forEach(partition -> targets.remove(place(partition)));
            place(consumer, lost);
            return;
        }
        var batch = new ArrayList<Received>();
        for (var partition : polled.partitions()) {
            for (var record : polled.records(partition)) {
                if (!intake.take(record, batch)) {
                    consumer.pause(Set.of(partition));
                    consumer.seek(partition, record.offset());
                    break;
                }
            }
        }
        if (!batch.isEmpty() && !hand(batch)) {
            return;
        }
        intake.handed();
        intake.bury();
        failures = 0;
        if (board.goesOn("reader")) {
            settings.log.resumed("reader");
        }
        note(consumer);
    }

    /** Hands a batch over until the handler takes it. False when stopped before. */
    private boolean hand(List<Received> batch) {
        var unchanging = List.copyOf(batch);
        for (int attempt = 1; !stopped(); attempt++) {
            try {
                handler.on(unchanging);
                return true;
            } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
                var delay = BACKOFF.after(attempt);
                var first = unchanging.getFirst();
                var where = new Place(first.topic(), first.partition()) + "@" + first.offset();
                settings.log.handlerFailed(where, attempt, e, delay);
                board.waits("reader", LedgerHealth.State.PAUSED, Troubles.describe(e));
                await(delay);
            }
        }
        return false;
    }

    private void note(KafkaConsumer<byte[], byte[]> consumer) {
        long waiting = 0;
        boolean behind = targets.isEmpty();
        for (var partition : consumer.assignment()) {
            var place = place(partition);
            long position = consumer.position(partition);
            positions.put(place, position);
            behind |= position < targets.getOrDefault(place, 0L);
            waiting += consumer.currentLag(partition).orElse(0);
        }
        lag = waiting;
        if (!behind) {
            caughtUp.complete(null);
        }
    }

    private void await(Duration delay) {
        try {
            stopping.await(delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopping.countDown();
        }
    }
}
