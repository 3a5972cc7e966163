package dev.aquifer.sandbox.cluster.node;

import dev.aquifer.sandbox.cluster.node.ContentFolder.Content;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which files a volume of ConfigMaps, Secrets or the pod's own fields has now. */
final class VolumeContents {
    private static final String REASON = "ContainerCreating";
    private static final int DEFAULT_MODE = 0644;

    /** Every container runs as the agent's own user: nobody else needs to read a secret. */
    private static final int OWNER_ONLY = 0700;

    private final ConfigSource source;

    VolumeContents(ConfigSource source) {
        this.source = source;
    }

    /** Whether the files of such a volume are given by objects of the API. */
    static boolean has(Volume volume) {
        return volume.getConfigMap() != null
                || volume.getSecret() != null
                || volume.getDownwardAPI() != null
                || volume.getProjected() != null;
    }

    /** The files by their paths in the volume. */
    Map<String, Content> of(DownwardFields fields, Volume volume) throws NotYet {
        var parts = new Parts(fields, new LinkedHashMap<>());
        if (volume.getConfigMap() != null) {
            var from = volume.getConfigMap();
            parts.add(
                    map(fields, from.getName(), from.getOptional()),
                    new Choice(from.getItems(), from.getOptional(), from.getDefaultMode()));
        } else if (volume.getSecret() != null) {
            var from = volume.getSecret();
            parts.addSecret(
                    secret(fields, from.getSecretName(), from.getOptional()),
                    new Choice(from.getItems(), from.getOptional(), from.getDefaultMode()));
        } else if (volume.getDownwardAPI() != null) {
            parts.addFields(
                    volume.getDownwardAPI().getItems(), volume.getDownwardAPI().getDefaultMode());
        } else if (volume.getProjected() != null) {
            for (var part : volume.getProjected().getSources()) {
                project(parts, part, volume.getProjected().getDefaultMode());
            }
        }
        return parts.files();
    }

    private void project(Parts parts, VolumeProjection part, @Nullable Integer mode) throws NotYet {
        if (part.getConfigMap() != null) {
            var from = part.getConfigMap();
            parts.add(
                    map(parts.fields(), from.getName(), from.getOptional()),
                    new Choice(from.getItems(), from.getOptional(), mode));
        }
        if (part.getSecret() != null) {
            var from = part.getSecret();
            parts.addSecret(
                    secret(parts.fields(), from.getName(), from.getOptional()),
                    new Choice(from.getItems(), from.getOptional(), mode));
        }
        if (part.getDownwardAPI() != null) {
            parts.addFields(part.getDownwardAPI().getItems(), mode);
        }
    }

    private Map<String, byte[]> map(DownwardFields fields, String name, @Nullable Boolean optional)
            throws NotYet {
        return source.bytes(
                ConfigSource.Kind.CONFIG_MAP, fields.namespace(), name, is(optional), REASON);
    }

    private Map<String, byte[]> secret(
            DownwardFields fields, String name, @Nullable Boolean optional) throws NotYet {
        return source.bytes(
                ConfigSource.Kind.SECRET, fields.namespace(), name, is(optional), REASON);
    }

    private static boolean is(@Nullable Boolean value) {
        return Boolean.TRUE.equals(value);
    }

    /** Which entries are wanted, and the mode of those that say none. */
    private record Choice(
            @Nullable List<KeyToPath> items, @Nullable Boolean optional, @Nullable Integer mode) {
        int mode(@Nullable Integer own) {
            return Optional.ofNullable(own)
                    .or(() -> Optional.ofNullable(mode))
                    .orElse(DEFAULT_MODE);
        }
    }

    /** What comes together in one volume. */
    private record Parts(DownwardFields fields, Map<String, Content> files) {
        void add(Map<String, byte[]> all, Choice choice) throws NotYet {
            add(all, choice, ~0);
        }

        void addSecret(Map<String, byte[]> all, Choice choice) throws NotYet {
            add(all, choice, OWNER_ONLY);
        }

        private void add(Map<String, byte[]> all, Choice choice, int mask) throws NotYet {
            if (choice.items() == null || choice.items().isEmpty()) {
                for (var entry : all.entrySet()) {
                    put(entry.getKey(), entry.getValue(), choice.mode(null) & mask);
                }
                return;
            }
            for (var item : choice.items()) {
                var content = all.get(item.getKey());
                if (content != null) {
                    put(item.getPath(), content, choice.mode(item.getMode()) & mask);
                } else if (!is(choice.optional())) {
                    throw new NotYet(
                            REASON, "references non-existent config key: " + item.getKey());
                }
            }
        }

        void addFields(List<DownwardAPIVolumeFile> items, @Nullable Integer mode) throws NotYet {
            var choice = new Choice(null, false, mode);
            for (var item : items) {
                if (item.getFieldRef() != null) {
                    put(
                            item.getPath(),
                            fields.field(item.getFieldRef().getFieldPath())
                                    .getBytes(StandardCharsets.UTF_8),
                            choice.mode(item.getMode()));
                }
            }
        }

        private void put(String path, byte[] bytes, int mode) throws NotYet {
            var normal = Path.of(path).normalize();
            if (normal.isAbsolute() || Objects.toString(normal.getName(0)).startsWith("..")) {
                throw new NotYet(REASON, "path " + path + " leaves its volume");
            }
            files.put(normal.toString(), new Content(bytes, mode));
        }
    }
}
