package dev.aquifer.ledger;

import dev.aquifer.events.wire.EventCodec;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Takes from records what a reader's handler is to have, and deals with the rest. */
final class ReaderIntake {
    private final EventCodec codec;
    private final LedgerLog log;
    private final HealthBoard board;
    private final Optional<Burial> deadLetters;
    private final NewestOfSlots newest;
    private final Set<String> toldTypes = new HashSet<>();
    private final Set<TopicPartition> waiting = new HashSet<>();
    private final Map<ConsumerRecord<byte[], byte[]>, String> unreadable = new LinkedHashMap<>();

    /** Where to put what cannot be read. */
    @FunctionalInterface
    interface Burial {
        /** Throws when it cannot be put there now. */
        void bury(ConsumerRecord<byte[], byte[]> record, String reason);
    }

    ReaderIntake(
            EventCodec codec,
            LedgerLog log,
            HealthBoard board,
            NewestOfSlots newest,
            Optional<Burial> deadLetters) {
        this.codec = codec;
        this.log = log;
        this.board = board;
        this.newest = newest;
        this.deadLetters = deadLetters;
    }

    /** Reading begins, maybe at a place before: what was taken and not handed over comes again. */
    void begin() {
        newest.drop();
        unreadable.clear();
    }

    /**
     * Adds it to the batch if it is news. False when it and the rest of its partition must wait.
     */
    boolean take(ConsumerRecord<byte[], byte[]> record, List<Received> batch) {
        var where = RecordReading.where(record);
        switch (RecordReading.of(codec, record)) {
            case RecordReading.Legible(var received, var key) -> {
                if (newest.accept(received, key)) {
                    batch.add(received);
                }
            }
            case RecordReading.Unknown(var type) -> {
                if (toldTypes.add(type)) {
                    log.unknownType(where, type);
                }
            }
            case RecordReading.Undecodable(var reason) -> {
                log.undecodable(where, reason);
                unreadable.put(record, reason);
            }
            case RecordReading.UpgradeRequired(var type, var missing) -> {
                var partition = new TopicPartition(record.topic(), record.partition());
                log.upgradeRequired(where, type, missing);
                board.waits(
                        partition.toString(),
                        LedgerHealth.State.UPGRADE_REQUIRED,
                        where + ": " + type + " requires " + missing);
                waiting.add(partition);
                return false;
            }
        }
        return true;
    }

    /** What was taken is handed over: it is not taken twice. */
    void handed() {
        newest.keep();
    }

    /**
     * Sends what could not be read to the dead letters. After what was taken is handed over: when
     * this throws, the records come again.
     */
    void bury() {
        deadLetters.ifPresent(letters -> unreadable.forEach(letters::bury));
        unreadable.clear();
    }

    /** What a partition of that topic waited for is gone with the topic. */
    void goOn(String topic) {
        for (var partition : List.copyOf(waiting)) {
            if (partition.topic().equals(topic)) {
                goOn(partition);
            }
        }
    }

    private void goOn(TopicPartition partition) {
        waiting.remove(partition);
        board.goesOn(partition.toString());
    }
}
