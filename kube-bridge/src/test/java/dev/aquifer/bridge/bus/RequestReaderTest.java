package dev.aquifer.bridge.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.aquifer.bridge.domain.Progress;
import dev.aquifer.events.Topic;
import dev.aquifer.ledger.KafkaSettings;
import dev.aquifer.ledger.LedgerLog;
import dev.aquifer.ledger.testkit.EmbeddedBroker;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RequestReaderTest {
    private final List<Object> pauses = new CopyOnWriteArrayList<>();
    private final LedgerLog log =
            (LedgerLog)
                    Proxy.newProxyInstance(
                            LedgerLog.class.getClassLoader(),
                            new Class<?>[] {LedgerLog.class},
                            (_, method, arguments) -> note(method.getName(), arguments));

    private @Nullable Object note(String method, Object[] arguments) {
        if (method.equals("paused")) {
            pauses.add(arguments[2]);
        }
        return null;
    }

    @Test
    void theFirstPauseIsAShortOneAgainAfterASuccess() {
        try (var broker = EmbeddedBroker.start()) {
            var kafka = KafkaSettings.of(broker.bootstrapServers());
            broker.delete(Topic.REQUESTS);
            try (var sender = new RecordSender(kafka);
                    var reader =
                            new RequestReader(
                                    kafka,
                                    Topic.REQUESTS.topicName(),
                                    new Progress("", Map.of()),
                                    (_, _) -> {},
                                    sender,
                                    log)) {
                reader.start();
                await().untilAsserted(() -> assertThat(pauses).contains(Duration.ofMillis(400)));
                broker.create(Topic.REQUESTS);
                await().atMost(Duration.ofSeconds(30))
                        .untilAsserted(() -> assertThat(reader.progress().next()).isNotEmpty());
                pauses.clear();

                broker.delete(Topic.REQUESTS);

                await().atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThat(pauses).isNotEmpty());
                assertThat(pauses.getFirst()).isEqualTo(Duration.ofMillis(100));
            }
        }
    }
}
