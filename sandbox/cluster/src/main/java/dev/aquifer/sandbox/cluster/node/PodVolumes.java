package dev.aquifer.sandbox.cluster.node;

import dev.aquifer.sandbox.cluster.node.ContentFolder.Content;
import io.fabric8.kubernetes.api.model.HostPathVolumeSource;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives each volume of a pod a folder of this machine. Doing it again is harmless: what is there
 * stays.
 */
final class PodVolumes {
    private static final String REASON = "ContainerCreating";

    private final KubernetesClient client;
    private final VolumeContents contents;

    PodVolumes(KubernetesClient client, VolumeContents contents) {
        this.client = client;
        this.contents = contents;
    }

    /** The folders of all volumes by the volumes' names. */
    Map<String, VolumeAt> folders(Pod pod, Path podFolder) throws NotYet, IOException {
        var folders = new LinkedHashMap<String, VolumeAt>();
        for (var volume : pod.getSpec().getVolumes()) {
            var own = podFolder.resolve("volumes").resolve(volume.getName());
            folders.put(volume.getName(), folder(pod, volume, own));
        }
        return folders;
    }

    private VolumeAt folder(Pod pod, Volume volume, Path own) throws NotYet, IOException {
        if (volume.getPersistentVolumeClaim() != null) {
            return claimed(pod, volume.getPersistentVolumeClaim().getClaimName());
        }
        if (volume.getHostPath() != null) {
            return VolumeAt.folder(hostPath(volume.getHostPath()));
        }
        if (volume.getEmptyDir() != null) {
            if (!Files.isDirectory(own)) {
                Folders.openToAll(Files.createDirectories(own));
            }
            return VolumeAt.folder(own);
        }
        if (VolumeContents.has(volume)) {
            return VolumeAt.folder(Files.createDirectories(own));
        }
        throw new NotYet(
                REASON,
                "volume \"" + volume.getName() + "\" is of a kind that this node cannot mount");
    }

    /**
     * What the volumes of given contents are to hold now, by their folders. One whose source is
     * gone is left out and stays as it is: only who was never filled has to wait.
     */
    Map<Path, Map<String, Content>> contents(DownwardFields fields, Map<String, VolumeAt> volumes)
            throws NotYet {
        var all = new LinkedHashMap<Path, Map<String, Content>>();
        for (var volume : fields.pod().getSpec().getVolumes()) {
            var at = volumes.get(volume.getName());
            if (at == null || !VolumeContents.has(volume)) {
                continue;
            }
            try {
                all.put(at.path(), contents.of(fields, volume));
            } catch (NotYet missing) {
                if (!new ContentFolder(at.path()).isFilled()) {
                    throw new NotYet(
                            missing.reason(),
                            "MountVolume.SetUp failed for volume \"%s\" : %s"
                                    .formatted(volume.getName(), missing.message()));
                }
            }
        }
        return all;
    }

    private VolumeAt claimed(Pod pod, String claimName) throws NotYet, IOException {
        var namespace = pod.getMetadata().getNamespace();
        var claim =
                client.persistentVolumeClaims().inNamespace(namespace).withName(claimName).get();
        if (claim == null) {
            throw new NotYet(REASON, "persistentvolumeclaim \"" + claimName + "\" not found");
        }
        var volumeName = claim.getSpec().getVolumeName();
        if (volumeName == null
                || claim.getStatus() == null
                || !"Bound".equals(claim.getStatus().getPhase())) {
            throw new NotYet(REASON, "persistentvolumeclaim \"" + claimName + "\" is not bound");
        }
        return at(volumeName, client.persistentVolumes().withName(volumeName).get());
    }

    private static VolumeAt at(String name, @Nullable PersistentVolume volume)
            throws NotYet, IOException {
        if (volume != null && volume.getSpec().getHostPath() != null) {
            var path = hostPath(volume.getSpec().getHostPath());
            return new VolumeAt(path, VolumeProvisioner.isImage(volume));
        }
        if (volume != null && volume.getSpec().getLocal() != null) {
            return VolumeAt.folder(existing(Path.of(volume.getSpec().getLocal().getPath())));
        }
        throw new NotYet(REASON, "volume " + name + " is no folder that this node can reach");
    }

    private static Path hostPath(HostPathVolumeSource source) throws NotYet, IOException {
        var path = Path.of(source.getPath());
        if ("DirectoryOrCreate".equals(source.getType())) {
            Files.createDirectories(path);
        }
        return existing(path);
    }

    private static Path existing(Path path) throws NotYet {
        if (!Files.exists(path)) {
            throw new NotYet(REASON, "hostPath type check failed: " + path + " does not exist");
        }
        return path;
    }
}
