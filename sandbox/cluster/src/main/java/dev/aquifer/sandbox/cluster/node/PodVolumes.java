package dev.aquifer.sandbox.cluster.node;

import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ProjectedVolumeSource;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives each volume of a pod a folder of this machine. Preparing again is harmless: what is there
 * stays.
 */
final class PodVolumes {
    private static final String REASON = "ContainerCreating";

    private final KubernetesClient client;
    private final ConfigSource source;

    PodVolumes(KubernetesClient client, ConfigSource source) {
        this.client = client;
        this.source = source;
    }

    /** The folders of all volumes by the volumes' names. */
    Map<String, Path> prepare(DownwardFields fields, Path podFolder) throws NotYet, IOException {
        var folders = new LinkedHashMap<String, Path>();
        for (var volume : fields.pod().getSpec().getVolumes()) {
            folders.put(volume.getName(), folder(fields, volume, podFolder.resolve("volumes")));
        }
        return folders;
    }

    private Path folder(DownwardFields fields, Volume volume, Path own) throws NotYet, IOException {
        var folder = own.resolve(volume.getName());
        if (volume.getPersistentVolumeClaim() != null) {
            return claimed(fields.pod(), volume.getPersistentVolumeClaim().getClaimName());
        }
        if (volume.getHostPath() != null) {
            return hostPath(volume.getHostPath().getPath());
        }
        if (volume.getEmptyDir() != null) {
            if (!Files.isDirectory(folder)) {
                Folders.openToAll(Files.createDirectories(folder));
            }
            return folder;
        }
        var files = files(fields, volume);
        if (files == null) {
            throw new NotYet(
                    REASON,
                    "volume \"" + volume.getName() + "\" is of a kind that this node cannot mount");
        }
        write(folder, files);
        return folder;
    }

    private @Nullable Map<String, byte[]> files(DownwardFields fields, Volume volume)
            throws NotYet {
        var namespace = fields.pod().getMetadata().getNamespace();
        if (volume.getConfigMap() != null) {
            var from = volume.getConfigMap();
            return chosen(
                    source.bytes(
                            ConfigSource.Kind.CONFIG_MAP,
                            namespace,
                            from.getName(),
                            is(from.getOptional()),
                            REASON),
                    from.getItems(),
                    is(from.getOptional()));
        }
        if (volume.getSecret() != null) {
            var from = volume.getSecret();
            return chosen(
                    source.bytes(
                            ConfigSource.Kind.SECRET,
                            namespace,
                            from.getSecretName(),
                            is(from.getOptional()),
                            REASON),
                    from.getItems(),
                    is(from.getOptional()));
        }
        if (volume.getDownwardAPI() != null) {
            var files = new LinkedHashMap<String, byte[]>();
            for (var item : volume.getDownwardAPI().getItems()) {
                if (item.getFieldRef() != null) {
                    files.put(
                            item.getPath(), utf8(fields.field(item.getFieldRef().getFieldPath())));
                }
            }
            return files;
        }
        return volume.getProjected() == null
                ? null
                : projected(fields, namespace, volume.getProjected());
    }

    private Map<String, byte[]> projected(
            DownwardFields fields, String namespace, ProjectedVolumeSource volume) throws NotYet {
        var files = new LinkedHashMap<String, byte[]>();
        for (var part : volume.getSources()) {
            if (part.getConfigMap() != null) {
                var from = part.getConfigMap();
                files.putAll(
                        chosen(
                                source.bytes(
                                        ConfigSource.Kind.CONFIG_MAP,
                                        namespace,
                                        from.getName(),
                                        is(from.getOptional()),
                                        REASON),
                                from.getItems(),
                                is(from.getOptional())));
            }
            if (part.getSecret() != null) {
                var from = part.getSecret();
                files.putAll(
                        chosen(
                                source.bytes(
                                        ConfigSource.Kind.SECRET,
                                        namespace,
                                        from.getName(),
                                        is(from.getOptional()),
                                        REASON),
                                from.getItems(),
                                is(from.getOptional())));
            }
            if (part.getDownwardAPI() != null) {
                for (var item : part.getDownwardAPI().getItems()) {
                    files.put(
                            item.getPath(), utf8(fields.field(item.getFieldRef().getFieldPath())));
                }
            }
        }
        return files;
    }

    private static Map<String, byte[]> chosen(
            Map<String, byte[]> all, @Nullable List<KeyToPath> items, boolean optional)
            throws NotYet {
        if (items == null || items.isEmpty()) {
            return all;
        }
        var files = new LinkedHashMap<String, byte[]>();
        for (var item : items) {
            var content = all.get(item.getKey());
            if (content != null) {
                files.put(item.getPath(), content);
            } else if (!optional) {
                throw new NotYet(REASON, "references non-existent config key: " + item.getKey());
            }
        }
        return files;
    }

    private static void write(Path folder, Map<String, byte[]> files) throws IOException, NotYet {
        Files.createDirectories(folder);
        for (var file : files.entrySet()) {
            var path = folder.resolve(file.getKey()).normalize();
            if (!path.startsWith(folder)) {
                throw new NotYet(REASON, "path " + file.getKey() + " leaves its volume");
            }
            Files.createDirectories(path.getParent());
            if (!Files.exists(path) || !Arrays.equals(Files.readAllBytes(path), file.getValue())) {
                Files.write(path, file.getValue());
            }
        }
    }

    private Path claimed(Pod pod, String claimName) throws NotYet {
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
        var volume = client.persistentVolumes().withName(volumeName).get();
        if (volume == null || volume.getSpec().getHostPath() == null) {
            throw new NotYet(
                    REASON, "volume " + volumeName + " is no folder that this node can reach");
        }
        return hostPath(volume.getSpec().getHostPath().getPath());
    }

    private static Path hostPath(String path) throws NotYet {
        var folder = Path.of(path);
        if (!Files.exists(folder)) {
            throw new NotYet(REASON, "hostPath type check failed: " + path + " does not exist");
        }
        return folder;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static boolean is(@Nullable Boolean value) {
        return Boolean.TRUE.equals(value);
    }
}
