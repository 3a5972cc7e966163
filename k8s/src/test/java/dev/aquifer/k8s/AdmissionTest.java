package dev.aquifer.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.counterpart.RealControlPlane;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a real API server makes of our CRDs: what it admits, refuses, fills in and keeps. */
class AdmissionTest {
    private static final boolean DRY_RUN = true;

    private static @Nullable ApiServer running;

    @BeforeAll
    static void start() throws Exception {
        var kube = RealControlPlane.tools();
        if (kube.isPresent()) {
            running = ApiServer.start(kube.get());
        } else {
            System.err.println(
                    AdmissionTest.class.getSimpleName() + ": " + RealControlPlane.MISSING);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        if (running != null) {
            running.stop();
        }
    }

    private final ApiServer server;

    AdmissionTest() {
        server = running != null ? running : abort(RealControlPlane.MISSING);
    }

    static Stream<Path> good() {
        return files("good");
    }

    static Stream<Manifest> bad() {
        return files("bad").map(Manifest::of);
    }

    static Stream<Path> defaulted() {
        return files("defaulted");
    }

    static Stream<Path> statuses() {
        return files("status");
    }

    static Stream<ObjectNode> examples() {
        return Yaml.filesBelow(Path.of("../examples")).stream()
                .flatMap(file -> Yaml.readAll(file).stream());
    }

    @ParameterizedTest
    @MethodSource("good")
    void admits(Path file) {
        var answer = server.create(Yaml.read(file), DRY_RUN);
        assertThat(answer.code()).as(answer.message()).isEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource("bad")
    void refusesAndNamesTheOffendingField(Manifest manifest) {
        var answer = server.create(manifest.body(), DRY_RUN);
        assertThat(answer.code()).as(answer.message()).isEqualTo(manifest.code());
        assertThat(answer.message()).contains(manifest.words());
        manifest.field()
                .ifPresent(
                        field ->
                                assertThat(
                                                answer.body()
                                                        .at("/details/causes")
                                                        .findValuesAsText("field"))
                                        .as(answer.message())
                                        .contains(field));
    }

    @ParameterizedTest
    @MethodSource("defaulted")
    void fillsInDefaultsAndNothingElse(Path file) {
        var asWritten = Manifest.FOLDER.resolve("good").resolve(file.getFileName());
        var answer = server.create(Yaml.read(asWritten), DRY_RUN);
        assertThat(answer.body().get("spec")).isEqualTo(Yaml.read(file).get("spec"));
    }

    @ParameterizedTest
    @MethodSource("statuses")
    void keepsEveryFieldOfAStatus(Path file) {
        var manifest = Yaml.read(Manifest.FOLDER.resolve("good").resolve(file.getFileName()));
        if (!manifest.at("/metadata/name").asText().equals("default")) {
            ((ObjectNode) manifest.get("metadata")).put("name", "with-status");
        }
        var created = (ObjectNode) server.create(manifest, !DRY_RUN).body();
        var status = Yaml.read(file).get("status");
        created.set("status", status);
        var answer = server.replace(created, "/status");
        server.delete(created);
        assertThat(answer.code()).as(answer.message()).isEqualTo(200);
        assertThat(answer.body().get("status")).isEqualTo(status);
        assertThat(answer.body().at("/metadata/generation").asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void admitsTheExamples(ObjectNode example) {
        ((ObjectNode) example.get("metadata")).remove("namespace");
        var answer = server.create(example, DRY_RUN);
        assertThat(answer.code()).as(answer.message()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"x, 131072, 200", "x, 131073, 422", "é, 65536, 200", "é, 65537, 422"})
    void limitsInlineContentByItsBytes(String letter, int times, int code) {
        var cache = good("modelcache-inline-default-name");
        ((ObjectNode) cache.at("/spec/artifact/source/inline"))
                .put("content", letter.repeat(times));
        assertThat(server.create(cache, DRY_RUN).code()).isEqualTo(code);
    }

    @Test
    void anArtifactMayBeEditedAndThatRaisesTheGeneration() {
        var cache = good("modelcache-minimal");
        ((ObjectNode) cache.get("metadata")).put("name", "edited");
        var created = (ObjectNode) server.create(cache, !DRY_RUN).body();
        ((ObjectNode) created.at("/spec/artifact/source/huggingFace")).put("repo", "owner/other");
        var edited = server.replace(created, "");
        assertThat(edited.code()).as(edited.message()).isEqualTo(200);
        assertThat(edited.body().at("/metadata/generation").asInt()).isEqualTo(2);
    }

    @Test
    void aDeploymentScalesWithinItsBounds() {
        var deployment = good("modeldeployment-minimal");
        ((ObjectNode) deployment.get("metadata")).put("name", "scaled");
        server.create(deployment, !DRY_RUN);
        var scale = (ObjectNode) server.get(deployment, "/scale").body();
        assertThat(scale.at("/spec/replicas").asInt()).isEqualTo(1);
        ((ObjectNode) scale.get("spec")).put("replicas", 3);
        assertThat(scaled(deployment, scale).at("/spec/replicas").asInt()).isEqualTo(3);
        ((ObjectNode) scale.get("spec")).put("replicas", 11);
        assertThat(scaled(deployment, scale).path("message").asText()).contains("spec.replicas");
    }

    private JsonNode scaled(JsonNode deployment, ObjectNode scale) {
        ((ObjectNode) scale.get("metadata")).remove("resourceVersion");
        return server.replaceScale(deployment, scale).body();
    }

    private static ObjectNode good(String name) {
        return Yaml.read(Manifest.FOLDER.resolve("good").resolve(name + ".yaml"));
    }

    private static Stream<Path> files(String folder) {
        return Yaml.filesBelow(Manifest.FOLDER.resolve(folder)).stream();
    }
}
