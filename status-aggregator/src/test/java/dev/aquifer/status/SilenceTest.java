package dev.aquifer.status;

import static dev.aquifer.status.fold.Story.A;
import static dev.aquifer.status.fold.Story.B;
import static dev.aquifer.status.fold.Story.at;
import static dev.aquifer.status.fold.Story.renewed;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SilenceTest {
    private final Silence silence = new Silence(Duration.ofSeconds(40), at(0));

    @Test
    void aClusterWhoseSessionIsNoMoreIsForgotten() {
        silence.heard(renewed(A, 100), at(100));
        silence.heard(renewed(B, 100), at(100));

        silence.forget("InferenceCluster/-/a/reachability");
        assertThat(silence.of(renewed(A, 100), at(120))).isEmpty();
        silence.forget(renewed(A, 100).slot().toString());

        assertThat(silence.of(renewed(A, 100), at(120))).as("as if never heard of").isPresent();
        assertThat(silence.of(renewed(B, 100), at(120))).isEmpty();
    }
}
