package dev.aquifer.deployment;

import static dev.aquifer.deployment.Played.T;
import static dev.aquifer.deployment.Played.cache;
import static dev.aquifer.deployment.Played.nodes;
import static dev.aquifer.deployment.Played.observed;
import static dev.aquifer.deployment.Played.ready;
import static dev.aquifer.deployment.Played.wanted;
import static dev.aquifer.deployment.Played.wantedCache;
import static dev.aquifer.deployment.Played.wantedDeployment;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.events.CacheEvent.CacheUseGranted;
import dev.aquifer.events.CacheEvent.ClaimAdopted;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.DeploymentEvent.CacheUseRequested;
import dev.aquifer.events.DeploymentEvent.GangReady;
import dev.aquifer.events.DeploymentEvent.GangStarting;
import dev.aquifer.events.WorkEvent.WorkRequested;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A gang on a claim that users brought, and on one that is on one node at a time. */
class BroughtClaimTest {
    private final Rehearsal service = Rehearsal.begin();

    @BeforeEach
    void anAdoptedClaim() {
        service.handle(wanted("a"));
        service.handle(ready("a"));
        service.handle(nodes("a", 2));
        service.handle(wantedCache("qwen"));
        service.handle(
                new ClaimAdopted(
                        cache("qwen"),
                        new ClusterName("a"),
                        1,
                        "team-models",
                        T,
                        "sha256:d",
                        "r",
                        1L,
                        1));
        service.handle(wantedDeployment("chat", 1, 1, "engine:1", Map.of()));
    }

    private void granted(String subPath, @Nullable String accessMode) {
        var asked = service.fact(CacheUseRequested.class);
        service.handle(
                new CacheUseGranted(
                        cache("qwen"),
                        asked.subject(),
                        asked.cluster(),
                        "sha256:d",
                        "team-models",
                        subPath,
                        "/models",
                        T,
                        accessMode));
    }

    @Test
    void itIsMountedByItsOwnNameAndFolder() {
        granted("llama/8b", null);

        var pod =
                service.fact(WorkRequested.class)
                        .manifests()
                        .getFirst()
                        .at("/spec/leaderWorkerTemplate/leaderTemplate/spec");
        assertThat(pod.at("/volumes/0/persistentVolumeClaim/claimName").asText())
                .isEqualTo("team-models");
        var mount = pod.at("/containers/0/volumeMounts/0");
        assertThat(mount.at("/subPath").asText()).isEqualTo("llama/8b");
        assertThat(mount.at("/mountPath").asText()).isEqualTo("/models");
        assertThat(mount.at("/readOnly").asBoolean()).isTrue();
        assertThat(pod.at("/containers/0/args").toString()).contains("--model=/models");
    }

    @Test
    void itsRootIsMountedWithoutAFolder() {
        granted("", null);

        var manifests = service.fact(WorkRequested.class).manifests().toString();
        assertThat(manifests).contains("team-models").doesNotContain("subPath");
    }

    @Test
    void aGangOfSeveralNodesIsNotBegunOnAClaimOfOneNode() {
        granted("", "ReadWriteOnce");

        assertThat(service.facts(WorkRequested.class)).isEmpty();
        var starting = service.fact(GangStarting.class);
        assertThat(starting.reason()).isEqualTo("CacheOnOneNode");
        assertThat(starting.message()).contains("team-models").contains("ReadWriteMany");
    }

    @Test
    void whatRunsGoesOnWhateverIsLearnedOfItsClaim() {
        granted("", null);
        var work = service.fact(WorkRequested.class);
        service.handle(observed(work, work.attempt(), 1, true));

        granted("", "ReadWriteOnce");

        assertThat(service.fact(WorkRequested.class)).isEqualTo(work);
        assertThat(service.facts(GangReady.class)).hasSize(1);
    }
}
