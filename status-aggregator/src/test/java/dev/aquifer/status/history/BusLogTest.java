package dev.aquifer.status.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.events.Topic;
import dev.aquifer.ledger.KafkaClients;
import dev.aquifer.ledger.KafkaSettings;
import dev.aquifer.ledger.testkit.EmbeddedBroker;
import dev.aquifer.status.fold.Story;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class BusLogTest {
    @Test
    void aStrangersHeaderWithoutAValueIsNoObstacle() throws Exception {
        var kafka = KafkaSettings.of(EmbeddedBroker.shared().bootstrapServers());
        try (var producer = KafkaClients.producer(kafka)) {
            var record =
                    new ProducerRecord<byte[], byte[]>(
                            Topic.TRANSITIONS.topicName(),
                            Story.CACHE.toString().getBytes(UTF_8),
                            null);
            record.headers().add("strange", null);
            assertThat(producer.send(record).get().hasOffset()).isTrue();
        }

        assertThat(new BusLog(kafka).lastSaid()).isNotNull();
        assertThat(new BusLog(kafka).of(Story.CACHE)).isNotNull();
    }
}
