package dev.aquifer.hydration.oci;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class ChallengeTest {

    @Test
    void readsWhatARegistryOffers() {
        String field =
                "Bearer realm=\"https://auth.example/token\",service=\"a, b\",scope=\"repository:x:pull,push\"";

        assertThat(Challenge.all(field))
                .containsExactly(
                        new Challenge(
                                "bearer",
                                Map.of(
                                        "realm", "https://auth.example/token",
                                        "service", "a, b",
                                        "scope", "repository:x:pull,push")));
    }

    @Test
    void readsSeveralOffers() {
        List<Challenge> offers =
                Challenge.all("Negotiate, BASIC realm=\"a \\\"b\\\"\", Bearer realm=c");

        assertThat(offers)
                .containsExactly(
                        new Challenge("negotiate", Map.of()),
                        new Challenge("basic", Map.of("realm", "a \"b\"")),
                        new Challenge("bearer", Map.of("realm", "c")));
    }

    @Test
    void makesLittleOfNonsenseAndSoon() {
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> {
                    assertThat(Challenge.all("")).isEmpty();
                    assertThat(Challenge.all("=\"=\"")).isEmpty();
                    assertThat(Challenge.all("Bearer realm=\"never ends")).hasSizeLessThan(3);
                    Challenge.all("Bearer a=\"" + "\\".repeat(8000));
                    Challenge.all("a ".repeat(4000));
                    Challenge.all(",".repeat(8000));
                    assertThat(Challenge.all("x".repeat(9000))).isEmpty();
                });
    }
}
