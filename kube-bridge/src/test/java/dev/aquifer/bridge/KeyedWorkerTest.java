package dev.aquifer.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class KeyedWorkerTest {
    private final Map<String, Integer> attempts = new ConcurrentHashMap<>();

    @BeforeAll
    static void quiet() {
        Logs.show(Level.SEVERE);
    }

    private Set<String> fail(List<String> keys) {
        keys.forEach(key -> attempts.merge(key, 1, Integer::sum));
        return Set.copyOf(keys);
    }

    private int attempts(String key) {
        return attempts.getOrDefault(key, 0);
    }

    @Test
    void whatFailsIsTriedAgainOnceHoweverOftenItWasOffered() {
        try (var worker = new KeyedWorker<>("test", 1, 1, this::fail, BridgeLog.LOG)) {
            worker.start();
            for (int offer = 1; offer <= 20; offer++) {
                var before = attempts("often");
                worker.offer("often");
                await().pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> attempts("often") > before);
            }
            var offered = attempts("often");
            // Fails six times in its first one and a half seconds; by then so would the other one.
            worker.offer("once");
            await().until(() -> attempts("once") >= 6);

            assertThat(attempts("often") - offered).isLessThanOrEqualTo(1);
        }
    }
}
