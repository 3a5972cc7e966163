package dev.aquifer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What cannot be meant is refused by name, what is not carried out yet says so, and life goes on.
 */
@ExtendWith(SharedFleet.class)
@TestInstance(Lifecycle.PER_CLASS)
class BadInputTest {
    private static final String TEAM = "e2e-bad";
    private static final String GOOD = Manifests.inline(TEAM, "good", "good");
    private static final String METACHARACTERS =
            "$(touch /tmp/pwned) `id` ; rm -rf / | cat && echo \"$HOME\" 'single' \\n %s {{.}} ${X} * ? ~ é 漢";

    private Fleet fleet;
    private Team team;

    @BeforeAll
    void open(Fleet shared) {
        fleet = shared;
        team = Team.in(fleet, TEAM);
    }

    @AfterAll
    void close() {
        if (team != null) {
            team.close();
        }
    }

    @AfterEach
    void theNextGoodInputIsTaken() {
        fleet.kubectl()
                .command("apply", "--dry-run=server", "-f", "-")
                .reading(GOOD)
                .run()
                .orFail();
    }

    static Stream<Arguments> refused() {
        var inline = "inline: {filename: greeting.txt, content: hello}";
        return Stream.of(
                arguments("malformed YAML", GOOD + "\n  oops: [", List.of("error")),
                arguments(
                        "an unknown field",
                        GOOD.replace("sizeGiB: 1", "sizeGiB: 1, sizeGib: 2"),
                        List.of("sizeGib")),
                arguments(
                        "a wrong enum",
                        GOOD.replace("kind: Bytes", "kind: Byte"),
                        List.of("spec.artifact.kind", "Byte", "Bytes")),
                arguments(
                        "a name of 253 characters",
                        Manifests.cache(TEAM, "n".repeat(253), inline),
                        List.of("metadata.name", "63")),
                arguments(
                        "a file name with ../",
                        Manifests.cache(TEAM, "bad", "inline: {filename: ../evil, content: x}"),
                        List.of("spec.artifact.source.inline.filename")),
                arguments(
                        "a metadata address",
                        Manifests.http(TEAM, "bad", "http://169.254.169.254/latest/meta-data"),
                        List.of("spec.artifact.source.http.url", "metadata address")),
                arguments(
                        "credentials in a URL",
                        Manifests.http(TEAM, "bad", "https://me:hunter2@example.com/model"),
                        List.of("spec.artifact.source.http.url", "credentials")),
                arguments(
                        "two sources",
                        Manifests.cache(
                                TEAM,
                                "bad",
                                "{" + inline + ", http: {url: 'https://example.com/a'}}"),
                        List.of("spec.artifact.source", "exactly one")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void isRefusedByName(String what, String manifest, List<String> words) {
        var said = fleet.kubectl().refused(manifest);
        assertThat(said).as(what).contains(words).doesNotContain("panic", "Exception");
    }

    @Test
    void credentialsOfARefusedAddressAreInNoLog() {
        fleet.kubectl()
                .refused(Manifests.http(TEAM, "bad", "https://me:hunter2@example.com/model"));
        assertThat(fleet.sandbox().logged("hunter2")).isEmpty();
    }

    @Test
    void equalNamesInTwoNamespacesAreTwoCaches() throws IOException {
        try (var other = Team.in(fleet, "e2e-bad-other")) {
            team.apply(Manifests.inline(TEAM, "same", "here"));
            other.apply(Manifests.inline(other.name(), "same", "there"));
            team.readyCache("same");
            other.readyCache("same");
            var here = fleet.volumes(TEAM, "same");
            var there = fleet.volumes(other.name(), "same");
            assertThat(here).hasSize(2).doesNotContainAnyElementsOf(there);
            for (var volume : here) {
                assertThat(staged(volume)).hasContent("here");
            }
            for (var volume : there) {
                assertThat(staged(volume)).hasContent("there");
            }
        }
    }

    @Test
    void shellMetacharactersAreJustCharacters() throws IOException {
        team.apply(Manifests.inline(TEAM, "shell", METACHARACTERS));
        team.readyCache("shell");
        for (var volume : fleet.volumes(TEAM, "shell")) {
            assertThat(Files.readString(staged(volume))).isEqualTo(METACHARACTERS);
        }
    }

    private static Path staged(Path volume) throws IOException {
        try (var files = Files.walk(volume)) {
            return files.filter(file -> file.endsWith("greeting.txt")).findFirst().orElseThrow();
        }
    }

    @Test
    void tooManyGpusSaysWhichClusterHasWhat() {
        team.apply(
                Manifests.inline(TEAM, "small", "small"),
                Manifests.deployment(TEAM, "greedy", "small", 7, "{}"));
        team.readyCache("small");
        var said =
                fleet.until(
                                "ModelDeployment",
                                TEAM,
                                "greedy",
                                "to lack GPUs",
                                it -> it.says("ReplicasScheduled", "False", "InsufficientCapacity"))
                        .message("ReplicasScheduled");
        assertThat(said).contains("7", "cluster-a", "cluster-b");
    }

    @Test
    void noMatchingClusterSaysWhatWasAskedFor() {
        team.apply(
                Manifests.inline(TEAM, "small", "small"),
                Manifests.deployment(TEAM, "lost", "small", 1, "{region: moon}"));
        var said =
                fleet.until(
                                "ModelDeployment",
                                TEAM,
                                "lost",
                                "to match no cluster",
                                it -> it.says("ReplicasScheduled", "False", "NoClusters"))
                        .message("ReplicasScheduled");
        assertThat(said).contains("region", "moon");
    }

    @Test
    void anEndpointThatDoesNotAnswerIsNotCalledReady() {
        team.apply(
                """
                apiVersion: modelplane.ai/v1alpha1
                kind: ModelEndpoint
                metadata: {name: deaf, namespace: %1$s, labels: {app: deaf}}
                spec: {url: "http://127.0.0.1:9/v1"}
                ---
                apiVersion: modelplane.ai/v1alpha1
                kind: ModelService
                metadata: {name: deaf, namespace: %1$s}
                spec: {endpoints: [{selector: {matchLabels: {app: deaf}}}]}
                """
                        .formatted(TEAM));
        var endpoint =
                fleet.until(
                        "ModelEndpoint",
                        TEAM,
                        "deaf",
                        "to say that nobody answers",
                        e ->
                                e.says("RoutingReady", "False", "WaitingForBackend")
                                        && e.message("RoutingReady").contains("127.0.0.1:9"));
        assertThat(endpoint.isReady()).isFalse();
        fleet.until(
                "ModelService",
                TEAM,
                "deaf",
                "to have nobody to ask",
                s -> s.says("RoutingReady", "False", "NoReadyEndpoints"));
    }

    @Test
    void aReplicaMadeByHandSaysThatNothingComesOfIt() {
        team.apply(
                """
                apiVersion: modelplane.ai/v1alpha1
                kind: ModelReplica
                metadata: {name: mine, namespace: %s}
                spec:
                  inferenceClusterRef: {name: cluster-a}
                  workers:
                    topology: {tensor: 1}
                    template: {spec: {containers: [{name: engine, image: "aquifer/engine:0.1"}]}}
                """
                        .formatted(TEAM));
        fleet.until(
                "ModelReplica",
                TEAM,
                "mine",
                "to say that nothing comes of it",
                r -> r.says("Ready", "False", "ImplementationPending"));
    }

    @Test
    void storageThatIsNotCarriedOutSaysSo() {
        team.apply(
                Manifests.inline(TEAM, "read-only", "for many")
                        .replace("sizeGiB: 1}", "sizeGiB: 1, accessMode: ReadOnlyMany}"));
        var said =
                fleet.until(
                        "ModelCache",
                        TEAM,
                        "read-only",
                        "to say what is not carried out",
                        it -> it.says("SourceImplemented", "False", "ImplementationPending"));
        assertThat(said.message("SourceImplemented")).contains("accessMode");
        assertThat(said.condition("Ready").orElseThrow().status()).isEqualTo("False");
    }

    @Test
    void theOlderDialectSaysSo() {
        team.apply(OLDER_DIALECT);
        var said =
                fleet.until(
                        "ModelDeployment",
                        TEAM,
                        "older",
                        "to say what is not carried out",
                        it -> it.says("SpecImplemented", "False", "ImplementationPending"));
        assertThat(said.message("SpecImplemented")).contains("engine");
        assertThat(said.condition("Ready").orElseThrow().status()).isEqualTo("False");
    }

    @Test
    void aClusterToBeMadeSaysSo() {
        fleet.kubectl().apply(GKE);
        try {
            var said =
                    fleet.until(
                            "InferenceCluster",
                            "",
                            "e2e-gke",
                            "to say what is not carried out",
                            it -> it.says("ClusterReady", "False", "ImplementationPending"));
            assertThat(said.message("ClusterReady")).contains("GKE");
        } finally {
            fleet.kubectl().run("delete", "inferencecluster", "e2e-gke", "--timeout=60s");
        }
    }

    @Test
    void theNextGoodInputWorks() {
        team.apply(GOOD);
        team.readyCache("good");
    }

    private static final String OLDER_DIALECT =
            """
            apiVersion: modelplane.ai/v1alpha1
            kind: ModelDeployment
            metadata:
              name: older
              namespace: e2e-bad
            spec:
              replicas: 1
              engine: {image: 'aquifer/engine:0.1'}
              workers:
                topology: {tensor: 1, strategy: Tensor}
                resources: {cpu: '1', memory: 1Gi}
            """;

    private static final String GKE =
            """
            apiVersion: modelplane.ai/v1alpha1
            kind: InferenceCluster
            metadata:
              name: e2e-gke
            spec:
              cluster:
                source: GKE
                gke: {project: some-project, region: us-central1}
              nodePools:
                - {name: gpu, className: one-gpu, zones: [us-central1-a]}
            """;
}
