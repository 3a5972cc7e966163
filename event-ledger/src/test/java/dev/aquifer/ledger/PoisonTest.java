package dev.aquifer.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.aquifer.events.Topic;
import dev.aquifer.events.wire.EventCodec;
import dev.aquifer.ledger.testkit.EmbeddedBroker;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Records that cannot or must not be handled. */
class PoisonTest {
    private final Scene scene = new Scene();
    private final KafkaProducer<byte[], byte[]> producer =
            KafkaConfig.producer(scene.kafka(), null);

    @AfterEach
    void close() {
        producer.close();
        scene.close();
    }

    private void send(String key, Map<String, String> headers, byte @Nullable [] value)
            throws Exception {
        var wire =
                headers.entrySet().stream()
                        .<Header>map(
                                h ->
                                        new RecordHeader(
                                                h.getKey(),
                                                h.getValue().getBytes(StandardCharsets.UTF_8)))
                        .toList();
        int count = producer.partitionsFor(Topic.DESIRED.topicName()).size();
        var partitionKey = scene.slot("gemma").partition();
        producer.send(
                        new ProducerRecord<>(
                                Topic.DESIRED.topicName(),
                                KafkaConfig.partition(partitionKey, count),
                                null,
                                key.getBytes(StandardCharsets.UTF_8),
                                value,
                                wire))
                .get();
    }

    /** What a newer or broken producer would send about the cache gemma. */
    private Map<String, String> headers(Map<String, String> changes) {
        var record = new EventCodec().encode(Topic.DESIRED, scene.wanted("gemma", 2));
        var headers = new HashMap<>(record.headers());
        headers.putAll(changes);
        return headers;
    }

    private byte[] value() {
        return new EventCodec()
                .encode(Topic.DESIRED, scene.wanted("gemma", 2))
                .value()
                .getBytes(StandardCharsets.UTF_8);
    }

    private List<ConsumerRecord<byte[], byte[]>> letters() {
        return RawTopic.records(scene.broker.bootstrapServers(), Topic.DEAD_LETTERS).stream()
                .filter(r -> scene.service.equals(header(r, "deadletter_by")))
                .filter(r -> new String(r.key(), StandardCharsets.UTF_8).contains(scene.service))
                .toList();
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return String.valueOf(WireHeader.text(record.headers()).get(name));
    }

    @Test
    void whatCannotBeReadIsADeadLetterAsItCameAndTheNextIsHandled() throws Exception {
        scene.ledger();
        var garbage = new byte[] {0, 1, 2, (byte) 0xff};
        scene.want("gemma", 1);
        send(scene.slot("gemma").toString(), headers(Map.of("extra", "kept")), garbage);
        scene.want("gemma", 3);

        await().untilAsserted(() -> assertThat(scene.heard()).containsEntry("gemma", 3L));
        await().untilAsserted(() -> assertThat(letters()).hasSize(1));
        var letter = letters().getFirst();
        assertThat(letter.value()).isEqualTo(garbage);
        assertThat(new String(letter.key(), StandardCharsets.UTF_8))
                .isEqualTo(scene.slot("gemma").toString());
        assertThat(header(letter, "extra")).isEqualTo("kept");
        assertThat(header(letter, "deadletter_topic")).isEqualTo("aquifer.desired");
        assertThat(header(letter, "deadletter_reason")).isEqualTo("payload is not JSON");
        assertThat(header(letter, "deadletter_offset")).matches("\\d+");
    }

    @Test
    void aRecordThatIsTooLargeForALetterIsCutAndTheNextIsHandled() throws Exception {
        scene.ledger();
        var random = new Random(1);
        var longKey = new StringBuilder(scene.slot("gemma").toString());
        while (longKey.length() < 300_000) {
            longKey.append((char) ('!' + random.nextInt(90)));
        }
        scene.want("gemma", 1);
        send(longKey.toString(), headers(Map.of("large", "x".repeat(400_000))), new byte[200_000]);
        scene.want("gemma", 3);

        await().untilAsserted(() -> assertThat(scene.heard()).containsEntry("gemma", 3L));
        await().untilAsserted(() -> assertThat(letters()).hasSize(1));
        var letter = letters().getFirst();
        assertThat(letter.key()).hasSize(4096);
        assertThat(header(letter, "deadletter_key_cut")).isEqualTo("" + longKey.length());
        assertThat(header(letter, "deadletter_headers_cut")).isEqualTo("1");
        assertThat(header(letter, "large")).hasSize(8192);
        assertThat(letter.value()).hasSize(200_000);
    }

    @Test
    void aReaderWithoutADatabaseBuriesOnceHoweverOftenItReads() throws Exception {
        send(scene.slot("gemma").toString(), headers(Map.of()), new byte[] {1, 2, 3});
        scene.want("gemma", 3);
        for (int start = 0; start < 2; start++) {
            var heard = new CopyOnWriteArrayList<Received>();
            try (var reader =
                    TopicReader.of(scene.kafka(), Topic.DESIRED)
                            .buryingAs(scene.service)
                            .build(heard::addAll)) {
                reader.start();
                reader.caughtUp().get(30, TimeUnit.SECONDS);
            }
            assertThat(heard).anyMatch(received -> received.toString().contains(scene.service));
            await().untilAsserted(() -> assertThat(letters()).hasSize(1));
        }
        assertThat(header(letters().getFirst(), "deadletter_reason"))
                .isEqualTo("payload is not JSON");
    }

    @Test
    void anUnknownTypeIsSkippedAndToldOnce() throws Exception {
        var notes = new Scene.Notes();
        scene.ledger(
                EventLedger.builder(scene.settings(), scene.database).log(notes.log()),
                scene::answer);
        var newer = headers(Map.of("ce_type", "aquifer.cache.Polished." + scene.service));
        send(scene.slot("gemma").toString(), newer, value());
        send(scene.slot("gemma").toString(), newer, value());
        scene.want("gemma", 3);

        await().untilAsserted(() -> assertThat(scene.heard()).containsEntry("gemma", 3L));
        assertThat(notes.lines.stream().filter(line -> line.contains("Polished." + scene.service)))
                .hasSize(1);
        assertThat(letters()).isEmpty();
    }

    @Test
    void anEventThatRequiresAnUpgradePausesItsPartitionAndNothingIsLost() throws Exception {
        // A broker of its own: the partition stays paused for whoever comes later.
        try (var own = EmbeddedBroker.start();
                var producing =
                        KafkaConfig.producer(KafkaSettings.of(own.bootstrapServers()), null)) {
            var there = new Scene(own);
            var old = there.ledger();
            there.want("gemma", 1);
            await().untilAsserted(() -> assertThat(there.heard()).containsEntry("gemma", 1L));
            var record = new EventCodec().encode(Topic.DESIRED, there.wanted("gemma", 2));
            var headers = new HashMap<>(record.headers());
            headers.put("ce_requires", "time-travel");
            int count = producing.partitionsFor(record.topic()).size();
            producing
                    .send(
                            new ProducerRecord<>(
                                    record.topic(),
                                    KafkaConfig.partition(record.partitionKey(), count),
                                    null,
                                    record.key().getBytes(StandardCharsets.UTF_8),
                                    record.value().getBytes(StandardCharsets.UTF_8),
                                    headers.entrySet().stream()
                                            .<Header>map(
                                                    h ->
                                                            new RecordHeader(
                                                                    h.getKey(),
                                                                    h.getValue()
                                                                            .getBytes(
                                                                                    StandardCharsets
                                                                                            .UTF_8)))
                                            .toList()))
                    .get();
            there.want("gemma", 3);
            await().untilAsserted(
                            () ->
                                    assertThat(old.health().state())
                                            .isEqualTo(LedgerHealth.State.UPGRADE_REQUIRED));
            assertThat(old.health().reason()).contains("time-travel");
            assertThat(there.heard()).containsEntry("gemma", 1L);
            old.close();

            there.ledger(
                    EventLedger.builder(there.settings(), there.database)
                            .codec(new EventCodec(Set.of("time-travel"))),
                    there::answer);

            await().untilAsserted(() -> assertThat(there.heard()).containsEntry("gemma", 3L));
            assertThat(there.handled("gemma")).isEqualTo(3);
            there.close();
        }
    }
}
