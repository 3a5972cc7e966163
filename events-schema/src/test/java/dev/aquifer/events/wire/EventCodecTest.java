package dev.aquifer.events.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.events.CacheEvent;
import dev.aquifer.events.Envelope;
import dev.aquifer.events.EventMeta;
import dev.aquifer.events.Topic;
import dev.aquifer.events.wire.Decoded.Known;
import dev.aquifer.events.wire.Decoded.Tombstone;
import dev.aquifer.events.wire.Decoded.Undecodable;
import dev.aquifer.events.wire.Decoded.Unknown;
import dev.aquifer.events.wire.Decoded.UpgradeRequired;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventCodecTest {
    private final EventCodec codec = new EventCodec();
    private final CacheEvent.SourcePinned event =
            (CacheEvent.SourcePinned) new Samples(true).of(CacheEvent.SourcePinned.class);

    private static EventMeta meta(List<String> requires) {
        return new EventMeta(
                "id-1",
                "/aquifer/cache-service",
                Instant.parse("2026-01-02T03:04:05Z"),
                "correlation-1",
                "cause-1",
                42,
                requires,
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    }

    private WireRecord encoded(String... requires) {
        return codec.encode(Topic.CACHES, new Envelope<>(meta(List.of(requires)), event));
    }

    private Decoded decoded(Map<String, String> headers, String value) {
        return codec.decode("key", headers, value.getBytes(UTF_8));
    }

    @Test
    void readsWhatItWrote() {
        var record = encoded();

        assertThat(codec.decode(record.key(), record.headers(), record.value().getBytes(UTF_8)))
                .isEqualTo(new Known(new Envelope<>(meta(List.of()), event)));
    }

    @Test
    void speaksCloudEventsInBinaryMode() {
        var record = encoded();

        assertThat(record.topic()).isEqualTo("aquifer.caches");
        assertThat(record.key()).isEqualTo("ModelCache/ml-team/qwen/pin");
        assertThat(record.partitionKey()).isEqualTo("ModelCache/ml-team/qwen");
        assertThat(record.headers())
                .containsEntry("ce_specversion", "1.0")
                .containsEntry("ce_type", "aquifer.cache.SourcePinned.v1")
                .containsEntry("ce_subject", "ModelCache/ml-team/qwen")
                .containsEntry("ce_correlationid", "correlation-1")
                .containsEntry("ce_causationid", "cause-1")
                .containsEntry("ce_sequence", "42")
                .containsEntry("content-type", "application/json");
    }

    @Test
    void knowsATombstone() {
        assertThat(codec.decode("a-key", Map.of(), null)).isEqualTo(new Tombstone("a-key"));
    }

    @Test
    void keepsAStrangerApartFromDamage() {
        var headers = new HashMap<>(encoded().headers());
        headers.put("ce_type", "aquifer.cache.Tomorrow.v1");

        assertThat(decoded(headers, "{}"))
                .isInstanceOfSatisfying(
                        Unknown.class,
                        unknown ->
                                assertThat(unknown.type()).isEqualTo("aquifer.cache.Tomorrow.v1"));
    }

    @Test
    void namesTheFeaturesThatAReaderLacks() {
        var record = encoded("fencing", "tiers");

        assertThat(new EventCodec(Set.of("fencing")).decode("k", record.headers(), new byte[] {1}))
                .isInstanceOfSatisfying(
                        UpgradeRequired.class,
                        upgrade -> assertThat(upgrade.missing()).containsExactly("tiers"));
    }

    @Test
    void namesTheFieldThatIsMissing() {
        assertThat(
                        decoded(
                                encoded().headers(),
                                """
                                {"subject":{"resource":"ModelCache/ml-team/qwen","generation":1},
                                 "since":"2026-01-02T03:04:05Z"}"""))
                .isEqualTo(new Undecodable("payload: revision is missing"));
    }

    @Test
    void namesTheFieldThatDoesNotFit() {
        assertThat(
                        decoded(
                                encoded().headers(),
                                """
                                {"subject":{"resource":"no resource","generation":1},"revision":"r",
                                 "since":"2026-01-02T03:04:05Z"}"""))
                .isEqualTo(new Undecodable("payload: subject.resource does not fit SourcePinned"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ce_id", "ce_source", "ce_type"})
    void namesTheHeaderThatIsMissing(String header) {
        var headers = new HashMap<>(encoded().headers());
        headers.remove(header);

        assertThat(decoded(headers, encoded().value()))
                .isEqualTo(new Undecodable("header " + header + " is missing"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "7", "{", "{\"subject\":7}", "\u0000", "{}{}"})
    void survivesAnyPayload(String payload) {
        assertThat(decoded(encoded().headers(), payload))
                .isInstanceOfAny(Undecodable.class, Tombstone.class);
    }

    @Test
    void survivesRandomBytesAndDepth() {
        var random = RandomGenerator.of("L64X128MixRandom");
        for (int i = 0; i < 1000; i++) {
            var bytes = new byte[random.nextInt(1, 200)];
            random.nextBytes(bytes);
            assertThat(codec.decode("k", encoded().headers(), bytes))
                    .isInstanceOf(Undecodable.class);
        }
        assertThat(decoded(encoded().headers(), "[".repeat(100_000)))
                .isInstanceOf(Undecodable.class);
    }
}
