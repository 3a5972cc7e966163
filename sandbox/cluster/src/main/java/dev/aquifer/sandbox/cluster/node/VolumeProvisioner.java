package dev.aquifer.sandbox.cluster.node;

import dev.aquifer.sandbox.cluster.Events;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/**
 * Makes a folder and a PersistentVolume for each claim of our storage classes, and removes them
 * when they are released and to be deleted. Every node of a cluster does this; names derived from
 * the claim's uid make sure that only one volume comes of it, whoever is first.
 */
final class VolumeProvisioner {
    /** The provisioner that our storage classes name. */
    static final String PROVISIONER = "sandbox.aquifer.dev/folder";

    /** The storage class that the sandbox brings. */
    static final String STORAGE_CLASS = "aquifer-shared";

    /** The one whose volumes have the size that a claim asks for, where the machine allows it. */
    static final String SIZED_CLASS = "aquifer-sized";

    private static final String FILE_SYSTEM = "sandbox.aquifer.dev/filesystem";
    private static final String EXT4 = "ext4";

    private static final System.Logger LOG = System.getLogger(VolumeProvisioner.class.getName());
    private static final String PROVISIONED_BY = "pv.kubernetes.io/provisioned-by";
    private static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";

    private final KubernetesClient client;
    private final Path folder;
    private final VolumeImages images;
    private final Events events;

    VolumeProvisioner(KubernetesClient client, Path folder, VolumeImages images, Events events) {
        this.client = client;
        this.folder = folder;
        this.images = images;
        this.events = events;
    }

    /** Whether a volume is a file that holds a file system. */
    static boolean isImage(PersistentVolume volume) {
        var annotations = volume.getMetadata().getAnnotations();
        return annotations != null && annotations.containsKey(FILE_SYSTEM);
    }

    /** Makes the storage classes unless they are there. */
    void ensureStorageClasses() {
        ensureStorageClass(STORAGE_CLASS, Map.of());
        ensureStorageClass(SIZED_CLASS, Map.of(FILE_SYSTEM, EXT4));
    }

    private void ensureStorageClass(String name, Map<String, String> parameters) {
        var wanted =
                new StorageClassBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .withProvisioner(PROVISIONER)
                        .withParameters(parameters.isEmpty() ? null : parameters)
                        .withReclaimPolicy("Delete")
                        .withVolumeBindingMode("Immediate")
                        .build();
        if (client.storage().v1().storageClasses().withName(name).get() == null) {
            ignoringConflict(
                    () -> client.storage().v1().storageClasses().resource(wanted).create());
        }
    }

    /** Gives a claim its volume, if it is ours to give and the time has come. */
    void provision(PersistentVolumeClaim claim) {
        var className = claim.getSpec().getStorageClassName();
        var status = claim.getStatus();
        if (className == null
                || className.isEmpty()
                || claim.getSpec().getVolumeName() != null
                || claim.getMetadata().getDeletionTimestamp() != null
                || (status != null && "Bound".equals(status.getPhase()))) {
            return;
        }
        var storageClass = client.storage().v1().storageClasses().withName(className).get();
        if (storageClass == null
                || !PROVISIONER.equals(storageClass.getProvisioner())
                || waitsForPod(storageClass, claim)) {
            return;
        }
        var name = "pvc-" + claim.getMetadata().getUid();
        if (client.persistentVolumes().withName(name).get() != null) {
            return; // another node was first
        }
        try {
            var path = Files.createDirectories(folder.resolve(name));
            Folders.openToAll(path);
            var volume = volume(claim, storageClass, name, path);
            if (isSized(storageClass)) {
                volume = sized(volume, path);
            }
            client.persistentVolumes().resource(volume).create();
            events.normal(
                    claim, "", "ProvisioningSucceeded", "Successfully provisioned volume " + name);
        } catch (IOException e) {
            events.warning(
                    claim,
                    "",
                    "ProvisioningFailed",
                    "cannot make volume " + name + ": " + e.getMessage());
        } catch (KubernetesClientException e) {
            if (e.getCode() != 409) {
                throw e;
            }
            // another node was first
        }
    }

    private static boolean isSized(StorageClass storageClass) {
        return storageClass.getParameters() != null
                && EXT4.equals(storageClass.getParameters().get(FILE_SYSTEM));
    }

    private PersistentVolume sized(PersistentVolume volume, Path path) throws IOException {
        if (!images.possible()) {
            throw new IOException(
                    "this machine cannot mount file systems of their own (loop devices, mkfs.ext4, privilege)");
        }
        var image = path.resolve("volume." + EXT4);
        var size = volume.getSpec().getCapacity().getOrDefault("storage", new Quantity("0"));
        VolumeImages.make(image, size.getNumericalAmount().longValue());
        return new PersistentVolumeBuilder(volume)
                .editMetadata()
                .addToAnnotations(FILE_SYSTEM, EXT4)
                .endMetadata()
                .editSpec()
                .withNewHostPath(image.toString(), "File")
                .endSpec()
                .build();
    }

    private static boolean waitsForPod(StorageClass storageClass, PersistentVolumeClaim claim) {
        var annotations = claim.getMetadata().getAnnotations();
        return "WaitForFirstConsumer".equals(storageClass.getVolumeBindingMode())
                && (annotations == null || !annotations.containsKey(SELECTED_NODE));
    }

    private static PersistentVolume volume(
            PersistentVolumeClaim claim, StorageClass storageClass, String name, Path path) {
        var policy = storageClass.getReclaimPolicy();
        return new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName(name)
                .addToAnnotations(PROVISIONED_BY, PROVISIONER)
                .endMetadata()
                .withNewSpec()
                .withCapacity(claim.getSpec().getResources().getRequests())
                .withAccessModes(claim.getSpec().getAccessModes())
                .withVolumeMode(claim.getSpec().getVolumeMode())
                .withStorageClassName(storageClass.getMetadata().getName())
                .withPersistentVolumeReclaimPolicy(policy == null ? "Delete" : policy)
                .withNewHostPath(path.toString(), "Directory")
                .withNewClaimRef()
                .withApiVersion("v1")
                .withKind("PersistentVolumeClaim")
                .withNamespace(claim.getMetadata().getNamespace())
                .withName(claim.getMetadata().getName())
                .withUid(claim.getMetadata().getUid())
                .endClaimRef()
                .endSpec()
                .build();
    }

    /** Removes a volume of ours whose claim is gone, unless it is to be retained. */
    void reclaim(PersistentVolume volume) {
        var annotations = volume.getMetadata().getAnnotations();
        if (annotations == null
                || !PROVISIONER.equals(annotations.get(PROVISIONED_BY))
                || volume.getStatus() == null
                || !"Released".equals(volume.getStatus().getPhase())
                || !"Delete".equals(volume.getSpec().getPersistentVolumeReclaimPolicy())) {
            return;
        }
        var name = volume.getMetadata().getName();
        try {
            removeFolder(name);
            client.persistentVolumes().withName(name).delete();
        } catch (NoSuchFileException e) {
            LOG.log(System.Logger.Level.DEBUG, "another node removes the files of " + name);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot remove volume " + name, e);
            events.warning(volume, "", "VolumeFailedDelete", String.valueOf(e));
        }
    }

    private void removeFolder(String name) throws IOException {
        var removed = folder.resolve(".removed-" + name);
        try {
            Files.move(folder.resolve(name), removed, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            LOG.log(System.Logger.Level.DEBUG, "another node removes " + name);
        }
        Folders.delete(removed);
    }

    private static void ignoringConflict(Runnable creation) {
        try {
            creation.run();
        } catch (KubernetesClientException e) {
            if (e.getCode() != 409) {
                throw e;
            }
        }
    }
}
