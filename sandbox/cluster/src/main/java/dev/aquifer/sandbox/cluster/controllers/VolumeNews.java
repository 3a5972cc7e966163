package dev.aquifer.sandbox.cluster.controllers;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Whom news about volumes, claims and pods concern. */
final class VolumeNews {
    private VolumeNews() {}

    /** The volume that a claim has. */
    static Optional<ObjectKey> volumeOf(HasMetadata claim) {
        return claim instanceof PersistentVolumeClaim known
                ? Optional.ofNullable(known.getSpec().getVolumeName())
                        .filter(name -> !name.isEmpty())
                        .map(name -> ObjectKey.of(null, name))
                : Optional.empty();
    }

    /** The claim that has a volume; every waiting one when the volume is free. */
    static List<ObjectKey> claimsFor(KubernetesClient client, HasMetadata volume) {
        if (!(volume instanceof PersistentVolume known)) {
            return List.of();
        }
        var reference = known.getSpec().getClaimRef();
        return reference == null
                ? waiting(client)
                : List.of(ObjectKey.of(reference.getNamespace(), reference.getName()));
    }

    static List<ObjectKey> waiting(KubernetesClient client) {
        return client.persistentVolumeClaims().inAnyNamespace().list().getItems().stream()
                .filter(claim -> claim.getSpec().getVolumeName() == null)
                .map(ObjectKey::of)
                .toList();
    }

    /** The claims that a pod uses. */
    static List<ObjectKey> claimsOf(HasMetadata pod) {
        return pod instanceof Pod known
                ? known.getSpec().getVolumes().stream()
                        .map(volume -> volume.getPersistentVolumeClaim())
                        .filter(Objects::nonNull)
                        .map(
                                claim ->
                                        ObjectKey.of(
                                                known.getMetadata().getNamespace(),
                                                claim.getClaimName()))
                        .toList()
                : List.of();
    }
}
