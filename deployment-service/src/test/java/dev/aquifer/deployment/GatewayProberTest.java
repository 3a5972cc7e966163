package dev.aquifer.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.deployment.RoutingFlow.GatewayLook;
import dev.aquifer.events.DeploymentEvent.GatewayReady;
import dev.aquifer.events.DeploymentEvent.GatewayUnavailable;
import dev.aquifer.events.DeploymentEvent.ServiceRouted;
import dev.aquifer.events.DesiredEvent.GatewayRequested;
import dev.aquifer.events.Metadata;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Uid;
import dev.aquifer.events.spec.InferenceGatewaySpec;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two replicas of the service look at the gateway, and one of them may not reach it. */
class GatewayProberTest {
    private static final String ADDRESS = "http://gateway";
    private static final Duration LONG = Duration.ofHours(1);

    private final Rehearsal service = Rehearsal.begin();

    @BeforeEach
    void aGatewayAndAService() {
        service.handle(
                new GatewayRequested(
                        new Subject(
                                ResourceRef.clusterScoped("InferenceGateway", "default"),
                                new Uid("gateway-1"),
                                1),
                        Metadata.NONE,
                        new InferenceGatewaySpec("Aquifer", null),
                        Played.T));
        service.handle(Played.wantedService("chat", "qwen"));
    }

    private void looks(String replica, boolean well) {
        service.looked(new GatewayLook(replica, well, ADDRESS, LONG));
    }

    private void theHolderIsSilentForTooLong() {
        service.rewrite("update prober set until = now() - interval '1 second'");
    }

    private long said() {
        return service.published().size();
    }

    @Test
    void theWordOfOneCountsAndAnAddressDoesNotFlip() {
        looks("one", true);
        assertThat(service.fact(ServiceRouted.class).address()).isEqualTo(ADDRESS + "/ml/chat");
        var before = said();

        for (int i = 0; i < 5; i++) {
            looks("two", false);
            looks("one", true);
        }

        assertThat(said()).isEqualTo(before);
        assertThat(service.fact(GatewayReady.class).address()).isEqualTo(ADDRESS);
    }

    @Test
    void whoReachesItSpeaksInsteadOfWhoDoesNot() {
        looks("one", false);
        assertThat(service.fact(GatewayUnavailable.class).reason()).isEqualTo("Unreachable");

        looks("two", true);
        looks("one", false);

        assertThat(service.fact(GatewayReady.class).address()).isEqualTo(ADDRESS);
        assertThat(service.fact(ServiceRouted.class).address()).isEqualTo(ADDRESS + "/ml/chat");
    }

    @Test
    void anotherTakesOverWhenTheHolderDies() {
        looks("one", true);
        looks("two", false);
        assertThat(service.facts(GatewayReady.class)).hasSize(1);

        theHolderIsSilentForTooLong();
        looks("two", false);

        assertThat(service.fact(GatewayUnavailable.class).reason()).isEqualTo("Unreachable");
        assertThat(service.fact(ServiceRouted.class).address()).isNull();
    }

    @Test
    void whoWasAwayAndComesBackFindsAnotherHolder() {
        looks("one", true);
        theHolderIsSilentForTooLong();
        looks("two", true);
        var before = said();

        looks("one", false);

        assertThat(said()).isEqualTo(before);
        assertThat(service.fact(GatewayReady.class).address()).isEqualTo(ADDRESS);
    }
}
