package dev.aquifer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is served goes on being served, whatever happens to those who started it. */
@ExtendWith(SharedFleet.class)
class ServingWithoutAquiferTest {
    private static final int PORT = 8000;

    @Test
    void everythingIsKilledButThePods(Fleet fleet) {
        var path = WholePath.of(fleet);
        try (var team = Team.in(fleet, "e2e-outlive")) {
            path.apply(team);
            var calm = path.endState(team);
            var lives = path.lives(team);
            var engine = new OpenAi(addressOf(path.engines(team).getFirst()));

            Victims.kill(fleet.sandbox().supervisor());
            fleet.sandbox().processes().values().forEach(Victims::kill);

            assertThat(engine.models().statusCode()).isEqualTo(200);
            fleet.sandbox().up();
            assertThat(engine.models().statusCode()).isEqualTo(200);
            assertThat(path.endState(team)).isEqualTo(calm);
            assertThat(path.lives(team)).isEqualTo(lives);
        }
    }

    /** By the pod's own address: nothing of Aquifer is on the way. */
    private static String addressOf(Pod pod) {
        return "http://%s:%d".formatted(pod.getStatus().getPodIP(), PORT);
    }
}
