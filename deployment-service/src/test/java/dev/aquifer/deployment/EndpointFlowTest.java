package dev.aquifer.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.deployment.domain.Reply;
import dev.aquifer.events.DeploymentEvent.Backend;
import dev.aquifer.events.DeploymentEvent.EndpointAccepted;
import dev.aquifer.events.DeploymentEvent.EndpointPublished;
import dev.aquifer.events.DeploymentEvent.EndpointReady;
import dev.aquifer.events.DeploymentEvent.EndpointRefused;
import dev.aquifer.events.DeploymentEvent.EndpointRemoved;
import dev.aquifer.events.DeploymentEvent.ServiceRouted;
import dev.aquifer.events.DesiredEvent.EndpointRequested;
import dev.aquifer.events.DesiredEvent.EndpointWithdrawn;
import dev.aquifer.events.Metadata;
import dev.aquifer.events.spec.ModelEndpointSpec;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An endpoint that somebody made by hand: nothing is sent there before it answered. */
class EndpointFlowTest {
    private static final String URL = "http://127.0.0.1:9";
    private static final Reply ANSWER = new Reply.Answer();
    private static final Reply FAILURE = new Reply.Failure("502 from the gateway: away");

    private final Rehearsal service = Rehearsal.begin();

    @BeforeEach
    void aServiceThatSelectsIt() {
        service.handle(Played.wantedService("chat", "by-hand"));
        want(1, URL + "/v1");
    }

    private void want(long generation, String url) {
        service.handle(
                new EndpointRequested(
                        Played.subject("ModelEndpoint", "provider", generation),
                        new Metadata(Map.of("modelplane.ai/deployment", "by-hand"), Map.of()),
                        new ModelEndpointSpec(url, null),
                        Played.T));
    }

    private ServiceRouted route() {
        return service.fact(ServiceRouted.class);
    }

    @Test
    void beforeItWasAskedItIsPublishedAndNothingIsSentThere() {
        assertThat(service.fact(EndpointPublished.class).url()).isEqualTo(URL);
        assertThat(service.fact(EndpointPublished.class).message()).isNull();
        assertThat(service.facts(EndpointReady.class)).isEmpty();
        assertThat(route().matched()).isEqualTo(1);
        assertThat(route().backends()).isEmpty();
    }

    @Test
    void onceItAnswersRequestsAreSentThere() {
        service.asked(ANSWER);

        assertThat(service.fact(EndpointReady.class).url()).isEqualTo(URL);
        assertThat(route().backends()).containsExactly(new Backend("provider", URL));
    }

    @Test
    void whatAskingShowedIsSaid() {
        service.asked(FAILURE);

        assertThat(service.fact(EndpointPublished.class).message())
                .isEqualTo("502 from the gateway: away");
        assertThat(route().backends()).isEmpty();
    }

    @Test
    void whatAnsweredAndDoesNotAnyMoreIsTakenOut() {
        service.asked(ANSWER);
        service.asked(FAILURE);
        service.asked(new Reply.NotYet());
        service.asked(FAILURE);
        assertThat(route().backends()).hasSize(1);

        service.asked(FAILURE);

        assertThat(service.fact(EndpointPublished.class).message()).contains("502");
        assertThat(route().backends()).isEmpty();

        service.asked(ANSWER);
        assertThat(route().backends()).hasSize(1);
    }

    @Test
    void anotherAddressIsAskedAnewAndTheFormersAnswerDoesNotCount() {
        service.asked(ANSWER);
        var former = service.endpoints();

        want(2, "http://127.0.0.2:9");
        assertThat(route().backends()).isEmpty();
        service.replied(former.getFirst(), ANSWER);

        assertThat(service.facts(EndpointReady.class)).isEmpty();
        assertThat(service.fact(EndpointPublished.class).subject().generation()).isEqualTo(2);
    }

    @Test
    void anEditThatKeepsTheAddressChangesNothing() {
        service.asked(ANSWER);

        want(2, URL + "/v2");

        assertThat(service.fact(EndpointReady.class).subject().generation()).isEqualTo(2);
        assertThat(route().backends()).hasSize(1);
    }

    @Test
    void anAddressThatCannotBeUsedTakesBackWhatWasSaidOfTheFormer() {
        service.asked(ANSWER);

        want(2, "ftp://127.0.0.1");

        assertThat(service.fact(EndpointRefused.class).message()).contains("neither http");
        assertThat(service.facts(EndpointReady.class)).isEmpty();
        assertThat(route().backends()).isEmpty();
    }

    @Test
    void nothingIsLeftOfOneThatIsWithdrawn() {
        service.asked(ANSWER);
        var former = service.endpoints();

        service.handle(
                new EndpointWithdrawn(Played.subject("ModelEndpoint", "provider", 1), Played.T));
        service.replied(former.getFirst(), ANSWER);

        assertThat(service.facts(EndpointReady.class)).isEmpty();
        assertThat(service.facts(EndpointAccepted.class)).isEmpty();
        assertThat(service.facts(EndpointRemoved.class)).hasSize(1);
        assertThat(route().matched()).isZero();
    }

    @Test
    void hearingItAgainSaysNothing() {
        service.asked(ANSWER);
        int before = service.published().size();

        want(1, URL + "/v1");
        service.asked(ANSWER);

        assertThat(service.published()).hasSize(before);
    }

    @Test
    void nobodyElseAsksMeanwhile() {
        assertThat(service.due()).hasSize(1);
        assertThat(service.due()).isEmpty();
    }

    /** As the migration leaves it: it serves, and nothing was said of its own route. */
    @Test
    void whatServedBeforeThereWasAskingServesOnUntilItWasAsked() {
        service.asked(ANSWER);
        service.rewrite("delete from ledger.levels where slot like 'ModelEndpoint/%/endpoint'");
        int before = service.published().size();

        service.asked(new Reply.NotYet());

        assertThat(service.published().subList(before, service.published().size()))
                .singleElement()
                .isInstanceOf(EndpointReady.class);
        assertThat(route().backends()).hasSize(1);
    }
}
