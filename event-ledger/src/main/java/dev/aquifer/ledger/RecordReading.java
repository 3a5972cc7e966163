package dev.aquifer.ledger;

import dev.aquifer.events.Topic;
import dev.aquifer.events.wire.Decoded;
import dev.aquifer.events.wire.EventCodec;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** What a consumer's record turned out to be. */
sealed interface RecordReading {
    /** Something for the handler. */
    record Legible(Received received, String key) implements RecordReading {}

    /** Of a type of a newer release: skipped. */
    record Unknown(String type) implements RecordReading {}

    /** Not to be skipped, and not to be understood. */
    record UpgradeRequired(String type, String missing) implements RecordReading {}

    /** Nothing that can be read. */
    record Undecodable(String reason) implements RecordReading {}

    static RecordReading of(EventCodec codec, ConsumerRecord<byte[], byte[]> record) {
        String key;
        try {
            key = text(record.key());
        } catch (CharacterCodingException e) {
            return new Undecodable("key is not UTF-8");
        }
        var headers = WireHeader.text(record.headers());
        var topic = Topic.named(record.topic());
        return switch (codec.decode(key, headers, record.value())) {
            case Decoded.Known(var envelope) -> {
                var family = topic.family();
                yield family.isPresent() && !family.get().isInstance(envelope.event())
                        ? new Undecodable("header ce_type is of another topic")
                        : new Legible(
                                new Received.Fact(
                                        envelope.meta(),
                                        envelope.event(),
                                        topic,
                                        record.partition(),
                                        record.offset()),
                                String.valueOf(key));
            }
            case Decoded.Tombstone(var slot) ->
                    new Legible(
                            new Received.Gone(
                                    slot,
                                    Tombstones.meta(headers),
                                    topic,
                                    record.partition(),
                                    record.offset()),
                            slot);
            case Decoded.Unknown(_, var type) -> new Unknown(type);
            case Decoded.UpgradeRequired(_, var type, var missing) ->
                    new UpgradeRequired(type, String.join(", ", missing));
            case Decoded.Undecodable(var reason) -> new Undecodable(reason);
        };
    }

    private static @Nullable String text(byte @Nullable [] key) throws CharacterCodingException {
        return key == null
                ? null
                : StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString();
    }

    /** Topic, partition and offset, for people. */
    static String where(ConsumerRecord<byte[], byte[]> record) {
        return record.topic() + "-" + record.partition() + "@" + record.offset();
    }
}
