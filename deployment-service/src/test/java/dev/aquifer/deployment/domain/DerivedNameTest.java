package dev.aquifer.deployment.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DerivedNameTest {
    @Test
    void staysReadable() {
        assertThat(DerivedName.of("smollm2", "cluster-a")).matches("smollm2-cluster-a-[0-9a-f]{5}");
    }

    @Test
    void isTheSameForTheSameParts() {
        assertThat(DerivedName.of("a", "b")).isEqualTo(DerivedName.of("a", "b"));
    }

    @Test
    void partsThatReadAlikeAreToldApart() {
        assertThat(DerivedName.of("a-b", "c")).isNotEqualTo(DerivedName.of("a", "b-c"));
    }

    @Test
    void leavesRoomForWhatKubernetesAppends() {
        var longest = DerivedName.of("x".repeat(63), "y".repeat(63));

        assertThat(longest).hasSizeLessThanOrEqualTo(46);
        assertThat(longest).isNotEqualTo(DerivedName.of("x".repeat(63), "y".repeat(62)));
    }

    @Test
    void dotsOfAClusterAreNoDotsOfAService() {
        assertThat(DerivedName.of("m", "eu.west")).matches("[a-z0-9-]+");
    }
}
