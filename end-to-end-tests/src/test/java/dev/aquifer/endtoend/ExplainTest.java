package dev.aquifer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.aquifer.endtoend.Command.Ended;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code why} and {@code history}, as somebody asks whose model does not answer. */
@ExtendWith(SharedFleet.class)
class ExplainTest {
    private static final String NAME = "puzzle";
    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void theChainEndsAtWhatIsToBlame(Fleet fleet) throws JsonProcessingException {
        try (var team = Team.in(fleet, "e2e-why")) {
            var missing =
                    "http://127.0.0.1:%d/e2e/why/resolve/main/no-such-file"
                            .formatted(fleet.sandbox().port("hub"));
            team.apply(
                    Manifests.http(team.name(), NAME, missing),
                    Manifests.deployment(team.name(), NAME, NAME),
                    Manifests.service(team.name(), NAME));
            fleet.until(
                    "ModelCache",
                    team.name(),
                    NAME,
                    "to have failed",
                    it -> it.says("ArtifactReady", "False", "Failed"));

            var text = why(fleet, "ms/" + NAME, "-n", team.name());
            assertThat(text.status()).as(text.out()).isEqualTo(1);
            assertThat(text.out())
                    .containsSubsequence(
                            "ModelService e2e-why/" + NAME + " is not ready",
                            "ModelDeployment e2e-why/" + NAME,
                            "ModelCache e2e-why/" + NAME,
                            "NotFound");

            var answer = json(why(fleet, "modelservice", NAME, "-n", team.name(), "-o", "json"));
            assertThat(answer.path("state").asText()).isEqualTo("NotReady");
            assertThat(answer.path("chain").valueStream().map(link -> link.path("kind").asText()))
                    .contains("ModelService", "ModelDeployment", "ModelCache");
            assertThat(answer.path("trail").valueStream().reduce((first, last) -> last))
                    .as("what a user asked for")
                    .hasValueSatisfying(
                            asked -> assertThat(asked.path("generation").asLong()).isOne());
        }
    }

    @Test
    void whatIsHealthyUnknownOrMisspeltIsAnsweredToo(Fleet fleet) {
        var healthy = why(fleet, "inferencecluster/cluster-a");
        assertThat(healthy.status()).isZero();
        assertThat(healthy.out()).contains("InferenceCluster cluster-a is ready");

        var unknown = why(fleet, "mc/nobody");
        assertThat(unknown.status()).isEqualTo(2);
        assertThat(unknown.err()).contains("There is no ModelCache 'nobody'");

        var misspelt = why(fleet, "modelcash/nobody");
        assertThat(misspelt.status()).isEqualTo(2);
        assertThat(misspelt.err()).contains("modelcash", "modelcache");
    }

    @Test
    void whatWasDeletedHasAHistory(Fleet fleet) throws JsonProcessingException {
        Instant then;
        try (var team = Team.in(fleet, "e2e-history")) {
            team.apply(Manifests.inline(team.name(), NAME, "one line"));
            team.readyCache(NAME);
            then = Clock.systemUTC().instant(); // it could be read by now
        }
        var gone = why(fleet, "mc/" + NAME, "-n", "e2e-history");
        assertThat(gone.status()).isEqualTo(2);
        assertThat(gone.err()).contains("history");

        var changes = json(history(fleet, "mc/" + NAME, "-n", "e2e-history", "-o", "json"));
        assertThat(changes.path("changes").valueStream().toList().getLast().path("change").asText())
                .isEqualTo("Gone");
        var state = history(fleet, "mc/" + NAME, "-n", "e2e-history", "--at", then.toString());
        assertThat(state.status()).as(state.err()).isZero();
        assertThat(state.out()).containsPattern("Ready +True +Ready");
        var before = history(fleet, "mc/" + NAME, "-n", "e2e-history", "--at", "1d");
        assertThat(before.status()).as("it was not there yet").isEqualTo(1);
    }

    private static Ended why(Fleet fleet, String... words) {
        return fleet.sandbox().ask("why", words);
    }

    private static Ended history(Fleet fleet, String... words) {
        return fleet.sandbox().ask("history", words);
    }

    private static JsonNode json(Ended answer) throws JsonProcessingException {
        return JSON.readTree(answer.out());
    }
}
