package dev.aquifer.ledger;

import dev.aquifer.events.Envelope;
import dev.aquifer.events.Event;
import dev.aquifer.events.EventMeta;
import dev.aquifer.events.Slot;
import dev.aquifer.events.Topic;
import dev.aquifer.events.wire.EventCodec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** A transaction in hand; collects what it publishes until just before the commit. */
final class OpenTransaction implements LedgerTransaction {
    private final Handle handle;
    private final Instant now;
    private final EventCodec codec;
    private final LedgerSettings settings;
    private final List<Outgoing> outgoing = new ArrayList<>();
    private Cause cause;
    private int parts;

    OpenTransaction(
            Handle handle, Instant now, EventCodec codec, LedgerSettings settings, Cause cause) {
        this.handle = handle;
        this.now = now;
        this.codec = codec;
        this.settings = settings;
        this.cause = cause;
    }

    @Override
    public Handle jdbi() {
        return handle;
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public Cause cause() {
        return cause;
    }

    /** The next event of the batch is the cause from here on. */
    void because(Cause next) {
        cause = next;
    }

    @Override
    public void publish(Topic topic, Event event, Cause why) {
        var record = codec.encode(topic, new Envelope<>(unnumbered(why), event));
        var value = record.value().getBytes(StandardCharsets.UTF_8);
        if (value.length > settings.maxRecordBytes()) {
            throw new RecordTooLargeException(
                    record.key(), value.length, settings.maxRecordBytes());
        }
        var headers = new ArrayList<WireHeader>();
        record.headers()
                .forEach(
                        (name, text) -> {
                            if (!name.equals("ce_id") && !name.equals("ce_sequence")) {
                                headers.add(WireHeader.of(name, text));
                            }
                        });
        add(topic, event.slot(), headers, value);
    }

    @Override
    public void publishTombstone(Topic topic, Slot slot) {
        add(topic, slot, Tombstones.headers(unnumbered(cause)), null);
    }

    @Override
    public void part(Runnable work) {
        var savepoint = "part_" + parts++;
        int published = outgoing.size();
        handle.savepoint(savepoint);
        try {
            work.run();
            handle.releaseSavepoint(savepoint);
        } catch (RuntimeException | Error e) {
            outgoing.subList(published, outgoing.size()).clear();
            takeBack(savepoint, e);
            throw e;
        }
    }

    /**
     * Without its connection the whole transaction is lost, which the caller learns by the cause.
     */
    private void takeBack(String savepoint, Throwable cause) {
        try {
            handle.rollbackToSavepoint(savepoint);
        } catch (RuntimeException e) {
            e.addSuppressed(cause);
            throw e;
        }
    }

    private void add(Topic topic, Slot slot, List<WireHeader> headers, byte @Nullable [] value) {
        var text = slot.toString();
        outgoing.add(
                new Outgoing(
                        topic.topicName(),
                        slot.partition(),
                        text,
                        text.getBytes(StandardCharsets.UTF_8),
                        headers,
                        value));
    }

    private EventMeta unnumbered(Cause why) {
        return new EventMeta(
                "unnumbered",
                settings.source(),
                now,
                why.correlationId(),
                why.causationId(),
                0,
                List.of(),
                why.traceparent());
    }

    void addDeadLetter(Outgoing letter) {
        outgoing.add(letter);
    }

    List<Outgoing> outgoing() {
        return List.copyOf(outgoing);
    }
}
