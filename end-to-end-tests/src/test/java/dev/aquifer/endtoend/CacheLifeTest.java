package dev.aquifer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What happens to a cache after it is staged, or instead of it. */
@ExtendWith(SharedFleet.class)
class CacheLifeTest {
    private static final String NAME = "kept";
    private static final String TEXT = "one line of truth";
    private static final int BUSY_FILES = 16;
    private static final Pattern SMALLER_BUDGET =
            Pattern.compile("ModelCache/e2e-busy/" + NAME + "/budget/.*\"budget\":8[,}]");

    @Test
    void aFlippedByteIsFoundNamedAndMended(Fleet fleet) throws IOException {
        try (var team = Team.in(fleet, "e2e-verify")) {
            team.apply(Manifests.http(team.name(), NAME, WholePath.of(fleet).file()));
            var staged = team.readyCache(NAME);
            var file = file(fleet.volume("cluster-b", team.name(), NAME).orElseThrow());
            var good = Files.readAllBytes(file);
            flip(file, 4_711);

            team.kubectl("annotate", "modelcache", NAME, "aquifer.dev/verify=please");

            var verified =
                    fleet.until(
                            "ModelCache",
                            team.name(),
                            NAME,
                            "to be verified",
                            it -> it.says("Verified", "True", "Verified"));
            assertThat(verified.text("status.resolvedDigest"))
                    .isEqualTo(staged.text("status.resolvedDigest"));
            assertThat(Files.readAllBytes(file)).isEqualTo(good);
            var told = history(fleet, team.name());
            assertThat(told).contains("CorruptFile", file.getFileName().toString(), "cluster-b");
        }
    }

    @Test
    void aClaimThatIsThereIsReadAndServed(Fleet fleet) throws IOException {
        try (var team = Team.in(fleet, "e2e-adopt")) {
            team.apply(adopted(team.name()));
            fleet.until(
                    "ModelCache",
                    team.name(),
                    NAME,
                    "to miss the claim",
                    it -> it.says("ArtifactReady", "False", "ClaimNotFound"));

            for (var cluster : Sandbox.CLUSTERS) {
                bring(fleet, cluster, team.name());
            }
            var ready = team.readyCache(NAME);
            assertThat(ready.says("ArtifactReady", "True", "BYOPVC")).as(ready.words()).isTrue();
            team.apply(Manifests.deployment(team.name(), NAME, NAME));
            team.readyDeployment(NAME);
            assertThat(fleet.workload().values())
                    .flatMap(cluster -> cluster.pods(team.name(), "ModelDeployment", NAME))
                    .singleElement()
                    .satisfies(
                            pod ->
                                    assertThat(pod.getSpec().getVolumes().toString())
                                            .contains("brought"));

            team.kubectl("delete", "modeldeployment,modelcache", NAME, "--timeout=90s");
            for (var cluster : Sandbox.CLUSTERS) {
                var greeting =
                        folder(fleet, cluster, team.name()).orElseThrow().resolve("greeting.txt");
                assertThat(greeting).as("it is the user's").hasContent(TEXT);
                fleet.kubectlOf(cluster)
                        .inNamespace(team.name())
                        .run("delete", "persistentvolumeclaim", "brought");
            }
        }
    }

    /**
     * Nobody edits the cache: a Secret that is made or mended is seen, long before the next try.
     */
    @Test
    void aSecretIsMissedThenRefusedThenRight(Fleet fleet) throws IOException {
        var repository = fleet.sandbox().models().resolve("e2e/gated");
        Files.createDirectories(repository.resolve(".hub"));
        Files.writeString(repository.resolve(".hub/tokens"), "the right one\n");
        Files.writeString(repository.resolve("weights.bin"), TEXT);
        try (var team = Team.in(fleet, "e2e-token")) {
            team.apply(
                    Manifests.cache(
                            team.name(),
                            NAME,
                            "huggingFace: {repo: e2e/gated, tokenSecretRef: {name: hub}}"));
            fleet.until(
                    "ModelCache",
                    team.name(),
                    NAME,
                    "to miss the Secret",
                    it -> it.says("ArtifactReady", "False", "AuthSecretMissing"));

            team.kubectl("create", "secret", "generic", "hub", "--from-literal=HF_TOKEN=another");
            var refused =
                    fleet.until(
                            "ModelCache",
                            team.name(),
                            NAME,
                            "to be refused",
                            it -> it.says("ArtifactReady", "False", "Failed"));
            assertThat(refused.message("ArtifactReady")).contains("AuthForbidden", "e2e/gated");

            team.kubectl("delete", "secret", "hub");
            team.kubectl(
                    "create", "secret", "generic", "hub", "--from-literal=HF_TOKEN=the right one");
            assertThat(team.readyCache(NAME).generation()).isOne();
        }
    }

    /** Two clusters ask one origin for what it gives to one client only slowly. */
    @Test
    void anOriginThatAsksForPatienceGetsItAndNothingFails(Fleet fleet) throws IOException {
        var repository = fleet.sandbox().models().resolve("e2e/busy");
        Files.createDirectories(repository.resolve(".hub"));
        Files.writeString(repository.resolve(".hub/requests-per-second"), "3\n");
        for (int i = 0; i < BUSY_FILES; i++) {
            Files.writeString(repository.resolve("part-" + i), TEXT + i);
        }
        try (var team = Team.in(fleet, "e2e-busy")) {
            team.apply(Manifests.cache(team.name(), NAME, "huggingFace: {repo: e2e/busy}"));
            var ready = team.readyCache(NAME);

            assertThat(ready.text("status.summary.ready")).isEqualTo("2/2");
            assertThat(team.kubectl("get", "modelcache", NAME, "-o", "yaml"))
                    .containsPattern("throttled: [1-9]");
            assertThat(history(fleet, team.name())).doesNotContain("Failed");
            try (var bus = new Bus(fleet.sandbox().port("broker"))) {
                assertThat(bus.everything().values())
                        .as("the budget was made smaller while it was used")
                        .anyMatch(all -> SMALLER_BUDGET.matcher(all).find());
            }
        }
    }

    @Test
    void clustersComeAndGoWithTheirLabels(Fleet fleet) {
        try (var team = Team.in(fleet, "e2e-labels")) {
            label(fleet, "cluster-a", "e2e-region=north");
            try {
                team.apply(
                        Manifests.inline(team.name(), NAME, TEXT)
                                + "  clusterSelector: {matchLabels: {e2e-region: north}}\n");
                staged(fleet, team, "1/1");
                label(fleet, "cluster-b", "e2e-region=north");
                staged(fleet, team, "2/2");
                label(fleet, "cluster-b", "e2e-region-");
                staged(fleet, team, "1/1");
                fleet.await(
                        "nothing to be left on cluster-b",
                        () -> fleet.workload("cluster-b").remains(team.name()).isEmpty(),
                        () -> fleet.workload("cluster-b").remains(team.name()).toString());
            } finally {
                for (var cluster : Sandbox.CLUSTERS) {
                    label(fleet, cluster, "e2e-region-");
                }
            }
        }
    }

    private static void staged(Fleet fleet, Team team, String clusters) {
        fleet.until(
                "ModelCache",
                team.name(),
                NAME,
                "to be on " + clusters,
                it -> it.isReady() && it.text("status.summary.ready").equals(clusters));
    }

    private static void label(Fleet fleet, String cluster, String label) {
        fleet.kubectl().run("label", "inferencecluster", cluster, label, "--overwrite");
    }

    private static String adopted(String namespace) {
        return Manifests.inline(namespace, NAME, TEXT)
                .replace(
                        "    backend: PVC\n    pvc: {storageClassName: aquifer-shared, sizeGiB: 1}",
                        "    backend: ExistingPVC\n    existingPVC: {claimName: brought}");
    }

    /** A claim as its owner makes it, and what is in it. */
    private static void bring(Fleet fleet, String cluster, String namespace) throws IOException {
        var kubectl = fleet.kubectlOf(cluster);
        kubectl.apply(Manifests.namespace(namespace));
        kubectl.apply(
                """
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: brought, namespace: %s}
                spec:
                  accessModes: [ReadWriteMany]
                  storageClassName: aquifer-shared
                  resources: {requests: {storage: 1Gi}}
                """
                        .formatted(namespace));
        fleet.await(
                "the claim to have a folder on " + cluster,
                () -> folder(fleet, cluster, namespace).filter(Files::isDirectory).isPresent(),
                () -> "it has none");
        Files.writeString(
                folder(fleet, cluster, namespace).orElseThrow().resolve("greeting.txt"), TEXT);
    }

    private static Optional<Path> folder(Fleet fleet, String cluster, String namespace) {
        return fleet.workload(cluster)
                .volumeOf(namespace, "brought")
                .map(volume -> fleet.sandbox().volumesOf(cluster).resolve(volume));
    }

    /** The one file of the artifact in that volume. */
    private static Path file(Path volume) throws IOException {
        try (var files = Files.walk(volume)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().contains(".aquifer"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void flip(Path file, long at) throws IOException {
        if (!Files.isWritable(file)) {
            assertThat(file.toFile().setWritable(true)).isTrue();
        }
        try (var bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(at);
            int old = bytes.read();
            bytes.seek(at);
            bytes.write(old ^ 1);
        }
    }

    private static String history(Fleet fleet, String namespace) {
        var words = List.of("mc/" + NAME, "-n", namespace, "-o", "json");
        return fleet.sandbox().ask("history", words.toArray(String[]::new)).orFail();
    }
}
