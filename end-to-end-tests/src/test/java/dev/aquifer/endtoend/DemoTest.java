package dev.aquifer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/** The manifests of {@code examples/}, from {@code kubectl apply} to an answer. */
@ExtendWith(SharedFleet.class)
@TestInstance(Lifecycle.PER_CLASS)
class DemoTest {
    private static final String TEAM = "ml-team";
    private static final String NAME = "smollm2";
    private static final String REPOSITORY = "HuggingFaceTB/SmolLM2-135M-Instruct-GGUF";
    private static final String PARIS = "What is the capital of France?";
    private static final String WEIGHTS = "weights: ";
    private static final int UNKNOWN = 404;

    private Fleet fleet;
    private StagedModel model;
    private HttpResponse<String> early;
    private OpenAi openAi;

    @BeforeAll
    void applyTheExamples(Fleet shared) throws IOException {
        fleet = shared;
        model = StagedModel.into(fleet.sandbox().models());
        fleet.kubectl().apply(examples());
        var addressed =
                fleet.until(
                        "ModelService",
                        TEAM,
                        NAME,
                        "to have an address",
                        service -> !service.text("status.address").isEmpty());
        openAi = new OpenAi(addressed.text("status.address"));
        early = answerOfTheRoute();
        fleet.untilReady("ModelCache", TEAM, NAME);
        fleet.untilReady("ModelDeployment", TEAM, NAME);
        fleet.untilReady("ModelService", TEAM, NAME);
    }

    /** The gateway and the status hear of a service by the same fact, one of them first. */
    private HttpResponse<String> answerOfTheRoute() {
        var answers = new ArrayList<HttpResponse<String>>();
        fleet.await(
                "the gateway to know the address",
                () -> {
                    answers.add(openAi.chat(OpenAi.question(NAME, PARIS, false)));
                    return answers.getLast().statusCode() != UNKNOWN;
                },
                () -> answers.getLast().body());
        return answers.getLast();
    }

    private String examples() throws IOException {
        try (var files = Files.list(Sandbox.root().resolve("examples"))) {
            var manifests =
                    files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
            var all = new StringBuilder();
            for (var manifest : manifests) {
                all.append("---\n").append(Files.readString(manifest));
            }
            return all.toString().replace(REPOSITORY, model.repository());
        }
    }

    @AfterAll
    void removeTheTeam() {
        if (fleet != null) {
            fleet.kubectl().run("delete", "namespace", TEAM, "--timeout=90s");
        }
    }

    @Test
    void beforeAnythingIsReadyTheAddressAsksForPatience() {
        assertThat(early.statusCode()).as(early.body()).isEqualTo(503);
        assertThat(early.headers().firstValueAsLong("Retry-After").orElse(0)).isPositive();
        assertThat(OpenAi.json(early).at("/error/message").asText()).isNotEmpty();
    }

    @Test
    void bothClustersHoldTheSameBytes() {
        var clusters = fleet.get("ModelCache", TEAM, NAME).at("status.clusters");
        assertThat(clusters).hasSize(2);
        assertThat(clusters)
                .allSatisfy(at -> assertThat(at.path("phase").asText()).isEqualTo("Ready"));
        assertThat(clusters.valueStream().map(at -> at.path("digest").asText()).distinct())
                .singleElement()
                .asString()
                .startsWith("sha256:");
    }

    @Test
    void bothPodsOfTheGangReadTheVerySameFile() {
        var nodes = new TreeMap<String, String>();
        var cluster =
                fleet.get("ModelDeployment", TEAM, NAME)
                        .at("status.clusters")
                        .path(0)
                        .path("name")
                        .asText();
        for (var pod : pods(cluster)) {
            var log = fleet.kubectlOf(cluster).run("logs", "-n", TEAM, pod.getMetadata().getName());
            var weights = log.lines().filter(line -> line.contains(WEIGHTS)).toList();
            assertThat(weights).as(log).hasSize(1);
            nodes.put(pod.getSpec().getNodeName(), weights.getFirst());
        }
        assertThat(nodes).as("weights by node").hasSize(2);
        assertThat(nodes.values().stream().distinct())
                .singleElement()
                .asString()
                .matches(".*inode \\d+, .*sha256 [0-9a-f]{64}.*");
    }

    private List<Pod> pods(String cluster) {
        return fleet.workload(cluster).pods(TEAM, "ModelDeployment", NAME);
    }

    @Test
    void theAddressListsTheModel() {
        var answer = openAi.models();
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(OpenAi.json(answer).at("/data/0/id").asText()).isEqualTo(NAME);
    }

    @Test
    void theModelAnswers() {
        var answer = openAi.chat(OpenAi.question(NAME, PARIS, false));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertSensible(OpenAi.text(answer));
    }

    private void assertSensible(String text) {
        assertThat(text).isNotBlank();
        if (model.isReal()) {
            assertThat(text).contains("Paris");
        }
    }

    @Test
    void aStreamEndsInDone() {
        var answer = openAi.chat(OpenAi.question(NAME, PARIS, true));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                .startsWith("text/event-stream");
        var data =
                answer.body()
                        .lines()
                        .filter(line -> line.startsWith("data: "))
                        .map(line -> line.substring(6))
                        .toList();
        assertThat(data).hasSizeGreaterThan(2).endsWith("[DONE]");
        var text = new StringBuilder();
        data.stream()
                .takeWhile(chunk -> !chunk.equals("[DONE]"))
                .forEach(
                        chunk ->
                                text.append(
                                        OpenAi.json(chunk)
                                                .at("/choices/0/delta/content")
                                                .asText("")));
        assertSensible(text.toString());
    }

    @Test
    void anUnknownModelIsNotFound() {
        var answer = openAi.chat(OpenAi.question("somebody-else", PARIS, false));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(404);
        assertThat(OpenAi.json(answer).at("/error/message").asText()).contains("somebody-else");
    }

    @Test
    void whatIsNotJsonIsABadRequest() {
        var answer = openAi.chat("{\"model\": \"smollm2\", ");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(OpenAi.json(answer).at("/error/message").asText()).isNotEmpty();
    }

    @Test
    void nothingIsReadySinceBeforeItWas() {
        var deployment =
                fleet.get("ModelDeployment", TEAM, NAME).condition("ReplicasReady").orElseThrow();
        var service = fleet.get("ModelService", TEAM, NAME).condition("Ready").orElseThrow();
        assertThat(service.since()).isAfterOrEqualTo(deployment.since().minusSeconds(2));
    }

    @Test
    void theOfficialClientUnderstandsIt() {
        var python = python();
        if (python.isEmpty()) {
            var words =
                    "SKIPPED: no python with the package openai; set AQUIFER_OPENAI_PYTHON to one";
            System.err.println(words);
            Assumptions.abort(words);
        }
        var said =
                Command.of(List.of(python.get(), "-", NAME, PARIS))
                        .with("OPENAI_BASE_URL", openAi.address() + "/v1")
                        .with("OPENAI_API_KEY", "none")
                        .reading(CLIENT)
                        .run()
                        .orFail();
        var lines = said.lines().toList();
        assertThat(lines.getFirst()).isEqualTo(NAME);
        assertSensible(lines.get(1));
        assertThat(lines.get(2)).as("streamed").isEqualTo(lines.get(1));
        assertThat(lines.get(3)).isEqualTo("NotFoundError 404");
    }

    private static final String CLIENT =
            """
            import openai, sys
            name, question = sys.argv[1:]
            client = openai.OpenAI(max_retries=0)
            print(client.models.list().data[0].id)
            asked = dict(messages=[{"role": "user", "content": question}], temperature=0, max_tokens=32)
            whole = client.chat.completions.create(model=name, **asked)
            print(" ".join(whole.choices[0].message.content.split()))
            pieces = client.chat.completions.create(model=name, stream=True, **asked)
            text = "".join(piece.choices[0].delta.content or "" for piece in pieces if piece.choices)
            print(" ".join(text.split()))
            try:
                client.chat.completions.create(model="somebody-else", **asked)
            except openai.APIStatusError as refused:
                print(type(refused).__name__, refused.status_code)
            """;

    private static Optional<String> python() {
        return Stream.of(
                        Optional.ofNullable(System.getenv("AQUIFER_OPENAI_PYTHON")),
                        Optional.of(cache().resolve("aquifer/openai-client/bin/python").toString()),
                        Optional.of("python3"))
                .flatMap(Optional::stream)
                .filter(DemoTest::hasClient)
                .findFirst();
    }

    private static Path cache() {
        var given = System.getenv("XDG_CACHE_HOME");
        return given == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(given);
    }

    private static boolean hasClient(String python) {
        try {
            return Command.of(List.of(python, "-c", "import openai")).run().isWell();
        } catch (java.io.UncheckedIOException noSuchProgram) {
            return false;
        }
    }
}
