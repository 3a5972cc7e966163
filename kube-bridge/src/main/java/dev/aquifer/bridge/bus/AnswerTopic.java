package dev.aquifer.bridge.bus;

import dev.aquifer.bridge.domain.Asked.Origin;
import dev.aquifer.events.AnswerEvent;
import dev.aquifer.events.AnswerEvent.RequestAdmitted;
import dev.aquifer.events.AnswerEvent.RequestRejected;
import dev.aquifer.events.Envelope;
import dev.aquifer.events.EventMeta;
import dev.aquifer.events.Topic;
import dev.aquifer.events.wire.EventCodec;
import dev.aquifer.ledger.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A topic where requests are answered. It is also the memory of what was answered: so a request
 * that comes again, or a whole topic that is replayed, is not carried out again, even when the
 * object that it was about is gone.
 */
public final class AnswerTopic {
    private static final EventCodec CODEC = new EventCodec();

    private final String topic;
    private final KafkaSettings kafka;
    private final RecordSender sender;
    private final Sequence sequence;
    private final Clock clock;
    private @Nullable Set<UUID> given;

    /** A topic of that name; it is read when it is first asked. */
    public AnswerTopic(
            String topic,
            KafkaSettings kafka,
            RecordSender sender,
            Sequence sequence,
            Clock clock) {
        this.topic = topic;
        this.kafka = kafka;
        this.sender = sender;
        this.sequence = sequence;
        this.clock = clock;
    }

    /** Whether that request was answered, now or in the life of an earlier leader. */
    public boolean answered(Origin request) {
        var known = given();
        return Stream.of(RequestAdmitted.class, RequestRejected.class)
                .map(type -> id(type, request))
                .anyMatch(known::contains);
    }

    private synchronized Set<UUID> given() {
        if (given == null) {
            given = AnswersGiven.read(kafka, topic);
        }
        return given;
    }

    /** Answers, and returns when the broker has it; the same answer to the same request is one. */
    public void publish(Origin request, AnswerEvent answer) {
        var id = id(answer.getClass(), request);
        var meta =
                new EventMeta(
                        id.toString(),
                        KafkaDesiredTopic.SOURCE,
                        clock.instant(),
                        request.correlation(),
                        request.id().isEmpty() ? null : request.id(),
                        sequence.next(),
                        List.of(),
                        request.traceparent());
        var wire = CODEC.encode(Topic.ANSWERS, new Envelope<>(meta, answer));
        var record =
                new ProducerRecord<>(
                        topic,
                        wire.key().getBytes(StandardCharsets.UTF_8),
                        wire.value().getBytes(StandardCharsets.UTF_8));
        wire.headers()
                .forEach((name, text) -> record.headers().add(name, RecordSender.bytes(text)));
        sender.send(record);
        given().add(id);
    }

    /**
     * Askers choose sources and ids as they like, so each part goes with its length: no two
     * requests share an id, and those of another topic are others.
     */
    static UUID id(Class<? extends AnswerEvent> type, Origin request) {
        var place = request.place();
        boolean named = !request.id().isEmpty() && !request.source().isEmpty();
        var parts =
                named
                        ? List.of(place.topic(), request.source(), request.id())
                        : List.of(place.toString());
        var text =
                parts.stream()
                        .map(part -> part.length() + ":" + part)
                        .collect(
                                Collectors.joining("", "answer/" + type.getSimpleName() + "/", ""));
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
