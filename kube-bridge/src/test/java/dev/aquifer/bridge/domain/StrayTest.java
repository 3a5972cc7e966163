package dev.aquifer.bridge.domain;

import static dev.aquifer.bridge.domain.Samples.NOW;
import static dev.aquifer.bridge.domain.Samples.UID;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Uid;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StrayTest {
    private static final ResourceRef REPLICA = new ResourceRef("ModelReplica", "ml-team", "qwen-a");

    private static Resource byHand(ResourceRef ref, long generation, Map<String, Object> status) {
        return Samples.resource(
                ref, new Uid("f"), generation, Map.of(), List.of(), List.of(), null, status);
    }

    private static Map<String, Object> said(long generation) {
        var patch = Stray.of(byHand(REPLICA, generation, Map.of()), NOW).orElseThrow();
        return new HashMap<>(patch.status());
    }

    @Test
    void itSaysThatNothingComesOfIt() {
        assertThat(said(1).toString())
                .contains("type=Ready", "status=False", "reason=ImplementationPending")
                .contains("ModelReplicas are made by Aquifer for a ModelDeployment")
                .contains("observedGeneration=1");
    }

    @Test
    void itSaysItOnceForEachEditAndSinceWhen() {
        var later = NOW.plusSeconds(60);

        assertThat(Stray.of(byHand(REPLICA, 1, said(1)), later)).isEmpty();
        assertThat(Stray.of(byHand(REPLICA, 2, said(1)), later).orElseThrow().status().toString())
                .contains("observedGeneration=2")
                .contains("lastTransitionTime=" + NOW);
    }

    @Test
    void whatADeploymentDeclaredIsNotTouchedWhateverWasTakenOffIt() {
        assertThat(Stray.of(Samples.declared(REPLICA, UID, Map.of()), NOW)).isEmpty();
    }

    @Test
    void whatIsCarriedOutIsNotTouched() {
        var endpoint = new ResourceRef("ModelEndpoint", "ml-team", "provider");

        assertThat(Stray.of(byHand(endpoint, 1, Map.of()), NOW)).isEmpty();
        assertThat(Stray.of(Samples.resource(), NOW)).isEmpty();
    }

    @Test
    void whatIsGoingIsLeftAlone() {
        var going =
                Samples.resource(
                        REPLICA, new Uid("f"), 1, Map.of(), List.of("x"), List.of(), NOW, Map.of());

        assertThat(Stray.of(going, NOW)).isEmpty();
    }
}
