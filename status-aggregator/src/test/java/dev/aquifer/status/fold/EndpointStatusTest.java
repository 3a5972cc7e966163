package dev.aquifer.status.fold;

import static dev.aquifer.events.Condition.Status.False;
import static dev.aquifer.events.Condition.Status.True;
import static dev.aquifer.status.fold.Story.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.events.Condition;
import dev.aquifer.events.DeploymentEvent.EndpointAccepted;
import dev.aquifer.events.DeploymentEvent.EndpointPublished;
import dev.aquifer.events.DeploymentEvent.EndpointReady;
import dev.aquifer.events.DesiredEvent.EndpointRequested;
import dev.aquifer.events.Event;
import dev.aquifer.events.Metadata;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Uid;
import dev.aquifer.events.spec.ModelEndpointSpec;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An endpoint made by hand is ready once it answered, not once its address can be read. */
class EndpointStatusTest {
    private static final ResourceRef ENDPOINT = ResourceRef.parse("ModelEndpoint/ml-team/provider");
    private static final Subject SUBJECT = new Subject(ENDPOINT, new Uid("endpoint-1"), 1);
    private static final String URL = "http://127.0.0.1:9";

    private final Story story = new Story();
    private final Fleet fleet = new Fleet(Limits.USUAL);

    private void tell(Event... events) {
        for (var event : events) {
            fleet.take(story.tell(event));
        }
    }

    private Condition condition(String type) {
        return fleet.status(ENDPOINT).orElseThrow().status().conditions().stream()
                .filter(c -> c.type().equals(type))
                .findFirst()
                .orElseThrow();
    }

    @BeforeEach
    void accepted() {
        tell(
                new EndpointRequested(
                        SUBJECT, Metadata.NONE, new ModelEndpointSpec(URL + "/v1", null), at(0)),
                new EndpointAccepted(SUBJECT, URL + "/v1", at(1)));
    }

    @Test
    void anAddressThatCanBeReadIsNotReadyYet() {
        assertThat(condition("Ready").status()).isEqualTo(False);

        tell(new EndpointPublished(SUBJECT, "provider", URL, at(1)));

        assertThat(condition("Ready").status()).isEqualTo(False);
        assertThat(condition("RoutingReady").reason()).isEqualTo("WaitingForBackend");
        assertThat(condition("RoutingReady").message()).contains("was not asked yet");
    }

    @Test
    void whatAskingShowedIsToldUntilItAnswers() {
        tell(new EndpointPublished(SUBJECT, "provider", URL, "502 from the gateway", at(2)));

        assertThat(condition("RoutingReady").reason()).isEqualTo("WaitingForBackend");
        assertThat(condition("RoutingReady").message()).isEqualTo(URL + ": 502 from the gateway");

        tell(new EndpointReady(SUBJECT, "provider", URL, List.of(), at(3)));

        assertThat(condition("Ready").status()).isEqualTo(True);
        assertThat(condition("RoutingReady").reason()).isEqualTo("BackendConfigured");
    }
}
