package dev.aquifer.embeddedkubernetes.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules of claims and volumes. */
final class VolumeRules {
    private static final List<String> MODES =
            List.of("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod");
    private static final Set<String> NO_SOURCE =
            Set.of(
                    "capacity",
                    "accessModes",
                    "claimRef",
                    "persistentVolumeReclaimPolicy",
                    "storageClassName",
                    "mountOptions",
                    "volumeMode",
                    "nodeAffinity",
                    "volumeAttributesClassName");

    private VolumeRules() {}

    static void checkClaim(ObjectNode claim, @Nullable ObjectNode old, Findings found) {
        JsonNode spec = claim.path("spec");
        checkModes(spec.path("accessModes"), "at least 1 access mode is required", found);
        JsonNode storage = spec.path("resources").path("requests").path("storage");
        if (storage.isMissingNode()) {
            found.required("spec.resources[storage]", "");
        } else if (storage.asText().matches("0|-.*")) {
            found.invalid("spec.resources[storage]", storage, "must be greater than zero");
        }
        if (old == null) {
            return;
        }
        JsonNode before = old.path("spec");
        boolean bindsNow = before.path("volumeName").asText("").isEmpty();
        boolean bound = old.path("status").path("phase").asText("").equals("Bound");
        if (!FieldValues.same(fixed(spec, bindsNow, bound), fixed(before, bindsNow, bound))) {
            found.forbidden(
                    "spec",
                    "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims");
        }
    }

    /** What of a claim never changes; the volume is named once, and a class by who defaults it. */
    private static JsonNode fixed(JsonNode spec, boolean bindsNow, boolean bound) {
        if (!(spec.deepCopy() instanceof ObjectNode copy)) {
            return spec;
        }
        copy.remove("volumeAttributesClassName");
        if (bound) {
            copy.remove("resources");
        }
        if (bindsNow) {
            copy.remove("volumeName");
        }
        return copy;
    }

    static void checkVolume(ObjectNode volume, @Nullable ObjectNode old, Findings found) {
        JsonNode spec = volume.path("spec");
        if (old != null && !FieldValues.same(source(spec), source(old.path("spec")))) {
            found.forbidden(
                    "spec.persistentvolumesource",
                    "spec.persistentvolumesource is immutable after creation");
        }
        checkModes(spec.path("accessModes"), "", found);
        if (spec.path("capacity").isEmpty()) {
            found.required("spec.capacity", "");
        }
        if (!spec.path("capacity").has("storage")) {
            JsonNode capacity =
                    spec.has("capacity") ? spec.get("capacity") : NullNode.getInstance();
            found.notSupported("spec.capacity", capacity, List.of("storage"));
        }
        if (spec.properties().stream().allMatch(f -> NO_SOURCE.contains(f.getKey()))) {
            found.required("spec", "must specify a volume type");
        }
    }

    private static JsonNode source(JsonNode spec) {
        return spec instanceof ObjectNode object ? object.deepCopy().without(NO_SOURCE) : spec;
    }

    private static void checkModes(JsonNode modes, String whenNone, Findings found) {
        if (modes.isEmpty()) {
            found.required("spec.accessModes", whenNone);
        }
        for (JsonNode mode : modes) {
            found.oneOf("spec.accessModes", mode, MODES);
        }
    }
}
