package dev.aquifer.sandbox.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What pods are given to work with: ConfigMaps, Secrets, claims; and how jobs end. */
abstract class VolumeScenario extends ClusterUser {
    private static final String FIRST = "first";
    private static final String SECOND = "second";

    @Test
    void inputsAreFilesThatFollowTheirSources() {
        putInputs(FIRST);
        apply(InputManifests.READER);
        eventually(() -> logOf("reader").contains("read-only"));
        assertThat(logOf("reader").lines())
                .contains(
                        "text first",
                        "octets 00 first",
                        "token first 400",
                        "part first",
                        "all text octets");
        putInputs(SECOND);
        eventually(() -> "Succeeded".equals(phase("reader")));
        assertThat(logOf("reader").lines())
                .contains("then text second, token second, part first, all text octets more");
        remove("reader");
    }

    private void putInputs(String value) {
        var map =
                new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("inputs")
                        .endMetadata()
                        .addToData("text", value)
                        .addToBinaryData("octets", base64("\0 " + value));
        if (value.equals(SECOND)) {
            map.addToData("more", value);
        }
        client.resource(map.build()).inNamespace(NAMESPACE).forceConflicts().serverSideApply();
        putSecret("inputs", value);
    }

    private void putSecret(String name, String value) {
        var secret =
                new SecretBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .withData(Map.of("key", base64(value), "other", base64("unseen")))
                        .build();
        client.resource(secret).inNamespace(NAMESPACE).forceConflicts().serverSideApply();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aPodWaitsForItsSecretAndThenGoesOn() {
        apply(InputManifests.WAITING_FOR_A_VARIABLE);
        apply(InputManifests.WAITING_FOR_A_VOLUME);
        eventually(() -> waiting("variable").equals("CreateContainerConfigError"));
        eventually(() -> waiting("volume").equals("ContainerCreating"));
        assertThat(waitingMessage("variable")).isEqualTo("secret \"late\" not found");
        eventually(
                () ->
                        client.v1().events().inNamespace(NAMESPACE).list().getItems().stream()
                                .filter(event -> event.getReason().equals("FailedMount"))
                                .anyMatch(
                                        event ->
                                                event.getMessage()
                                                        .startsWith(
                                                                "MountVolume.SetUp failed for volume \"late\" : secret \"late\" not found")));
        putSecret("late", FIRST);
        eventually(() -> "Succeeded".equals(phase("variable")));
        eventually(() -> "Succeeded".equals(phase("volume")));
        assertThat(logOf("variable")).isEqualTo("first\n");
        assertThat(logOf("volume")).isEqualTo("first\n");
        remove("variable");
        remove("volume");
    }

    private String waitingMessage(String pod) {
        return client.pods()
                .inNamespace(NAMESPACE)
                .withName(pod)
                .get()
                .getStatus()
                .getContainerStatuses()
                .getFirst()
                .getState()
                .getWaiting()
                .getMessage();
    }

    @Test
    void aClaimThatExistsBeforehandIsReadAndNotTouched(@TempDir Path folder) throws IOException {
        Files.writeString(Files.createDirectories(folder.resolve("a model")).resolve("file"), "x");
        apply(InputManifests.VOLUME.replace("FOLDER", folder.toString()));
        apply(InputManifests.OWN_CLAIM);
        eventually(
                () ->
                        client.persistentVolumeClaims()
                                .inNamespace(NAMESPACE)
                                .withName("own")
                                .get()
                                .getStatus()
                                .getPhase()
                                .equals("Bound"));
        apply(InputManifests.CHECK.replace("NAME", "check").replace("SUBPATH", "a model"));
        apply(InputManifests.CHECK.replace("NAME", "absent").replace("SUBPATH", "none"));
        eventually(() -> jobConditions("check").contains("Complete"));
        assertThat(podsOf("job-name", "check"))
                .singleElement()
                .satisfies(pod -> assertThat(log(pod)).isEqualTo("x\nread-only\n"));
        var absent = podsOf("job-name", "absent").getFirst().getMetadata().getName();
        eventually(() -> waiting(absent).equals("CreateContainerConfigError"));
        for (var job : new String[] {"check", "absent"}) {
            client.batch().v1().jobs().inNamespace(NAMESPACE).withName(job).delete();
        }
        eventually(() -> podsOf("app", "check").isEmpty());
        client.persistentVolumeClaims().inNamespace(NAMESPACE).withName("own").delete();
        eventually(
                () ->
                        client.persistentVolumes()
                                .withName("own-volume")
                                .get()
                                .getStatus()
                                .getPhase()
                                .equals("Released"));
        client.persistentVolumes().withName("own-volume").delete();
        try (var left = Files.walk(folder)) {
            assertThat(left.map(path -> folder.relativize(path).toString()))
                    .containsExactlyInAnyOrder("", "a model", "a model/file");
        }
    }

    @Test
    void aClaimForOneNodeIsMadeAsAsked() {
        apply(Manifests.CLAIM.replace("NAME", "single").replace("ReadWriteMany", "ReadWriteOnce"));
        var claim = client.persistentVolumeClaims().inNamespace(NAMESPACE).withName("single");
        eventually(() -> claim.get().getStatus().getPhase().equals("Bound"));
        assertThat(claim.get().getStatus().getAccessModes()).containsExactly("ReadWriteOnce");
        assertThat(claim.get().getStatus().getCapacity().get("storage")).hasToString("1Gi");
        claim.delete();
    }

    @Test
    void aSizedVolumeIsAsLargeAsItsClaimOnAllNodes() {
        apply(
                Manifests.CLAIM
                        .replace("NAME", "sized")
                        .replace("1Gi", "24Mi")
                        .replace("aquifer-shared", "aquifer-sized"));
        var claim = client.persistentVolumeClaims().inNamespace(NAMESPACE).withName("sized");
        eventually(() -> claim.get().getStatus().getPhase().equals("Bound") || isRefused("sized"));
        assumeThat(isRefused("sized"))
                .as("NOT CHECKED: this machine has no loop devices for file systems of their own")
                .isFalse();
        apply(InputManifests.FILLER);
        eventually(() -> logOf("filler").contains("inode"));
        apply(InputManifests.NEIGHBOUR);
        eventually(() -> logOf("neighbour").contains("inode"));
        assertThat(logOf("filler").lines())
                .contains("full", "below 24 MiB", "some room left again")
                .containsAll(
                        logOf("neighbour").lines().filter(line -> line.contains("inode")).toList());
        assertThat(logOf("neighbour").lines()).contains("read-only");
        remove("filler");
        remove("neighbour");
        var volume = claim.get().getSpec().getVolumeName();
        claim.delete();
        eventually(() -> client.persistentVolumes().withName(volume).get() == null);
    }

    private boolean isRefused(String claim) {
        return client.v1().events().inNamespace(NAMESPACE).list().getItems().stream()
                .filter(event -> claim.equals(event.getInvolvedObject().getName()))
                .anyMatch(event -> "ProvisioningFailed".equals(event.getReason()));
    }

    @Test
    void aJobThatTakesTooLongIsEndedAndRemovedInTime() {
        apply(InputManifests.SLOW);
        eventually(() -> jobConditions("slow").contains("Failed"));
        var job = client.batch().v1().jobs().inNamespace(NAMESPACE).withName("slow");
        assertThat(job.get().getStatus().getConditions().getLast().getReason())
                .isEqualTo("DeadlineExceeded");
        eventually(() -> job.get() == null);
        eventually(() -> podsOf("job-name", "slow").isEmpty());
    }

    @Test
    void theLastWordHasUpTo4096Bytes() {
        apply(pod("wordy", "sh:1", "printf 'a%05000d' 0 > /dev/termination-log; exit 3", 0));
        eventually(() -> ended("wordy").getExitCode() == 3);
        assertThat(ended("wordy").getMessage()).hasSize(4096).startsWith("a0");
        remove("wordy");
    }

    private ContainerStateTerminated ended(String pod) {
        var status =
                client.pods()
                        .inNamespace(NAMESPACE)
                        .withName(pod)
                        .get()
                        .getStatus()
                        .getContainerStatuses()
                        .getFirst();
        return status.getState().getTerminated() != null
                ? status.getState().getTerminated()
                : status.getLastState().getTerminated();
    }

    private String logOf(String pod) {
        return client.pods().inNamespace(NAMESPACE).withName(pod).getLog();
    }
}
