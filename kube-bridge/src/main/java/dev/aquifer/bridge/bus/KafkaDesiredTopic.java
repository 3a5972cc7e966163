package dev.aquifer.bridge.bus;

import dev.aquifer.bridge.domain.Published;
import dev.aquifer.events.DesiredEvent;
import dev.aquifer.events.Envelope;
import dev.aquifer.events.EventMeta;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Slot;
import dev.aquifer.events.Topic;
import dev.aquifer.ledger.EventPublisher;
import dev.aquifer.ledger.KafkaSettings;
import dev.aquifer.ledger.LedgerHealth;
import dev.aquifer.ledger.LedgerLog;
import dev.aquifer.ledger.Received;
import dev.aquifer.ledger.TopicReader;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** The desired topic on the broker: read once from its start, then only written. */
public final class KafkaDesiredTopic implements DesiredTopic {
    static final String SOURCE = "/aquifer/kube-bridge";
    private static final Duration LOOK = Duration.ofMillis(200);

    private final EventPublisher publisher;
    private final Sequence sequence;
    private final Clock clock;

    /** Publishes with that publisher. */
    public KafkaDesiredTopic(EventPublisher publisher, Sequence sequence, Clock clock) {
        this.publisher = publisher;
        this.sequence = sequence;
        this.clock = clock;
    }

    /**
     * What the topic holds.
     *
     * @param byName the newest event of each name
     * @param highestSequence that was ever seen there
     */
    public record Content(Map<ResourceRef, Published> byName, long highestSequence) {}

    /**
     * Reads all that is there. To be called when all others are fenced, so that nothing comes after
     * it. Throws when something there is of a newer release, as then nobody here knows what was
     * published last.
     */
    public static Content read(KafkaSettings kafka, LedgerLog log) throws InterruptedException {
        var content = new Reading();
        try (var reader = TopicReader.of(kafka, Topic.DESIRED).log(log).build(content::add)) {
            reader.start();
            while (!CaughtUp.within(reader, LOOK)) {
                var health = reader.health();
                if (health.state() == LedgerHealth.State.UPGRADE_REQUIRED) {
                    throw new IllegalStateException("an upgrade is required: " + health.reason());
                }
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("the desired topic cannot be read", e.getCause());
        }
        return content.done();
    }

    @Override
    public void publish(List<DesiredDraft> drafts) {
        try {
            publisher.transactionally(() -> drafts.forEach(this::send));
        } catch (RuntimeException e) { // the publisher is of no more use, whatever it was
            throw new PublishFailedException(e);
        }
    }

    private void send(DesiredDraft draft) {
        var meta =
                new EventMeta(
                        draft.eventId(),
                        SOURCE,
                        clock.instant(),
                        draft.correlation(),
                        null,
                        sequence.next(),
                        List.of(),
                        null);
        // Who publishes together waits for all of it.
        var _ =
                switch (draft) {
                    case DesiredDraft.Says says ->
                            publisher.publish(Topic.DESIRED, new Envelope<>(meta, says.event()));
                    case DesiredDraft.Forgets forgets ->
                            publisher.publishTombstone(Topic.DESIRED, Slot.of(forgets.ref()), meta);
                };
    }

    private static final class Reading {
        private final Map<ResourceRef, Published> byName = new HashMap<>();
        private long highest;

        synchronized void add(List<Received> batch) {
            batch.forEach(this::add);
        }

        private void add(Received received) {
            switch (received) {
                case Received.Fact(var meta, DesiredEvent event, _, _, _) -> {
                    highest = Math.max(highest, meta.sequence());
                    byName.put(event.subject().resource(), published(meta, event));
                }
                case Received.Gone gone -> {
                    var meta = gone.meta();
                    highest = Math.max(highest, meta == null ? 0 : meta.sequence());
                    byName.remove(ResourceRef.parse(gone.key()));
                }
                default -> {}
            }
        }

        synchronized Content done() {
            return new Content(Map.copyOf(byName), highest);
        }
    }

    private static Published published(EventMeta meta, DesiredEvent event) {
        var subject = event.subject();
        var content = event instanceof DesiredEvent.Requested r ? Fingerprint.of(r) : "";
        return new Published(
                subject.resource(),
                subject.admittedUid(),
                subject.generation(),
                event.since(),
                content,
                event instanceof DesiredEvent.Withdrawn,
                meta.id());
    }
}
