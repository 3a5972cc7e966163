package dev.aquifer.cluster.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FleetSilenceTest {
    private static boolean ours(int clusters, long... silentSince) {
        List<Instant> times = Arrays.stream(silentSince).mapToObj(Instant::ofEpochSecond).toList();
        return FleetSilence.isOurs(clusters, times);
    }

    @Test
    void oneClusterIsItsOwnFault() {
        assertThat(ours(1, 0)).isFalse();
        assertThat(ours(3, 0)).isFalse();
    }

    @Test
    void aThirdAtOnceIsOurs() {
        assertThat(ours(6, 0, 50)).isTrue();
        assertThat(ours(7, 0, 50)).isFalse();
        assertThat(ours(2, 0, 0)).isTrue();
    }

    @Test
    void oneAfterTheOtherIsNot() {
        assertThat(ours(6, 0, 61)).isFalse();
        assertThat(ours(6, 0, 100, 150)).isTrue();
    }
}
