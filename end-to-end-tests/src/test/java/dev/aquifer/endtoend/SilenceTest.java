package dev.aquifer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What cannot be seen is said to be unknown, with the time when it was seen last; nothing moves
 * because of it, the model answers on, and all is as before once it can be seen again.
 */
@ExtendWith(SharedFleet.class)
class SilenceTest {
    private static final String CLUSTER = "cluster-a";

    /** Two missed renewals, or 40 s without a word, and then some for a busy machine. */
    private static final Duration NOTICED = Duration.ofMinutes(3);

    @ParameterizedTest
    @CsvSource({"cluster-a, ClusterUnreachable", "cluster-service, ClusterSilent"})
    void conditionsTurnUnknownAndBack(String frozen, String reason, Fleet fleet) {
        var path = WholePath.of(fleet);
        var victims = new Victims(fleet);
        Assumptions.assumeTrue(
                victims.names().contains(frozen), () -> frozen + " is given, and not ours to stop");
        try (var team = Team.in(fleet, "e2e-silence-" + frozen)) {
            path.apply(team);
            var calm = path.endState(team);
            var lives = path.lives(team);
            var model = path.model(team);
            long pid = victims.freeze(frozen);
            try {
                untilUnknown(fleet, "InferenceCluster", "", CLUSTER, "ClusterReady", reason);
                untilUnknown(
                        fleet,
                        "ModelCache",
                        team.name(),
                        WholePath.NAME,
                        "ArtifactReady",
                        "ClusterUnreachable");
                assertThat(WholePath.ask(model).statusCode()).isEqualTo(200);
            } finally {
                Victims.thaw(pid);
            }
            assertThat(path.endState(team)).isEqualTo(calm);
            assertThat(path.lives(team)).isEqualTo(lives);
        }
    }

    private static void untilUnknown(
            Fleet fleet,
            String kind,
            String namespace,
            String name,
            String condition,
            String reason) {
        fleet.await(
                "%s %s to be Unknown".formatted(kind, name),
                NOTICED,
                () -> fleet.get(kind, namespace, name).says(condition, "Unknown", reason),
                () -> fleet.get(kind, namespace, name).words());
    }
}
