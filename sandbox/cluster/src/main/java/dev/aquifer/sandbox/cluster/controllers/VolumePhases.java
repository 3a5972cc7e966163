package dev.aquifer.sandbox.cluster.controllers;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import java.time.Duration;
import java.util.Optional;

/**
 * Says of each volume whether it is free, taken, or left behind; and protects those that are taken.
 */
final class VolumePhases implements Reconciler {
    static final String PROTECTION = "kubernetes.io/pv-protection";

    private final Api api;

    VolumePhases(Api api) {
        this.api = api;
    }

    @Override
    public Optional<Duration> reconcile(ObjectKey key) {
        var volume = api.client().persistentVolumes().withName(key.name()).get();
        if (volume == null) {
            return Optional.empty();
        }
        var phase = phase(volume);
        if (volume.getStatus() == null || !phase.equals(volume.getStatus().getPhase())) {
            api.client()
                    .persistentVolumes()
                    .resource(
                            new PersistentVolumeBuilder(volume)
                                    .editOrNewStatus()
                                    .withPhase(phase)
                                    .withLastPhaseTransitionTime(api.timestamp())
                                    .endStatus()
                                    .build())
                    .updateStatus();
            return Optional.of(Duration.ZERO);
        }
        protect(volume, phase);
        return Optional.empty();
    }

    private String phase(PersistentVolume volume) {
        var reference = volume.getSpec().getClaimRef();
        if (reference == null) {
            return "Available";
        }
        if (reference.getUid() == null) {
            return "Available"; // kept for a claim that has not come yet
        }
        var claim =
                api.client()
                        .persistentVolumeClaims()
                        .inNamespace(reference.getNamespace())
                        .withName(reference.getName())
                        .get();
        if (claim == null || !claim.getMetadata().getUid().equals(reference.getUid())) {
            return "Released";
        }
        var bound = volume.getMetadata().getName().equals(claim.getSpec().getVolumeName());
        return bound ? "Bound" : "Available";
    }

    private void protect(PersistentVolume volume, String phase) {
        var has = volume.getMetadata().getFinalizers().contains(PROTECTION);
        var builder = new PersistentVolumeBuilder(volume).editMetadata();
        if (!Pods.isDeleting(volume) && !has) {
            api.client()
                    .resource(builder.addToFinalizers(PROTECTION).endMetadata().build())
                    .update();
        } else if (Pods.isDeleting(volume) && has && !phase.equals("Bound")) {
            api.client()
                    .resource(builder.removeFromFinalizers(PROTECTION).endMetadata().build())
                    .update();
        }
    }
}
