package dev.aquifer.deployment.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.aquifer.events.CacheEvent.CacheUseGranted;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Uid;
import dev.aquifer.events.spec.Workers;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class GangManifestsTest {
    private static final Subject DEPLOYMENT =
            new Subject(ResourceRef.parse("ModelDeployment/ml/qwen"), new Uid("uid-1"), 3);
    private static final CacheUseGranted GRANT =
            new CacheUseGranted(
                    new Subject(ResourceRef.parse("ModelCache/ml/qwen"), new Uid("c"), 1),
                    DEPLOYMENT,
                    new ClusterName("a"),
                    "sha256:1",
                    "modelcache-qwen-1",
                    "sha256-1",
                    "/mnt/models",
                    Instant.EPOCH);

    private static JsonNode render(int pipeline, Optional<CacheUseGranted> grant, String... args) {
        var container =
                new Workers.Container("engine", "aquifer/engine:0.1", null, List.of(args), null);
        var workers =
                new Workers(
                        1,
                        new Workers.Topology(null, 1, pipeline),
                        null,
                        new Workers.PodTemplate(
                                null, new Workers.PodSpec(List.of(container), null)),
                        new Workers.Serving(8000, "/health"));
        return GangManifests.render(DEPLOYMENT, "qwen-a-12345", workers, grant).getFirst();
    }

    private static List<String> args(JsonNode template) {
        return StreamSupport.stream(template.at("/spec/containers/0/args").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    @Test
    void onePodIsADeployment() {
        var manifest = render(1, Optional.empty());

        assertThat(manifest.at("/kind").asText()).isEqualTo("Deployment");
        assertThat(manifest.at("/metadata/namespace").asText()).isEqualTo("ml");
        assertThat(manifest.at("/metadata/labels/modelplane.ai~1uid").asText()).isEqualTo("uid-1");
    }

    @Test
    void severalPodsAreALeaderWorkerSetOfFlatTemplates() {
        var manifest = render(2, Optional.of(GRANT));

        assertThat(manifest.at("/kind").asText()).isEqualTo("LeaderWorkerSet");
        assertThat(manifest.at("/spec/leaderWorkerTemplate/size").asInt()).isEqualTo(2);
        for (var part : List.of("leaderTemplate", "workerTemplate")) {
            var pod = manifest.at("/spec/leaderWorkerTemplate/" + part);
            assertThat(pod.at("/spec/volumes/0/persistentVolumeClaim/claimName").asText())
                    .isEqualTo("modelcache-qwen-1");
            var mount = pod.at("/spec/containers/0/volumeMounts/0");
            assertThat(mount.at("/mountPath").asText()).isEqualTo("/mnt/models");
            assertThat(mount.at("/subPath").asText()).isEqualTo("sha256-1");
            assertThat(mount.at("/readOnly").asBoolean()).isTrue();
            assertThat(pod.at("/spec/containers/0/resources/limits/nvidia.com~1gpu").asText())
                    .isEqualTo("1");
        }
        var leader = manifest.at("/spec/leaderWorkerTemplate/leaderTemplate/spec/containers/0");
        assertThat(leader.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/health");
    }

    @Test
    void generationAndRevisionNeverReachAPodTemplate() {
        var manifest = render(2, Optional.of(GRANT)).toString();

        assertThat(manifest).doesNotContain("generation").doesNotContain("revision");
    }

    @Test
    void withACacheTheModelIsNamedExactlyOnce() {
        var template =
                render(1, Optional.of(GRANT), "--model=x/y", "--model", "z", "--dtype=half")
                        .at("/spec/template");

        assertThat(args(template)).containsExactly("--dtype=half", "--model=/mnt/models");
    }

    @Test
    void whatIsMountedIsReadFromTheMountsAndNotFromWhatAUserWrote() {
        var said = "\"subPath\":\"sha256-2\"";
        var manifest = List.of(render(2, Optional.of(GRANT), said));

        assertThat(GangManifests.mounts(manifest, GRANT)).isTrue();
        assertThat(GangManifests.mounts(manifest, granted("sha256-2"))).isFalse();
        assertThat(GangManifests.mounts(manifest, granted(""))).isFalse();
        assertThat(GangManifests.mounts(List.of(render(2, Optional.empty())), GRANT)).isFalse();
    }

    private static CacheUseGranted granted(String subPath) {
        return new CacheUseGranted(
                GRANT.subject(),
                GRANT.user(),
                GRANT.cluster(),
                GRANT.digest(),
                GRANT.claim(),
                subPath,
                GRANT.mountPath(),
                GRANT.since());
    }

    @Test
    void withoutACacheArgumentsAreTheUsersOwn() {
        var template = render(1, Optional.empty(), "--model=x/y").at("/spec/template");

        assertThat(args(template)).containsExactly("--model=x/y");
    }
}
