package dev.aquifer.sandbox.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * What anyone can observe of a cluster, whoever its controllers are. The scenarios build on each
 * other: the claim that the first one fills is mounted by later ones and deleted by the last.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class ClusterScenario extends VolumeScenario {
    @Test
    @Order(1)
    void aJobFillsAClaimAndReports() {
        apply(Manifests.CLAIM.replace("NAME", "data"));
        apply(Manifests.PLAN);
        apply(
                Manifests.JOB
                        .replace("NAME", "hydrate")
                        .replace(
                                "SCRIPT",
                                "cat /etc/aquifer/hydration/plan.json; echo; echo $FROM; echo bytes > /mnt/models/file;"
                                        + " printf 'the result' > /dev/termination-log"));
        eventually(() -> jobConditions("hydrate").contains("Complete"));

        assertThat(jobConditions("hydrate")).containsExactly("SuccessCriteriaMet", "Complete");
        assertThat(
                        client.batch()
                                .v1()
                                .jobs()
                                .inNamespace(NAMESPACE)
                                .withName("hydrate")
                                .get()
                                .getStatus()
                                .getSucceeded())
                .isEqualTo(1);
        var pod = podsOf("job-name", "hydrate").getFirst();
        assertThat(pod.getStatus().getPhase()).isEqualTo("Succeeded");
        var ended = pod.getStatus().getContainerStatuses().getFirst().getState().getTerminated();
        assertThat(ended.getMessage()).isEqualTo("the result");
        assertThat(ended.getReason()).isEqualTo("Completed");
        assertThat(log(pod)).contains("{\"files\": 1}", "hello from $(POD) $(KEPT)");
        var claim = client.persistentVolumeClaims().inNamespace(NAMESPACE).withName("data").get();
        assertThat(claim.getStatus().getPhase()).isEqualTo("Bound");
        var volume = client.persistentVolumes().withName(claim.getSpec().getVolumeName()).get();
        assertThat(volume.getStatus().getPhase()).isEqualTo("Bound");
        assertThat(Path.of(volume.getSpec().getHostPath().getPath()).resolve("a/b/file"))
                .hasContent("bytes\n");
        assertThat(Path.of("/etc/aquifer")).doesNotExist();
    }

    @Test
    @Order(2)
    void aJobThatFailsSaysWhy() {
        apply(Manifests.JOB.replace("NAME", "bad").replace("SCRIPT", "echo no space left; exit 3"));
        eventually(() -> jobConditions("bad").contains("Failed"));

        assertThat(jobConditions("bad")).containsExactly("FailureTarget", "Failed");
        var job = client.batch().v1().jobs().inNamespace(NAMESPACE).withName("bad").get();
        assertThat(job.getStatus().getFailed()).isEqualTo(1);
        assertThat(job.getStatus().getConditions().getLast().getReason())
                .isEqualTo("BackoffLimitExceeded");
        var ended =
                podsOf("job-name", "bad")
                        .getFirst()
                        .getStatus()
                        .getContainerStatuses()
                        .getFirst()
                        .getState()
                        .getTerminated();
        assertThat(ended.getExitCode()).isEqualTo(3);
        assertThat(ended.getReason()).isEqualTo("Error");
        assertThat(ended.getMessage()).contains("no space left");
        client.batch().v1().jobs().inNamespace(NAMESPACE).withName("bad").delete();
        eventually(() -> podsOf("job-name", "bad").isEmpty());
    }

    @Test
    @Order(3)
    void aDeploymentRollsFromOneTemplateToTheNext() {
        apply(Manifests.DEPLOYMENT.replace("VERSION", "v1"));
        eventually(() -> isRolledOut("v1"));
        apply(Manifests.DEPLOYMENT.replace("VERSION", "v2"));
        eventually(() -> isRolledOut("v2"));
        var sets = client.apps().replicaSets().inNamespace(NAMESPACE).list().getItems();
        assertThat(sets)
                .extracting(set -> set.getSpec().getReplicas())
                .containsExactlyInAnyOrder(0, 2);

        client.apps().deployments().inNamespace(NAMESPACE).withName("web").delete();
        eventually(
                () ->
                        podsOf("app", "web").isEmpty()
                                && client.apps()
                                        .replicaSets()
                                        .inNamespace(NAMESPACE)
                                        .list()
                                        .getItems()
                                        .isEmpty());
    }

    private boolean isRolledOut(String version) {
        var deployment = client.apps().deployments().inNamespace(NAMESPACE).withName("web").get();
        var status = deployment.getStatus();
        return deployment.getMetadata().getGeneration().equals(status.getObservedGeneration())
                && Integer.valueOf(2).equals(status.getAvailableReplicas())
                && Integer.valueOf(2).equals(status.getUpdatedReplicas())
                && Integer.valueOf(2).equals(status.getReplicas())
                && status.getConditions().stream()
                        .allMatch(condition -> condition.getStatus().equals("True"))
                && podsOf("app", "web").stream().allMatch(pod -> log(pod).equals(version + "\n"));
    }

    @Test
    @Order(4)
    void aGangOfTwoReadsTheSameBytesOnTwoNodes() {
        apply(Manifests.GANG);
        eventually(() -> readyPods().equals(List.of("gang-0", "gang-0-1")) && readyGroups() == 1);

        var pods = gang();
        assertThat(pods).extracting(pod -> pod.getSpec().getNodeName()).doesNotHaveDuplicates();
        var leader = pods.getFirst();
        assertThat(log(leader))
                .contains(
                        "0 of 2, leader gang-0.gang.scenario",
                        leader.getStatus().getPodIP() + " gang-0.gang.scenario");
        assertThat(log(pods.getLast()))
                .contains(
                        "1 of 2, leader gang-0.gang.scenario",
                        leader.getStatus().getPodIP() + " gang-0.gang.scenario");
        assertThat(pods).allSatisfy(pod -> assertThat(log(pod)).contains("read-only"));
        assertThat(pods.stream().map(this::inode).distinct()).hasSize(1);
        assertThat(leader.getMetadata().getLabels())
                .containsEntry("leaderworkerset.sigs.k8s.io/name", "gang")
                .containsEntry("leaderworkerset.sigs.k8s.io/group-index", "0")
                .containsEntry("leaderworkerset.sigs.k8s.io/worker-index", "0")
                .containsKeys(
                        "leaderworkerset.sigs.k8s.io/group-key",
                        "leaderworkerset.sigs.k8s.io/template-revision-hash");
        assertThat(pods.getLast().getMetadata().getLabels())
                .containsEntry("leaderworkerset.sigs.k8s.io/worker-index", "1")
                .containsEntry(
                        "leaderworkerset.sigs.k8s.io/group-key",
                        leader.getMetadata()
                                .getLabels()
                                .get("leaderworkerset.sigs.k8s.io/group-key"));
        assertThat(
                        client.services()
                                .inNamespace(NAMESPACE)
                                .withName("gang")
                                .get()
                                .getSpec()
                                .getClusterIP())
                .isEqualTo("None");
    }

    @Test
    @Order(5)
    void aLostMemberMeansANewGang() {
        var before = gang().stream().map(pod -> pod.getMetadata().getUid()).toList();
        ProcessHandle.of(pid(gang().getLast())).orElseThrow().destroyForcibly();
        eventually(
                () ->
                        readyGroups() == 1
                                && readyPods().size() == 2
                                && gang().stream()
                                        .noneMatch(
                                                pod ->
                                                        before.contains(
                                                                pod.getMetadata().getUid())));
    }

    @Test
    @Order(6)
    void anAgentThatWasKilledAdoptsWhatRuns() throws Exception {
        var pods = gang();
        var pids = pods.stream().map(this::pid).toList();
        one.kill();
        two.kill();
        assertThat(pids)
                .allMatch(pid -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent());
        one.startAgain();
        two.startAgain();
        apply(pod("later", "sh:1", "echo ran", 0));
        eventually(() -> "Succeeded".equals(phase("later")) || restarts("later") > 0);

        assertThat(gang())
                .extracting(pod -> pod.getMetadata().getUid())
                .isEqualTo(pods.stream().map(pod -> pod.getMetadata().getUid()).toList());
        assertThat(gang().stream().map(this::pid).toList()).isEqualTo(pids);
        assertThat(readyPods()).containsExactly("gang-0", "gang-0-1");
        remove("later");
    }

    @Test
    @Order(7)
    void aProcessThatDiedUnseenIsReportedTruthfully() throws Exception {
        apply(pod("alone", "sh:1", "trap 'exit 7' TERM; while :; do sleep 0.2; done", 0));
        eventually(() -> "Running".equals(phase("alone")));
        var alone = client.pods().inNamespace(NAMESPACE).withName("alone").get();
        var agent = agent(alone);
        var pid = pid(alone);
        agent.kill();
        ProcessHandle.of(pid).orElseThrow().destroy();
        eventually(() -> ProcessHandle.of(pid).isEmpty());
        agent.startAgain();
        eventually(() -> restarts("alone") == 1);
        var status =
                client.pods()
                        .inNamespace(NAMESPACE)
                        .withName("alone")
                        .get()
                        .getStatus()
                        .getContainerStatuses()
                        .getFirst();
        assertThat(status.getLastState().getTerminated().getExitCode()).isEqualTo(7);
        remove("alone");
    }

    @Test
    @Order(8)
    void whatCannotRunSaysWhy() {
        apply(pod("unknown", "nosuch:1", "true", 0));
        apply(pod("greedy", "sh:1", "true", 9));
        eventually(
                () ->
                        waiting("unknown").contains("PullBackOff")
                                || waiting("unknown").contains("ErrImagePull"));
        eventually(() -> !podConditions("greedy").isEmpty());
        assertThat(
                        client.pods()
                                .inNamespace(NAMESPACE)
                                .withName("greedy")
                                .get()
                                .getStatus()
                                .getConditions())
                .anySatisfy(
                        condition -> {
                            assertThat(condition.getReason()).isEqualTo("Unschedulable");
                            assertThat(condition.getMessage())
                                    .startsWith(
                                            "0/2 nodes are available: 2 Insufficient nvidia.com/gpu.");
                        });
        remove("unknown");
        remove("greedy");
    }

    @Test
    @Order(9)
    void aClaimInUseWaitsAndThenTakesItsFolderAlong() {
        var claims = client.persistentVolumeClaims().inNamespace(NAMESPACE);
        var volume = claims.withName("data").get().getSpec().getVolumeName();
        var folder =
                Path.of(
                        client.persistentVolumes()
                                .withName(volume)
                                .get()
                                .getSpec()
                                .getHostPath()
                                .getPath());
        claims.withName("data").delete();
        assertThat(claims.withName("data").get().getMetadata().getDeletionTimestamp()).isNotNull();
        client.genericKubernetesResources("leaderworkerset.x-k8s.io/v1", "LeaderWorkerSet")
                .inNamespace(NAMESPACE)
                .withName("gang")
                .delete();
        eventually(() -> gang().isEmpty());
        client.batch().v1().jobs().inNamespace(NAMESPACE).withName("hydrate").delete();
        eventually(() -> claims.withName("data").get() == null);
        eventually(() -> client.persistentVolumes().withName(volume).get() == null);
        assertThat(folder).doesNotExist();
    }

    private List<Pod> gang() {
        return podsOf("role", "engine").stream()
                .sorted(java.util.Comparator.comparing(pod -> pod.getMetadata().getName()))
                .toList();
    }

    private List<String> readyPods() {
        return gang().stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .filter(
                        pod ->
                                pod.getStatus().getConditions().stream()
                                        .anyMatch(
                                                condition ->
                                                        condition.getType().equals("Ready")
                                                                && condition
                                                                        .getStatus()
                                                                        .equals("True")))
                .map(pod -> pod.getMetadata().getName())
                .toList();
    }

    private int readyGroups() {
        GenericKubernetesResource set =
                client.genericKubernetesResources("leaderworkerset.x-k8s.io/v1", "LeaderWorkerSet")
                        .inNamespace(NAMESPACE)
                        .withName("gang")
                        .get();
        var status = (Map<?, ?>) set.getAdditionalProperties().get("status");
        return status != null && status.get("readyReplicas") instanceof Integer count ? count : 0;
    }

    private String inode(Pod pod) {
        return log(pod).lines()
                .filter(line -> line.endsWith("/mnt/models/file"))
                .findFirst()
                .orElseThrow();
    }
}
