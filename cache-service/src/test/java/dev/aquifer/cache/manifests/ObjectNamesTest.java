package dev.aquifer.cache.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Uid;
import dev.aquifer.events.spec.ModelCacheSpec;
import org.junit.jupiter.api.Test;

class ObjectNamesTest {
    private static final Subject CACHE =
            new Subject(new ResourceRef("ModelCache", "ml", "smollm2"), new Uid("uid-1"), 4);

    @Test
    void namesAreShortAndNeverMeet() {
        var one = "a".repeat(200) + "1";
        var other = "a".repeat(200) + "2";

        assertThat(ObjectNames.claim("smollm2")).isEqualTo("modelcache-smollm2");
        assertThat(ObjectNames.claim(one)).hasSize(63).isNotEqualTo(ObjectNames.claim(other));
        assertThat(ObjectNames.claim("a.b")).isNotEqualTo(ObjectNames.claim("a-b"));
        assertThat(ObjectNames.hydration(one, "u", "p", 1))
                .hasSizeLessThan(64)
                .isNotEqualTo(ObjectNames.hydration(one, "u", "p", 2))
                .isNotEqualTo(ObjectNames.hydration(one, "v", "p", 1));
        assertThat(ObjectNames.label(one)).hasSize(63);
    }

    @Test
    void theClaimIsWhatTheSpecAsksFor() {
        var claim =
                new CacheManifests("image")
                        .claim(CACHE, new ModelCacheSpec.Pvc("shared", 200, null))
                        .getFirst();

        assertThat(claim.at("/spec/resources/requests/storage").asText()).isEqualTo("200Gi");
        assertThat(claim.at("/spec/accessModes/0").asText()).isEqualTo("ReadWriteMany");
        assertThat(claim.at("/spec/storageClassName").asText()).isEqualTo("shared");
        assertThat(claim.at("/metadata/namespace").asText()).isEqualTo("ml");
        assertThat(claim.at("/metadata/labels/modelplane.ai~1uid").asText()).isEqualTo("uid-1");
        assertThat(claim.has("status")).isFalse();
    }

    @Test
    void theJobRunsOnceWithoutRights() {
        var asks = new WorkerJob("hydrate-x", "{}", "modelcache-smollm2", false, false, null);
        var objects = new CacheManifests("image").job(CACHE, asks);
        var pod = objects.getLast().at("/spec/template");

        assertThat(objects.getFirst().at("/data/request.json").asText()).isEqualTo("{}");
        assertThat(objects.getLast().at("/spec/backoffLimit").asInt(-1)).isZero();
        assertThat(pod.at("/spec/restartPolicy").asText()).isEqualTo("Never");
        assertThat(pod.at("/spec/automountServiceAccountToken").asBoolean(true)).isFalse();
        assertThat(pod.at("/spec/containers/0/securityContext/capabilities/drop/0").asText())
                .isEqualTo("ALL");
        assertThat(pod.at("/spec/volumes/0/persistentVolumeClaim/claimName").asText())
                .isEqualTo("modelcache-smollm2");
        assertThat(pod.at("/metadata/labels").toString())
                .doesNotContain("generation")
                .doesNotContain("attempt");
        assertThat(pod.at("/spec/volumes")).hasSize(2);
        assertThat(pod.toString()).doesNotContain("secret").doesNotContain("\"readOnly\":false");
    }

    @Test
    void theJobFindsItsSecretAndItsContentInFilesAndWritesNothingWhereItOnlyReads() {
        var asks = new WorkerJob("verify-x", "{}", "mine", true, true, "content-x");
        var pod = new CacheManifests("image").job(CACHE, asks).getLast().at("/spec/template/spec");

        assertThat(pod.at("/volumes/0/persistentVolumeClaim/readOnly").asBoolean()).isTrue();
        assertThat(pod.at("/containers/0/volumeMounts/0/readOnly").asBoolean()).isTrue();
        assertThat(pod.at("/volumes/2/secret/secretName").asText()).isEqualTo("verify-x");
        assertThat(pod.at("/volumes/2/secret/defaultMode").asInt()).isEqualTo(0440);
        assertThat(pod.at("/volumes/3/configMap/name").asText()).isEqualTo("content-x");
        assertThat(pod.at("/containers/0/volumeMounts").findValuesAsText("mountPath"))
                .containsExactly(
                        "/mnt/artifact",
                        "/etc/aquifer/hydration",
                        "/etc/aquifer/hydration-secret",
                        "/etc/aquifer/hydration-content");
        assertThat(pod.at("/containers")).hasSize(1);
    }
}
