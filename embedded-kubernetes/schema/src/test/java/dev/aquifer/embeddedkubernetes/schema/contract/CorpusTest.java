package dev.aquifer.embeddedkubernetes.schema.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.embeddedkubernetes.schema.GroupVersionKind;
import dev.aquifer.embeddedkubernetes.schema.Schema;
import dev.aquifer.embeddedkubernetes.schema.contract.Scenario.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Our functions answer as a real API server answered. */
class CorpusTest {
    private static final ObjectMapper JSON =
            new ObjectMapper()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    @TestFactory
    Stream<DynamicContainer> answersAsARealServer() {
        return Stream.of("custom-resources", "builtin-kinds")
                .map(corpus -> DynamicContainer.dynamicContainer(corpus, scenarios(corpus)));
    }

    private static List<DynamicContainer> scenarios(String corpus) {
        JsonNode answers = Scenario.read(corpus + ".answers.json");
        List<DynamicContainer> containers = new ArrayList<>();
        for (Scenario scenario : Scenario.load(corpus)) {
            ReplayedServer server = new ReplayedServer(thing());
            Normalizer normalizer = new Normalizer();
            List<DynamicTest> tests = new ArrayList<>();
            for (int i = 0; i < scenario.steps().size(); i++) {
                Scenario.Step step = scenario.steps().get(i);
                JsonNode wanted = answers.path(scenario.name()).path(i);
                tests.add(
                        DynamicTest.dynamicTest(
                                "%s / %d %s %s"
                                        .formatted(
                                                scenario.name(),
                                                i,
                                                step,
                                                step.body().length() > 200
                                                        ? step.body().substring(0, 200)
                                                        : step.body()),
                                () -> check(normalizer.normalize(server.send(step)), wanted)));
            }
            containers.add(DynamicContainer.dynamicContainer(scenario.name(), tests));
        }
        return containers;
    }

    private static void check(Answer answer, JsonNode wanted) throws Exception {
        assertThat(sorted(answer.body())).isEqualTo(sorted(wanted.path("body")));
        assertThat(answer.code()).isEqualTo(wanted.path("code").asInt());
    }

    private static String sorted(JsonNode body) throws Exception {
        return JSON.writeValueAsString(JSON.treeToValue(body, Object.class));
    }

    static Schema thing() {
        JsonNode schema =
                Scenario.read("thing-definition.yaml")
                        .path("spec")
                        .path("versions")
                        .path(0)
                        .path("schema")
                        .path("openAPIV3Schema");
        return Schema.ofCustomResource(
                new GroupVersionKind("test.example.com", "v1", "Thing"), (ObjectNode) schema);
    }
}
