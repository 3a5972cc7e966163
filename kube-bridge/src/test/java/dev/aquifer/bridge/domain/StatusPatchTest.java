package dev.aquifer.bridge.domain;

import static dev.aquifer.bridge.domain.Samples.CACHE;
import static dev.aquifer.bridge.domain.Samples.UID;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.bridge.domain.StatusPatch.Shown;
import dev.aquifer.events.Condition;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Uid;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatusPatchTest {
    private static final Condition READY =
            new Condition("Ready", Condition.Status.True, "Staged", "", 2, Samples.CREATED);
    private static final Map<String, Object> READY_TREE =
            Map.of(
                    "type", "Ready",
                    "status", "True",
                    "reason", "Staged",
                    "message", "",
                    "observedGeneration", 2,
                    "lastTransitionTime", "2026-01-01T00:00:00Z");

    private static Shown shown(Uid uid, Map<String, Object> fields) {
        return new Shown(CACHE, uid, List.of(READY), fields);
    }

    @Test
    void nothingIsWrittenWhenNothingDiffers() {
        var resource = Samples.withStatus(Map.of("files", 3L, "conditions", List.of(READY_TREE)));
        assertThat(StatusPatch.of(resource, shown(UID, Map.of("files", 3)))).isEmpty();
    }

    @Test
    void onlyTheDifferenceIsWrittenAndWhatIsNotSaidGoes() {
        var resource =
                Samples.withStatus(
                        Map.of(
                                "files", 3,
                                "summary", Map.of("ready", "1/2", "size", "1 GiB"),
                                "conditions", List.of(READY_TREE)));
        var patch = StatusPatch.of(resource, shown(UID, Map.of("summary", Map.of("ready", "2/2"))));

        assertThat(patch).isPresent();
        assertThat(patch.get().status().keySet()).containsExactlyInAnyOrder("files", "summary");
        assertThat(patch.get().status().get("files")).isNull();
        assertThat(patch.get().status().get("summary"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                .containsEntry("ready", "2/2")
                .containsEntry("size", null);
    }

    @Test
    void anotherLifeIsNeverShown() {
        assertThat(StatusPatch.of(Samples.withStatus(Map.of()), shown(new Uid("x"), Map.of())))
                .isEmpty();
    }

    @Test
    void whatIsDeclaredHasTheUidOfItsOwnerAndItsOwnGeneration() {
        var ref = new ResourceRef("ModelReplica", "ml-team", "qwen-a");
        var replica = Samples.declared(ref, UID, Map.of(Marks.DECLARED_BY, UID.value()));
        var patch =
                StatusPatch.of(
                        replica,
                        new Shown(ref, UID, List.of(READY), Map.of("observedGeneration", 2)));

        assertThat(patch).isPresent();
        assertThat(patch.get().status()).containsEntry("observedGeneration", 4L);
        assertThat(patch.get().status().get("conditions"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .first()
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                .containsEntry("observedGeneration", 4L);
    }
}
