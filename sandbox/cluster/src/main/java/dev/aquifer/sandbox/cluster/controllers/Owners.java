package dev.aquifer.sandbox.cluster.controllers;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.Optional;

/** Who made what. */
final class Owners {
    private Owners() {}

    static OwnerReference reference(HasMetadata owner) {
        return new OwnerReferenceBuilder()
                .withApiVersion(owner.getApiVersion())
                .withKind(owner.getKind())
                .withName(owner.getMetadata().getName())
                .withUid(owner.getMetadata().getUid())
                .withController(true)
                .withBlockOwnerDeletion(true)
                .build();
    }

    static Optional<OwnerReference> controller(HasMetadata owned) {
        return owned.getMetadata().getOwnerReferences().stream()
                .filter(reference -> Boolean.TRUE.equals(reference.getController()))
                .findFirst();
    }

    static boolean owns(HasMetadata owner, HasMetadata owned) {
        return controller(owned)
                .filter(reference -> reference.getUid().equals(owner.getMetadata().getUid()))
                .isPresent();
    }

    /** The key of the owner, if it is of a kind. */
    static Optional<ObjectKey> key(String kind, HasMetadata owned) {
        return controller(owned)
                .filter(reference -> reference.getKind().equals(kind))
                .map(
                        reference ->
                                ObjectKey.of(
                                        owned.getMetadata().getNamespace(), reference.getName()));
    }
}
