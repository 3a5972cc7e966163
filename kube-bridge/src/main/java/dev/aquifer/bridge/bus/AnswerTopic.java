package dev.aquifer.bridge.bus;

import dev.aquifer.events.AnswerEvent;
import dev.aquifer.events.Envelope;
import dev.aquifer.events.EventMeta;
import dev.aquifer.events.Topic;
import dev.aquifer.ledger.EventPublisher;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

/** Where requests are answered. */
public final class AnswerTopic {
    private final EventPublisher publisher;
    private final Sequence sequence;
    private final Clock clock;

    /** Publishes with that publisher, which needs no transactions. */
    public AnswerTopic(EventPublisher publisher, Sequence sequence, Clock clock) {
        this.publisher = publisher;
        this.sequence = sequence;
        this.clock = clock;
    }

    /** Answers, and returns when the broker has it; the same answer to the same request is one. */
    public void publish(EventMeta request, AnswerEvent answer) {
        var id =
                String.join(
                        "/",
                        "answer",
                        answer.getClass().getSimpleName(),
                        request.source(),
                        request.id());
        var meta =
                new EventMeta(
                        UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8)).toString(),
                        KafkaDesiredTopic.SOURCE,
                        clock.instant(),
                        request.correlationId(),
                        request.id(),
                        sequence.next(),
                        List.of(),
                        request.traceparent());
        publisher.publish(Topic.ANSWERS, new Envelope<>(meta, answer)).join();
    }
}
