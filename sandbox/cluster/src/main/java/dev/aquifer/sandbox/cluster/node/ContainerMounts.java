package dev.aquifer.sandbox.cluster.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a container sees at which path, and whether it may write there. */
record ContainerMounts(Isolation isolation) {
    private static final String TERMINATION_LOG = "/dev/termination-log";

    List<Mount> of(
            LaunchPlanner.PodPlace place,
            Container container,
            Attempt attempt,
            Map<String, String> variables)
            throws NotYet, IOException {
        var mounts = new ArrayList<Mount>();
        for (var mount : container.getVolumeMounts()) {
            var source = place.volumes().get(mount.getName());
            if (source == null) {
                throw new NotYet(
                        "CreateContainerConfigError", "no volume is named " + mount.getName());
            }
            var folder = source.path();
            if (source.image()) {
                folder = attempt.image(mount.getName());
                var fileSystem = fileSystem(source, folder);
                if (!mounts.contains(fileSystem)) {
                    mounts.add(fileSystem);
                }
            }
            mounts.add(
                    new Mount(
                            within(place.pod(), source, folder, mount, variables),
                            normal(mount.getMountPath()),
                            Boolean.TRUE.equals(mount.getReadOnly())
                                    || isReadOnly(volume(place.pod(), mount.getName()))));
        }
        var message = container.getTerminationMessagePath();
        mounts.add(
                new Mount(
                        attempt.terminationMessage(),
                        normal(message == null ? TERMINATION_LOG : message),
                        false));
        if (isolation.mounts()) {
            mounts.add(new Mount(place.hosts(), "/etc/hosts", true));
        }
        return mounts;
    }

    private Mount fileSystem(VolumeAt volume, Path at) throws NotYet {
        if (isolation != Isolation.MOUNTS) {
            throw new NotYet(
                    "CreateContainerConfigError",
                    "volume " + volume.path() + " is a file system, which this node cannot mount");
        }
        return new Mount(volume.path(), at.toString(), Mount.Way.FILE_SYSTEM);
    }

    private static Path within(
            Pod pod, VolumeAt at, Path volume, VolumeMount mount, Map<String, String> variables)
            throws NotYet, IOException {
        var subPath =
                mount.getSubPathExpr() != null && !mount.getSubPathExpr().isEmpty()
                        ? References.expand(mount.getSubPathExpr(), variables)
                        : mount.getSubPath();
        if (subPath == null || subPath.isEmpty()) {
            return volume;
        }
        var path = volume.resolve(subPath).normalize();
        if (!path.startsWith(volume)) {
            throw new NotYet(
                    "CreateContainerConfigError", "subPath " + subPath + " leaves its volume");
        }
        if (at.image()) {
            return path; // looked at, and made, when the file system is mounted
        }
        if (!Files.exists(path)) {
            if (isReadOnly(volume(pod, mount.getName()))) {
                throw new NotYet(
                        "CreateContainerConfigError",
                        "failed to prepare subPath for volumeMount \"%s\": %s is not in the volume, which is read-only"
                                .formatted(mount.getName(), subPath));
            }
            Folders.openToAll(Files.createDirectories(path));
        }
        if (!path.toRealPath().startsWith(volume.toRealPath())) {
            throw new NotYet(
                    "CreateContainerConfigError",
                    "subPath " + subPath + " leads out of its volume");
        }
        return path;
    }

    private static Volume volume(Pod pod, String name) {
        return pod.getSpec().getVolumes().stream()
                .filter(volume -> volume.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isReadOnly(Volume volume) {
        return VolumeContents.has(volume) || isClaimedReadOnly(volume);
    }

    private static boolean isClaimedReadOnly(Volume volume) {
        var claim = volume.getPersistentVolumeClaim();
        return claim != null && Boolean.TRUE.equals(claim.getReadOnly());
    }

    /** A path in the container, which always begins at its root. */
    static String normal(String path) {
        return Path.of("/").resolve(path).normalize().toString();
    }
}
