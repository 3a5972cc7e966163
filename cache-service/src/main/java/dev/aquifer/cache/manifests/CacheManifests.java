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
import io.fabric8.kubernetes.api.model.PodSpecFluent;
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
    private static final String SECRET = "secret";
    private static final String CONTENT = "content";
    private static final int READ_BY_GROUP = 0440;
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
    public List<JsonNode> job(Subject cache, WorkerJob asks) {
        var metadata = metadata(cache, asks.name());
        var asked =
                new ConfigMapBuilder()
                        .withMetadata(metadata)
                        .withData(Map.of("request.json", asks.request()))
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
                        .withSpec(pod(asks))
                        .endTemplate()
                        .endSpec()
                        .build();
        return List.of(tree(asked), tree(job));
    }

    private PodSpec pod(WorkerJob asks) {
        var pod =
                new PodSpecBuilder(plain(asks))
                        .addNewVolume()
                        .withName(ARTIFACT)
                        .withNewPersistentVolumeClaim()
                        .withClaimName(asks.claim())
                        .withReadOnly(asks.readOnly() ? true : null)
                        .endPersistentVolumeClaim()
                        .endVolume();
        mount(pod, REQUEST, "/etc/aquifer/hydration")
                .withNewConfigMap()
                .withName(asks.name())
                .endConfigMap()
                .endVolume();
        if (asks.hasSecret()) {
            mount(pod, SECRET, "/etc/aquifer/hydration-secret")
                    .withNewSecret()
                    .withSecretName(asks.name())
                    .withDefaultMode(READ_BY_GROUP)
                    .endSecret()
                    .endVolume();
        }
        if (asks.content() != null) {
            mount(pod, CONTENT, "/etc/aquifer/hydration-content")
                    .withNewConfigMap()
                    .withName(asks.content())
                    .endConfigMap()
                    .endVolume();
        }
        return pod.build();
    }

    /** Begins a volume that the container finds there, to read. */
    private static PodSpecFluent<PodSpecBuilder>.VolumesNested<PodSpecBuilder> mount(
            PodSpecBuilder pod, String volume, String path) {
        return pod.editFirstContainer()
                .addNewVolumeMount()
                .withName(volume)
                .withMountPath(path)
                .withReadOnly(true)
                .endVolumeMount()
                .endContainer()
                .addNewVolume()
                .withName(volume);
    }

    private PodSpec plain(WorkerJob asks) {
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
                .withReadOnly(asks.readOnly() ? true : null)
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
