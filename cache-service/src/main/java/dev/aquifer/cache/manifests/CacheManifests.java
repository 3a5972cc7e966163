package dev.aquifer.cache.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.aquifer.events.Subject;
import dev.aquifer.events.spec.ModelCacheSpec;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The objects of a cache on a cluster.
 *
 * @param image of the hydration worker
 */
public record CacheManifests(String image) {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String ARTIFACT = "artifact";
    private static final String REQUEST = "request";
    private static final long NOBODY = 65532;

    /** The claim that holds the artifact. */
    public List<JsonNode> claim(Subject cache, ModelCacheSpec.Pvc pvc) {
        var accessMode = Objects.requireNonNullElse(pvc.accessMode(), "ReadWriteMany");
        return List.of(
                tree(
                        new PersistentVolumeClaimBuilder()
                                .withMetadata(
                                        metadata(cache, ObjectNames.claim(cache.resource().name())))
                                .withNewSpec()
                                .withAccessModes(accessMode)
                                .withStorageClassName(pvc.storageClassName())
                                .withNewResources()
                                .withRequests(Map.of("storage", new Quantity(pvc.sizeGiB() + "Gi")))
                                .endResources()
                                .endSpec()
                                .build()));
    }

    /** What the worker is asked, and the Job that runs it once. */
    public List<JsonNode> hydration(Subject cache, String name, String request) {
        var metadata = metadata(cache, name);
        var asked =
                new ConfigMapBuilder()
                        .withMetadata(metadata)
                        .withData(Map.of("request.json", request))
                        .build();
        var job =
                new JobBuilder()
                        .withMetadata(metadata)
                        .withNewSpec()
                        .withBackoffLimit(0)
                        .withNewTemplate()
                        .withNewMetadata()
                        .withLabels(labels(cache))
                        .endMetadata()
                        .withSpec(pod(cache, name))
                        .endTemplate()
                        .endSpec()
                        .build();
        return List.of(tree(asked), tree(job));
    }

    private PodSpec pod(Subject cache, String name) {
        return new PodSpecBuilder()
                .withRestartPolicy("Never")
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withRunAsUser(NOBODY)
                .withRunAsGroup(NOBODY)
                .withFsGroup(NOBODY)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .addNewContainer()
                .withName("hydrate")
                .withImage(image)
                .withArgs("--plan-dir", "/etc/aquifer/hydration")
                .addNewVolumeMount()
                .withName(ARTIFACT)
                .withMountPath("/mnt/artifact")
                .endVolumeMount()
                .addNewVolumeMount()
                .withName(REQUEST)
                .withMountPath("/etc/aquifer/hydration")
                .withReadOnly(true)
                .endVolumeMount()
                .withNewResources()
                .withRequests(Map.of("cpu", new Quantity("50m"), "memory", new Quantity("128Mi")))
                .withLimits(Map.of("memory", new Quantity("512Mi")))
                .endResources()
                .withNewSecurityContext()
                .withAllowPrivilegeEscalation(false)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .endSecurityContext()
                .endContainer()
                .addNewVolume()
                .withName(ARTIFACT)
                .withNewPersistentVolumeClaim()
                .withClaimName(ObjectNames.claim(cache.resource().name()))
                .endPersistentVolumeClaim()
                .endVolume()
                .addNewVolume()
                .withName(REQUEST)
                .withNewConfigMap()
                .withName(name)
                .endConfigMap()
                .endVolume()
                .build();
    }

    private static ObjectMeta metadata(Subject cache, String name) {
        return new ObjectMetaBuilder()
                .withName(name)
                .withNamespace(cache.resource().namespace())
                .withLabels(labels(cache))
                .build();
    }

    private static Map<String, String> labels(Subject cache) {
        var labels = new TreeMap<String, String>();
        labels.put("app.kubernetes.io/managed-by", "aquifer");
        labels.put("modelplane.ai/uid", cache.admittedUid().value());
        labels.put("modelplane.ai/kind", cache.resource().kind());
        labels.put("modelplane.ai/name", ObjectNames.label(cache.resource().name()));
        return labels;
    }

    private static JsonNode tree(HasMetadata object) {
        return MAPPER.valueToTree(object);
    }
}
