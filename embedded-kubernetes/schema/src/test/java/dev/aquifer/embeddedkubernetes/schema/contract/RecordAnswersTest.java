package dev.aquifer.embeddedkubernetes.schema.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.embeddedkubernetes.schema.contract.Scenario.Answer;
import dev.aquifer.embeddedkubernetes.schema.contract.Scenario.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Asks a real API server for the answers: {@code -Dcorpus.kubeconfig=FILE} compares what it says
 * with what is recorded, {@code -Dcorpus.write=true} writes it down instead. The server must be one
 * to play with.
 */
@EnabledIfSystemProperty(
        named = "corpus.kubeconfig",
        matches = ".+",
        disabledReason =
                "the recorded answers are used; give -Dcorpus.kubeconfig=FILE to ask a real server")
class RecordAnswersTest {
    private static final ObjectMapper JSON =
            new ObjectMapper()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    @ParameterizedTest
    @ValueSource(strings = {"custom-resources", "builtin-kinds"})
    void aRealServerAnswersAsRecorded(String corpus) throws Exception {
        ObjectNode answers = JSON.createObjectNode();
        try (RealServer server = new RealServer(System.getProperty("corpus.kubeconfig"))) {
            server.send(
                    new Step(
                            "POST",
                            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
                            "application/json",
                            Scenario.read("thing-definition.yaml").toString()));
            Step list = new Step("GET", "/apis/test.example.com/v1/things", "", "");
            await().until(() -> server.send(list).code() == 200);
            for (Scenario scenario : Scenario.load(corpus)) {
                Normalizer normalizer = new Normalizer();
                ArrayNode recorded = answers.putArray(scenario.name());
                for (Step step : scenario.steps()) {
                    Answer answer = normalizer.normalize(server.send(step));
                    recorded.addObject().put("code", answer.code()).set("body", answer.body());
                }
                server.clean();
            }
        }
        Path file = Path.of("src/test/resources/corpus", corpus + ".answers.json");
        if (Boolean.getBoolean("corpus.write")) {
            Files.writeString(file, JSON.writeValueAsString(answers) + "\n");
        }
        assertThat(JSON.readTree(Files.readString(file))).isEqualTo(answers);
    }
}
