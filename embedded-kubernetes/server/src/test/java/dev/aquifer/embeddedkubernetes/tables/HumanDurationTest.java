package dev.aquifer.embeddedkubernetes.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HumanDurationTest {
    @ParameterizedTest
    @CsvSource({
        "PT0S,0s",
        "PT119S,119s",
        "PT2M,2m",
        "PT3M4S,3m4s",
        "PT10M5S,10m",
        "PT179M,179m",
        "PT3H,3h",
        "PT7H59M,7h59m",
        "PT8H1M,8h",
        "PT47H,47h",
        "P2D,2d",
        "P2DT3H,2d3h",
        "P8DT3H,8d",
        "P729D,729d",
        "P730D,2y",
        "P731D,2y1d",
        "P2920D,8y",
        "PT-1S,0s",
        "PT-5S,<invalid>"
    })
    void readsAsKubectlWritesIt(Duration duration, String expected) {
        assertThat(HumanDuration.of(duration)).isEqualTo(expected);
    }

    @Test
    void saysWhenThereIsNoTime() {
        assertThat(HumanDuration.since("", Instant.EPOCH)).isEqualTo("<unknown>");
        assertThat(HumanDuration.since("yesterday", Instant.EPOCH)).isEqualTo("<invalid>");
    }
}
