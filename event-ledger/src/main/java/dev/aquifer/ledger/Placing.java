package dev.aquifer.ledger;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jdbi.v3.core.Handle;

/** Finds out where partitions are: the database knows, for the topics that there are. */
final class Placing {
    private final LedgerLog log;
    private final Transactions transactions;
    private final ChunkHandler chunks;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicWatch topics;

    Placing(
            LedgerLog log,
            Transactions transactions,
            ChunkHandler chunks,
            KafkaConsumer<byte[], byte[]> consumer,
            TopicWatch topics) {
        this.log = log;
        this.transactions = transactions;
        this.chunks = chunks;
        this.consumer = consumer;
        this.topics = topics;
    }

    /**
     * Goes where the database says. False while nobody who relays has compared the database with
     * the topics: it may have been restored, and not know what it said.
     */
    boolean place(List<PartitionState> unknown) {
        transactions.prepare();
        var partitions = unknown.stream().map(state -> state.partition).toList();
        var beginnings = consumer.beginningOffsets(partitions);
        var ends = consumer.endOffsets(partitions);
        var ids = topics.ids(partitions.stream().map(TopicPartition::topic).toList());
        var replaced = new HashSet<String>();
        boolean agreed =
                transactions
                        .database()
                        .inTransaction(
                                handle -> {
                                    if (!AgreedMark.isSet(handle)) {
                                        return false;
                                    }
                                    for (var state : unknown) {
                                        var at = ask(handle, state, beginnings, ids);
                                        if (at.replaced()) {
                                            replaced.add(state.partition.topic());
                                            state.beginsAnewAt(at.next());
                                        }
                                        state.placed(
                                                at.next(), ends.getOrDefault(state.partition, 0L));
                                    }
                                    return true;
                                });
        if (agreed) {
            replaced.forEach(log::topicReplaced);
            for (var state : unknown) {
                consumer.seek(state.partition, state.position);
                consumer.resume(Set.of(state.partition));
            }
        }
        return agreed;
    }

    private Positions.Position ask(
            Handle handle,
            PartitionState state,
            Map<TopicPartition, Long> beginnings,
            Map<String, String> ids) {
        state.marked = chunks.inbox().marked(handle, state.place);
        return chunks.positions()
                .at(
                        handle,
                        state.place,
                        ids.getOrDefault(state.partition.topic(), ""),
                        beginnings.getOrDefault(state.partition, 0L));
    }

    /** The partitions that are not where they were: the database was restored under us. */
    List<PartitionState> moved(List<PartitionState> states) {
        return transactions
                .database()
                .withHandle(
                        handle -> {
                            var found = chunks.positions().all(handle);
                            return states.stream()
                                    .filter(s -> found.getOrDefault(s.place, -1L) != s.position)
                                    .toList();
                        });
    }

    /** The broker has lost the records of the position: the first ones that it has come next. */
    void startOver(PartitionState state) {
        log.offsetLost(state.partition.toString(), state.position);
        long beginning =
                consumer.beginningOffsets(Set.of(state.partition))
                        .getOrDefault(state.partition, 0L);
        state.beginsAnewAt(beginning);
        transactions
                .database()
                .useTransaction(
                        handle ->
                                chunks.positions()
                                        .move(handle, state.place, state.position, beginning));
        state.handledTo(beginning);
        consumer.seek(state.partition, beginning);
    }
}
