package dev.aquifer.ledger;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What an operator says of the broker. */
class KafkaSettingsTest {
    private static final KafkaSettings KAFKA =
            new KafkaSettings("broker:9093", Map.of("security.protocol", "CARRIER_PIGEON"));

    @Test
    void furtherPropertiesArriveAtEveryClientOfALedger() {
        var kafka = LedgerSettings.of("cache-service", KAFKA).kafka();

        for (var client :
                List.<ThrowingCallable>of(
                        () -> KafkaConfig.member(kafka, "group", null),
                        () -> KafkaConfig.reader(kafka),
                        () -> KafkaConfig.attentiveReader(kafka),
                        () -> KafkaConfig.producer(kafka, null),
                        () -> KafkaConfig.admin(kafka))) {
            assertThatThrownBy(client)
                    .isInstanceOf(KafkaException.class)
                    .hasStackTraceContaining("CARRIER_PIGEON");
        }
    }
}
