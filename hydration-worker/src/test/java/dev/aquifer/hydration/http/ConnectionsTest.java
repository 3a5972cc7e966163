package dev.aquifer.hydration.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConnectionsTest {

    private static final Origin HUB = new Origin("https", "hub.example", 443);

    private final Connections connections = new Connections();

    @Test
    void theQuickestAnswerOfAnOriginIsRemembered() {
        connections.answered(HUB, 9_000);
        connections.answered(HUB, 4_000);
        connections.answered(HUB, 7_000);
        connections.answered(new Origin("https", "hub.example", 444), 1_000);

        assertThat(connections.quickest(HUB)).isEqualTo(Duration.ofNanos(4_000));
    }

    @Test
    void whoNeverAnsweredIsFarAway() {
        assertThat(connections.quickest(HUB)).isGreaterThan(Duration.ofDays(1));
    }

    @Test
    void ofAHubThatLeadsToAnotherOriginEachTimeFewAreRemembered() {
        connections.answered(HUB, 9_000);
        for (int i = 1; i < 10_000; i++) {
            connections.answered(new Origin("https", "mirror.example", i), 1_000);
        }
        connections.answered(HUB, 4_000);

        assertThat(connections.quickest(HUB)).isEqualTo(Duration.ofNanos(4_000));
        assertThat(connections.quickest(new Origin("https", "mirror.example", 9_999)))
                .isGreaterThan(Duration.ofDays(1));
    }
}
