package dev.aquifer.sandbox.cluster.controllers;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Brings claims and volumes together, and asks a provisioner where there is no volume. */
final class VolumeBinder implements Reconciler {
    static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";
    private static final String PROVISIONER = "volume.kubernetes.io/storage-provisioner";
    private static final String BIND_COMPLETED = "pv.kubernetes.io/bind-completed";
    private static final String BOUND_BY_CONTROLLER = "pv.kubernetes.io/bound-by-controller";

    private final Api api;

    VolumeBinder(Api api) {
        this.api = api;
    }

    @Override
    public Optional<Duration> reconcile(ObjectKey key) {
        var claims = api.client().persistentVolumeClaims().inNamespace(key.namespace());
        var claim = claims.withName(key.name()).get();
        if (claim == null || Pods.isDeleting(claim)) {
            return Optional.empty();
        }
        var named = claim.getSpec().getVolumeName();
        if (named != null && !named.isEmpty()) {
            finish(claim, api.client().persistentVolumes().withName(named).get());
            return Optional.empty();
        }
        var storageClass = storageClass(claim);
        var volumes = api.client().persistentVolumes().list().getItems();
        var volume =
                volumes.stream()
                        .filter(candidate -> isFor(candidate, claim))
                        .findFirst()
                        .or(
                                () ->
                                        waits(storageClass, claim)
                                                ? Optional.empty()
                                                : match(claim, volumes))
                        .orElse(null);
        if (volume == null) {
            ask(claim, storageClass);
            return Optional.empty();
        }
        bind(claim, volume);
        return Optional.of(Duration.ZERO);
    }

    private @Nullable StorageClass storageClass(PersistentVolumeClaim claim) {
        var name = claim.getSpec().getStorageClassName();
        return name == null || name.isEmpty()
                ? null
                : api.client().storage().v1().storageClasses().withName(name).get();
    }

    private static boolean waits(@Nullable StorageClass storageClass, PersistentVolumeClaim claim) {
        var annotations = claim.getMetadata().getAnnotations();
        return storageClass != null
                && "WaitForFirstConsumer".equals(storageClass.getVolumeBindingMode())
                && (annotations == null || !annotations.containsKey(SELECTED_NODE));
    }

    static boolean isFor(PersistentVolume volume, PersistentVolumeClaim claim) {
        var reference = volume.getSpec().getClaimRef();
        return reference != null
                && reference.getName().equals(claim.getMetadata().getName())
                && Objects.equals(reference.getNamespace(), claim.getMetadata().getNamespace())
                && (reference.getUid() == null
                        || reference.getUid().equals(claim.getMetadata().getUid()));
    }

    /** The smallest free volume that is enough. */
    private static Optional<PersistentVolume> match(
            PersistentVolumeClaim claim, List<PersistentVolume> volumes) {
        var wanted = Objects.requireNonNullElse(claim.getSpec().getStorageClassName(), "");
        var requests =
                claim.getSpec().getResources() == null
                        ? null
                        : claim.getSpec().getResources().getRequests();
        var size =
                requests == null
                        ? new Quantity("0")
                        : requests.getOrDefault("storage", new Quantity("0"));
        var selector = claim.getSpec().getSelector();
        return volumes.stream()
                .filter(
                        volume ->
                                volume.getSpec().getClaimRef() == null && !Pods.isDeleting(volume))
                .filter(
                        volume ->
                                wanted.equals(
                                        Objects.requireNonNullElse(
                                                volume.getSpec().getStorageClassName(), "")))
                .filter(
                        volume ->
                                volume.getSpec()
                                        .getAccessModes()
                                        .containsAll(claim.getSpec().getAccessModes()))
                .filter(
                        volume ->
                                capacity(volume)
                                                .getNumericalAmount()
                                                .compareTo(size.getNumericalAmount())
                                        >= 0)
                .filter(
                        volume ->
                                selector == null
                                        || Objects.requireNonNullElse(
                                                        volume.getMetadata().getLabels(),
                                                        java.util.Map.<String, String>of())
                                                .entrySet()
                                                .containsAll(selector.getMatchLabels().entrySet()))
                .min(Comparator.comparing(volume -> capacity(volume).getNumericalAmount()));
    }

    private static Quantity capacity(PersistentVolume volume) {
        return volume.getSpec().getCapacity().getOrDefault("storage", new Quantity("0"));
    }

    private void bind(PersistentVolumeClaim claim, PersistentVolume volume) {
        var reference = volume.getSpec().getClaimRef();
        if (reference == null || reference.getUid() == null) {
            api.client()
                    .resource(
                            new PersistentVolumeBuilder(volume)
                                    .editMetadata()
                                    .addToAnnotations(BOUND_BY_CONTROLLER, "yes")
                                    .endMetadata()
                                    .editSpec()
                                    .withNewClaimRef()
                                    .withApiVersion("v1")
                                    .withKind("PersistentVolumeClaim")
                                    .withNamespace(claim.getMetadata().getNamespace())
                                    .withName(claim.getMetadata().getName())
                                    .withUid(claim.getMetadata().getUid())
                                    .endClaimRef()
                                    .endSpec()
                                    .build())
                    .update();
        }
        api.client()
                .resource(
                        new PersistentVolumeClaimBuilder(claim)
                                .editMetadata()
                                .addToAnnotations(BIND_COMPLETED, "yes")
                                .addToAnnotations(BOUND_BY_CONTROLLER, "yes")
                                .endMetadata()
                                .editSpec()
                                .withVolumeName(volume.getMetadata().getName())
                                .endSpec()
                                .build())
                .update();
    }

    private void finish(PersistentVolumeClaim claim, @Nullable PersistentVolume volume) {
        if (volume != null && volume.getSpec().getClaimRef() == null) {
            bind(claim, volume); // the claim asked for this very volume
            return;
        }
        var known = claim.getStatus() == null ? null : claim.getStatus().getPhase();
        var builder = new PersistentVolumeClaimBuilder(claim).editOrNewStatus();
        if (volume != null && isFor(volume, claim)) {
            builder.withPhase("Bound")
                    .withCapacity(volume.getSpec().getCapacity())
                    .withAccessModes(volume.getSpec().getAccessModes());
        } else {
            builder.withPhase("Bound".equals(known) || "Lost".equals(known) ? "Lost" : "Pending");
        }
        var updated = builder.endStatus().build();
        if (!updated.getStatus().getPhase().equals(known)) {
            api.client()
                    .persistentVolumeClaims()
                    .inNamespace(claim.getMetadata().getNamespace())
                    .resource(updated)
                    .updateStatus();
        }
    }

    private void ask(PersistentVolumeClaim claim, @Nullable StorageClass storageClass) {
        var name = claim.getSpec().getStorageClassName();
        if (storageClass == null) {
            var why =
                    name == null || name.isEmpty()
                            ? "no persistent volumes available for this claim and no storage class is set"
                            : "storageclass.storage.k8s.io \"" + name + "\" not found";
            var reason = name == null || name.isEmpty() ? "FailedBinding" : "ProvisioningFailed";
            api.events().warning(claim, "", reason, why);
            return;
        }
        if (waits(storageClass, claim)) {
            api.events()
                    .normal(
                            claim,
                            "",
                            "WaitForFirstConsumer",
                            "waiting for first consumer to be created before binding");
            return;
        }
        var annotations = claim.getMetadata().getAnnotations();
        if (annotations == null || !annotations.containsKey(PROVISIONER)) {
            api.client()
                    .resource(
                            new PersistentVolumeClaimBuilder(claim)
                                    .editMetadata()
                                    .addToAnnotations(PROVISIONER, storageClass.getProvisioner())
                                    .endMetadata()
                                    .build())
                    .update();
            api.events()
                    .normal(
                            claim,
                            "",
                            "ExternalProvisioning",
                            "Waiting for a volume to be created by the provisioner '"
                                    + storageClass.getProvisioner()
                                    + '\'');
        }
    }
}
