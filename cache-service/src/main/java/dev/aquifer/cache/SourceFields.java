package dev.aquifer.cache;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.events.spec.ModelCacheSpec.Source;
import dev.aquifer.events.wire.EventCodec;

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

    /** For the worker of a hub that is at that address unless the source says otherwise. */
    SourceFields forWorker(String hub) {
        var worker = fields.deepCopy();
        switch (name) {
            case "huggingFace" -> {
                worker.remove("tokenSecretRef");
                if (!worker.has("endpoint")) {
                    worker.put("endpoint", hub);
                }
            }
            case "s3" -> worker.remove("secretRef");
            case "http" -> worker.remove("authSecretRef");
            case "oci" -> worker.remove("pullSecretRef");
            case "configMap" -> worker.remove("name");
            default -> {}
        }
        return new SourceFields(name, worker);
    }
}
