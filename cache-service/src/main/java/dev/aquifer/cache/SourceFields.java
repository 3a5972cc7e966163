package dev.aquifer.cache;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.events.spec.ModelCacheSpec.Source;
import dev.aquifer.events.wire.EventCodec;
import java.util.List;

/**
 * The one field of a source that is set, as the worker wants it: what names Secrets or objects of
 * the control cluster is no business of the worker's, it finds them in files.
 *
 * @param name of the field
 * @param fields its fields
 */
record SourceFields(String name, ObjectNode fields) {

    static SourceFields of(Source source) {
        ObjectNode tree = EventCodec.JSON.valueToTree(source);
        var set = tree.properties().iterator();
        if (!set.hasNext()) {
            return new SourceFields("none", EventCodec.JSON.createObjectNode());
        }
        var first = set.next();
        return new SourceFields(first.getKey(), (ObjectNode) first.getValue());
    }

    /** For the worker, with what the settings say of hubs and registries. */
    SourceFields forWorker(CacheSettings.HydrationSettings settings) {
        var worker = fields.deepCopy();
        switch (name) {
            case "huggingFace" -> {
                worker.remove("tokenSecretRef");
                if (!worker.has("endpoint")) {
                    worker.put("endpoint", settings.huggingfaceEndpoint().toString());
                }
            }
            case "s3" -> worker.remove("secretRef");
            case "http" -> worker.remove("authSecretRef");
            case "oci" -> {
                worker.remove("pullSecretRef");
                if (isPlain(Sources.registry(worker.path("image").asText()), settings)) {
                    worker.put("plainHttp", true);
                }
            }
            case "configMap" -> worker.remove("name");
            default -> {}
        }
        return new SourceFields(name, worker);
    }

    private static boolean isPlain(String registry, CacheSettings.HydrationSettings settings) {
        var host = registry.replaceFirst(":\\d+$", "");
        return settings.plainHttpRegistries().orElse(List.of()).stream()
                .anyMatch(plain -> plain.equals(registry) || plain.equals(host));
    }
}
