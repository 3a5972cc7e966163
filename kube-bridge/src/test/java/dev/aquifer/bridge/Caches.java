package dev.aquifer.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.wire.EventCodec;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.AnyNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.io.ByteArrayInputStream;
import java.util.Map;
import java.util.TreeMap;

/** Caches on the control API, as users without a process of their own handle them: many, fast. */
final class Caches {
    private static final ResourceDefinitionContext CACHES =
            new ResourceDefinitionContext.Builder()
                    .withGroup("modelplane.ai")
                    .withVersion("v1alpha1")
                    .withKind("ModelCache")
                    .withPlural("modelcaches")
                    .withNamespaced(true)
                    .build();

    private final KubernetesClient client;

    Caches(KubernetesClient client) {
        this.client = client;
    }

    private MixedOperation<
                    GenericKubernetesResource,
                    GenericKubernetesResourceList,
                    Resource<GenericKubernetesResource>>
            caches() {
        return client.genericKubernetesResources(CACHES);
    }

    /** Those of all namespaces. */
    AnyNamespaceOperation<
                    GenericKubernetesResource,
                    GenericKubernetesResourceList,
                    Resource<GenericKubernetesResource>>
            all() {
        return caches().inAnyNamespace();
    }

    /** Makes one; true, as it would throw otherwise. */
    boolean create(String manifest) {
        return caches().load(new ByteArrayInputStream(manifest.getBytes(UTF_8))).create() != null;
    }

    void apply(String manifest) {
        var how =
                new PatchContext.Builder()
                        .withPatchType(PatchType.SERVER_SIDE_APPLY)
                        .withFieldManager("user")
                        .withForce(true)
                        .build();
        caches().load(new ByteArrayInputStream(manifest.getBytes(UTF_8))).patch(how);
    }

    void delete(ResourceRef name) {
        caches().inNamespace(name.namespace()).withName(name.name()).delete();
    }

    boolean going(ResourceRef name) {
        var found = caches().inNamespace(name.namespace()).withName(name.name()).get();
        return found != null && found.getMetadata().getDeletionTimestamp() != null;
    }

    /** Those whose names begin so, as JSON. */
    Map<String, JsonNode> named(String prefix) {
        var found = new TreeMap<String, JsonNode>();
        for (var object : all().list().getItems()) {
            var name = object.getMetadata().getName();
            if (name.startsWith(prefix)) {
                found.put(name, EventCodec.JSON.valueToTree(object));
            }
        }
        return found;
    }
}
