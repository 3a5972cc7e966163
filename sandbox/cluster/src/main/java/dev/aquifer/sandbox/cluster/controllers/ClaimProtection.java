package dev.aquifer.sandbox.cluster.controllers;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.Optional;

/**
 * Keeps a claim that is to be deleted for as long as there is a pod that uses it, even one that has
 * ended.
 */
final class ClaimProtection implements Reconciler {
    static final String PROTECTION = "kubernetes.io/pvc-protection";

    private final Api api;

    ClaimProtection(Api api) {
        this.api = api;
    }

    @Override
    public Optional<Duration> reconcile(ObjectKey key) {
        var claim =
                api.client()
                        .persistentVolumeClaims()
                        .inNamespace(key.namespace())
                        .withName(key.name())
                        .get();
        if (claim == null) {
            return Optional.empty();
        }
        var has = claim.getMetadata().getFinalizers().contains(PROTECTION);
        var builder = new PersistentVolumeClaimBuilder(claim).editMetadata();
        if (!Pods.isDeleting(claim) && !has) {
            api.client()
                    .resource(builder.addToFinalizers(PROTECTION).endMetadata().build())
                    .update();
        } else if (Pods.isDeleting(claim) && has && !isUsed(claim)) {
            api.client()
                    .resource(builder.removeFromFinalizers(PROTECTION).endMetadata().build())
                    .update();
        }
        return Optional.empty();
    }

    private boolean isUsed(PersistentVolumeClaim claim) {
        return api
                .client()
                .pods()
                .inNamespace(claim.getMetadata().getNamespace())
                .list()
                .getItems()
                .stream()
                .filter(pod -> pod.getSpec().getNodeName() != null)
                .anyMatch(pod -> uses(pod, claim.getMetadata().getName()));
    }

    static boolean uses(Pod pod, String claimName) {
        return pod.getSpec().getVolumes().stream()
                .map(volume -> volume.getPersistentVolumeClaim())
                .anyMatch(claim -> claim != null && claim.getClaimName().equals(claimName));
    }
}
