package dev.aquifer.cluster.domain;

import static dev.aquifer.cluster.domain.Objects.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aquifer.events.ClusterName;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Uid;
import dev.aquifer.events.WorkId;
import org.junit.jupiter.api.Test;

class RenderingTest {
    private static final Ownership OURS =
            new Ownership(
                    new ClusterName("east"),
                    new WorkId("gang-1"),
                    new Subject(
                            new ResourceRef("ModelDeployment", "team", "n".repeat(100)),
                            new Uid("u-1"),
                            3),
                    2,
                    5);

    private static final String GANG =
            """
            {'apiVersion':'leaderworkerset.x-k8s.io/v1','kind':'LeaderWorkerSet',
             'metadata':{'name':'g','uid':'forged','ownerReferences':[{}],'finalizers':['x'],
               'annotations':{'kept':'yes'}},
             'spec':{'leaderWorkerTemplate':{'leaderTemplate':{'spec':{}},
               'workerTemplate':{'metadata':{'labels':{'app':'a'}},'spec':{}}}},
             'status':{'replicas':9}}
            """;

    @Test
    void marksTheObject() {
        var rendered = Rendering.of(object(GANG), OURS);

        assertThat(rendered.texts("metadata", "labels"))
                .containsEntry("app.kubernetes.io/managed-by", "aquifer")
                .containsEntry("modelplane.ai/uid", "u-1")
                .containsEntry("modelplane.ai/kind", "ModelDeployment");
        assertThat(rendered.texts("metadata", "annotations"))
                .containsEntry("aquifer.dev/work", "gang-1")
                .containsEntry("aquifer.dev/generation", "3")
                .containsEntry("aquifer.dev/revision", "2")
                .containsEntry("aquifer.dev/attempt", "5")
                .containsEntry("kept", "yes");
    }

    @Test
    void marksPodTemplatesWithWhatNeverChangesOnly() {
        var rendered = Rendering.of(object(GANG), OURS);

        for (var template : new String[] {"leaderTemplate", "workerTemplate"}) {
            var metadata = rendered.part("spec", "leaderWorkerTemplate", template, "metadata");
            assertThat(metadata.texts("labels"))
                    .containsEntry("modelplane.ai/uid", "u-1")
                    .containsEntry("app.kubernetes.io/managed-by", "aquifer");
            assertThat(metadata.texts("annotations")).isEmpty();
        }
    }

    @Test
    void takesNothingOfMetadataThatIsNotTheRequesters() {
        assertThat(Rendering.of(object(GANG), OURS).part("metadata").root())
                .containsOnlyKeys("name", "labels", "annotations");
    }

    @Test
    void takesNoStatus() {
        assertThat(Rendering.of(object(GANG), OURS).at("status")).isEmpty();
    }

    @Test
    void shortensNamesThatAreNoLabelAndTellsThemApart() {
        var name = OURS.labels().get("modelplane.ai/name");

        assertThat(name).hasSize(63).matches("n+-[0-9a-f]{8}");
    }

    @Test
    void rendersTheSameTwice() {
        var once = Rendering.of(object(GANG), OURS);

        assertThat(Projection.hash(Rendering.of(once, OURS))).isEqualTo(Projection.hash(once));
    }

    @Test
    void refusesWhatHasNoName() {
        assertThatThrownBy(() -> Rendering.of(object("{'kind':'ConfigMap'}"), OURS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("metadata.name");
    }
}
