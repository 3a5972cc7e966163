package dev.aquifer.ledger;

import dev.aquifer.events.Topic;
import dev.aquifer.events.wire.EventCodec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Handles neighbouring records of a partition in one transaction: position, inbox, the handler's
 * changes, outbox.
 */
final class ChunkHandler {
    private final LedgerSettings settings;
    private final EventCodec codec;
    private final LedgerLog log;
    private final FaultPoints faults;
    private final Transactions transactions;
    private final Inbox inbox;
    private final Positions positions;
    private final Map<Topic, EventHandler> handlers;
    private final Set<String> toldTypes = ConcurrentHashMap.newKeySet();

    ChunkHandler(
            LedgerSettings settings,
            EventCodec codec,
            LedgerLog log,
            FaultPoints faults,
            Transactions transactions,
            Map<Topic, EventHandler> handlers) {
        this.settings = settings;
        this.codec = codec;
        this.log = log;
        this.faults = faults;
        this.transactions = transactions;
        this.inbox = new Inbox(settings.group());
        this.positions = new Positions(settings.group());
        this.handlers = Map.copyOf(handlers);
    }

    Positions positions() {
        return positions;
    }

    Inbox inbox() {
        return inbox;
    }

    /** A record and what it is. */
    record Item(ConsumerRecord<byte[], byte[]> record, RecordReading reading) {}

    Item read(ConsumerRecord<byte[], byte[]> record) {
        return new Item(record, RecordReading.of(codec, record));
    }

    /** Handles all of them and moves the position behind the last, or changes nothing. */
    void handle(PartitionState state, List<Item> chunk) {
        long next = chunk.getLast().record().offset() + 1;
        transactions.run(
                beginning(chunk.getFirst().record()),
                open -> {
                    positions.move(open.jdbi(), state.place, state.position, next);
                    chunk.forEach(item -> handle(state, item, open));
                    return open;
                });
        state.handledTo(next);
    }

    private void handle(PartitionState state, Item item, OpenTransaction open) {
        switch (item.reading()) {
            case RecordReading.Legible(var received, var key) -> {
                if (!inbox.accept(open.jdbi(), received, key, open.now())) {
                    return;
                }
                var mark = Inbox.markOf(key);
                if (state.marked.contains(mark)) {
                    inbox.unmark(open.jdbi(), state.place, mark);
                }
                open.because(cause(received, item.record()));
                handler(received.topic()).on(received, open);
                faults.reached(FaultPoints.Step.EVENT_HANDLED);
            }
            case RecordReading.Unknown(var type) -> {
                if (toldTypes.add(type)) {
                    log.unknownType(RecordReading.where(item.record()), type);
                }
            }
            case RecordReading.Undecodable(var reason) -> {
                log.undecodable(RecordReading.where(item.record()), reason);
                bury(state, item.record(), reason, open);
            }
            case RecordReading.UpgradeRequired required ->
                    throw new IllegalStateException("not to be handled: " + required.type());
        }
    }

    /** Gives a record up whose handler keeps failing. */
    void giveUp(PartitionState state, Item item, Throwable why) {
        var record = item.record();
        transactions.run(
                beginning(record),
                open -> {
                    positions.move(open.jdbi(), state.place, state.position, record.offset() + 1);
                    bury(state, record, "handler: " + Troubles.describe(why), open);
                    return open;
                });
        state.handledTo(record.offset() + 1);
    }

    private void bury(
            PartitionState state,
            ConsumerRecord<byte[], byte[]> record,
            String reason,
            OpenTransaction open) {
        open.addDeadLetter(
                DeadLetters.of(record, reason, settings.service(), settings.maxRecordBytes()));
        if (record.key() != null) {
            var key = new String(record.key(), StandardCharsets.UTF_8).replace("\0", "");
            var mark = Inbox.markOf(key);
            inbox.mark(open.jdbi(), state.place, mark, record.offset(), reason, open.now());
            state.marked.add(mark);
        }
    }

    private EventHandler handler(Topic topic) {
        var handler = handlers.get(topic);
        if (handler == null) {
            throw new IllegalStateException("no handler for " + topic);
        }
        return handler;
    }

    private static Cause cause(Received received, ConsumerRecord<byte[], byte[]> record) {
        return switch (received) {
            case Received.Fact fact -> Cause.of(fact.meta());
            case Received.Gone gone -> {
                var meta = gone.meta();
                yield meta == null ? beginning(record) : Cause.of(meta);
            }
        };
    }

    private static Cause beginning(ConsumerRecord<byte[], byte[]> record) {
        return Cause.continuing(RecordReading.where(record));
    }
}
