package dev.aquifer.embeddedkubernetes.schema.patch;

import dev.aquifer.embeddedkubernetes.schema.GroupVersionKind;

/**
 * Which fields a write can own: not those that the server resets because they belong to another
 * subresource.
 */
record OwnableFields(FieldSet reset) {

    static OwnableFields of(
            GroupVersionKind kind, boolean builtin, boolean hasStatus, String subresource) {
        if (subresource.isEmpty()) {
            return new OwnableFields(hasStatus ? FieldSet.of("status") : new FieldSet());
        }
        if (!subresource.equals("status")) {
            return new OwnableFields(new FieldSet());
        }
        if (!builtin || kind.kind().equals("CustomResourceDefinition")) {
            return new OwnableFields(FieldSet.of("metadata", "spec"));
        }
        return new OwnableFields(
                switch (kind.kind()) {
                    case "Deployment" -> FieldSet.of("spec", "metadata.labels");
                    case "Pod" ->
                            FieldSet.of(
                                    "spec",
                                    "metadata.deletionTimestamp",
                                    "metadata.ownerReferences");
                    default -> FieldSet.of("spec");
                });
    }

    FieldSet filter(FieldSet set) {
        return set.recursiveDifference(reset);
    }
}
