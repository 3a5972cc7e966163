package dev.aquifer.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;

/** Polls, hands chunks on, and pauses what is in trouble. */
final class PartitionsWork {
    private static final long BETWEEN_LOOKS = TimeUnit.SECONDS.toNanos(5);

    private final LedgerSettings settings;
    private final Pauses pauses;
    private final LedgerLog log;
    private final HealthBoard board;
    private final ChunkHandler chunks;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicWatch topics;
    private final Placing placing;
    private long lookedAtDatabase = System.nanoTime();

    PartitionsWork(
            LedgerSettings settings,
            LedgerLog log,
            HealthBoard board,
            Transactions transactions,
            ChunkHandler chunks,
            KafkaConsumer<byte[], byte[]> consumer,
            TopicWatch topics) {
        this.settings = settings;
        this.pauses = new Pauses(Backoff.of(settings), log, board, consumer);
        this.log = log;
        this.board = board;
        this.chunks = chunks;
        this.consumer = consumer;
        this.topics = topics;
        this.placing = new Placing(log, transactions, chunks, consumer, topics);
    }

    /** One poll, and all that it brought. */
    void turn(Map<TopicPartition, PartitionState> partitions, Duration longest) {
        lookAtTopics(partitions.values());
        lookAtDatabase(partitions.values());
        if (pauses.goOn(partitions.values())) {
            positionUnknown(partitions.values());
        }
        try {
            var polled = consumer.poll(Pauses.timeout(partitions.values(), longest));
            for (var partition : polled.partitions()) {
                var state = partitions.get(partition);
                if (state != null && !state.pausing) {
                    handle(state, polled.records(partition), partitions.values());
                }
            }
            partitions.values().forEach(this::lookHowFar);
        } catch (OffsetOutOfRangeException e) {
            for (var partition : e.offsetOutOfRangePartitions().keySet()) {
                var state = partitions.get(partition);
                if (state != null) {
                    startOver(state, partitions.values());
                }
            }
        }
    }

    private void lookHowFar(PartitionState state) {
        if (!state.caughtUp && !state.pausing && state.position != PartitionState.UNKNOWN) {
            state.fetchedTo(consumer.position(state.partition));
        }
    }

    /** Partitions of a topic that is not the one that it was begin anew. */
    private void lookAtTopics(Collection<PartitionState> states) {
        for (var replaced : topics.look()) {
            for (var state : states) {
                if (state.partition.topic().equals(replaced)) {
                    state.position = PartitionState.UNKNOWN;
                    state.beginsAnewAt(0);
                    state.upgradeRequired = false;
                    board.goesOn(state.partition.toString());
                    pauses.pause(state, Duration.ZERO);
                }
            }
        }
    }

    /** One that was restored while nothing came to be handled has older positions. */
    private void lookAtDatabase(Collection<PartitionState> states) {
        if (System.nanoTime() - lookedAtDatabase < BETWEEN_LOOKS) {
            return;
        }
        lookedAtDatabase = System.nanoTime();
        var known =
                states.stream().filter(state -> state.position != PartitionState.UNKNOWN).toList();
        try {
            for (var state : placing.moved(known)) {
                log.fenced(state.partition.toString());
                state.position = PartitionState.UNKNOWN;
                state.upgradeRequired = false; // until it is met again
                board.goesOn(state.partition.toString());
                pauses.pause(state, Duration.ZERO);
            }
        } catch (RuntimeException e) {
            if (!Troubles.passing(e)) {
                throw e;
            }
            pauses.databaseAway(e, states);
        }
    }

    /** Asks the database where the partitions are whose position is not known. */
    void positionUnknown(Collection<PartitionState> states) {
        var unknown =
                states.stream()
                        .filter(s -> s.position == PartitionState.UNKNOWN && !s.pausing)
                        .toList();
        if (unknown.isEmpty()) {
            return;
        }
        try {
            if (placing.place(unknown)) {
                board.goesOn("agreement");
            } else {
                board.waits(
                        "agreement",
                        LedgerHealth.State.PAUSED,
                        "what the topics hold is compared with what was said");
                unknown.forEach(state -> pauses.pause(state, settings.firstBackoff()));
            }
            pauses.databaseAnswers();
        } catch (RuntimeException | AssertionError e) {
            if (!Troubles.passing(e)) {
                throw e;
            }
            pauses.databaseAway(e, states);
        }
    }

    private void handle(
            PartitionState state,
            List<ConsumerRecord<byte[], byte[]>> records,
            Collection<PartitionState> all) {
        var items = new ArrayList<>(records.stream().map(chunks::read).toList());
        while (!items.isEmpty() && !state.pausing) {
            var chunk = next(state, items);
            if (chunk.isEmpty()) {
                awaitUpgrade(state, items.getFirst());
                return;
            }
            if (attempt(state, chunk, all)) {
                items.subList(0, chunk.size()).clear();
            }
        }
    }

    private List<ChunkHandler.Item> next(PartitionState state, List<ChunkHandler.Item> items) {
        var chunk = new ArrayList<ChunkHandler.Item>();
        for (var item : items) {
            boolean full = chunk.size() == settings.batch();
            boolean singly =
                    !chunk.isEmpty() && chunk.getFirst().record().offset() < state.singlyBefore;
            if (full || singly || item.reading() instanceof RecordReading.UpgradeRequired) {
                break;
            }
            chunk.add(item);
        }
        return chunk;
    }

    /** Whether the chunk was dealt with; else it is tried again, now or after a pause. */
    private boolean attempt(
            PartitionState state, List<ChunkHandler.Item> chunk, Collection<PartitionState> all) {
        try {
            chunks.handle(state, chunk);
            state.attempts = 0;
            pauses.databaseAnswers();
            if (board.goesOn(state.partition.toString())) {
                log.resumed(state.partition.toString());
            }
            return true;
        } catch (Positions.Fenced e) {
            log.fenced(state.partition.toString());
            state.position = PartitionState.UNKNOWN;
            pauses.pause(state, settings.firstBackoff());
            return false;
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
            if (Troubles.passing(e)) {
                pauses.databaseAway(e, all);
                return false;
            }
            return failed(state, chunk, e, all);
        }
    }

    private boolean failed(
            PartitionState state,
            List<ChunkHandler.Item> chunk,
            Throwable thrown,
            Collection<PartitionState> all) {
        if (chunk.size() > 1) {
            state.singlyBefore = chunk.getLast().record().offset() + 1;
            return false;
        }
        var item = chunk.getFirst();
        var where = RecordReading.where(item.record());
        state.attempts++;
        if (state.attempts < settings.handlerAttempts()) {
            var delay = pauses.after(state.attempts);
            log.handlerFailed(where, state.attempts, thrown, delay);
            var reason = where + ": " + Troubles.describe(thrown);
            board.waits(state.partition.toString(), LedgerHealth.State.PAUSED, reason);
            pauses.pause(state, delay);
            return false;
        }
        log.handlerGaveUp(where, thrown);
        try {
            chunks.giveUp(state, item, thrown);
        } catch (Positions.Fenced e) {
            log.fenced(state.partition.toString());
            state.position = PartitionState.UNKNOWN;
            pauses.pause(state, settings.firstBackoff());
            return false;
        } catch (RuntimeException e) {
            // Giving up is nothing but the ledger's own tables: only the database can be the cause.
            pauses.databaseAway(e, all);
            return false;
        }
        state.attempts = 0;
        board.goesOn(state.partition.toString());
        return true;
    }

    private void awaitUpgrade(PartitionState state, ChunkHandler.Item item) {
        if (item.reading() instanceof RecordReading.UpgradeRequired(var type, var missing)) {
            var where = RecordReading.where(item.record());
            log.upgradeRequired(where, type, missing);
            board.waits(
                    state.partition.toString(),
                    LedgerHealth.State.UPGRADE_REQUIRED,
                    where + ": " + type + " requires " + missing);
            state.upgradeRequired = true;
            state.caughtUp = true; // As far as this release ever will.
            pauses.pause(state, Duration.ZERO);
        }
    }

    private void startOver(PartitionState state, Collection<PartitionState> all) {
        try {
            placing.startOver(state);
        } catch (Positions.Fenced e) {
            state.position = PartitionState.UNKNOWN;
            pauses.pause(state, settings.firstBackoff());
        } catch (RuntimeException e) {
            if (!Troubles.passing(e)) {
                throw e;
            }
            pauses.databaseAway(e, all);
        }
    }
}
