package dev.aquifer.sandbox.launcher;

import static java.util.Objects.requireNonNullElse;

import dev.aquifer.sandbox.launcher.processes.Folder;
import dev.aquifer.sandbox.launcher.processes.JsonFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a sandbox consists of; kept in its folder, so that a later {@code up} makes the same one.
 *
 * @param clusters names of the workload clusters
 * @param models folder of models that the hub serves; null when it is the sandbox's own
 * @param without names of steps that are left out
 */
public record SandboxSettings(
        List<String> clusters, int nodesPerCluster, @Nullable Path models, Set<String> without) {
    private static final String FILE = "settings.json";

    public SandboxSettings {
        clusters = List.copyOf(clusters);
        without = Set.copyOf(requireNonNullElse(without, Set.of()));
    }

    /** The same without those steps. */
    public SandboxSettings without(Set<String> names) {
        return new SandboxSettings(clusters, nodesPerCluster, models, names);
    }

    /** Two clusters of two nodes. */
    public static SandboxSettings standard() {
        return new SandboxSettings(List.of("cluster-a", "cluster-b"), 2, null, Set.of());
    }

    /** The folder of models that the hub serves. */
    public Path modelsIn(Folder folder) {
        return models == null ? folder.root().resolve("models") : models;
    }

    /** What the folder was last made with. */
    public static Optional<SandboxSettings> read(Folder folder) {
        return JsonFile.read(folder.root().resolve(FILE), SandboxSettings.class);
    }

    /** Remembers these. */
    public void write(Folder folder) {
        JsonFile.write(folder.root().resolve(FILE), this);
    }
}
