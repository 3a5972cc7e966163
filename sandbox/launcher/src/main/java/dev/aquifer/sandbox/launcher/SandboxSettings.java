package dev.aquifer.sandbox.launcher;

import static java.util.Objects.requireNonNullElse;

import dev.aquifer.sandbox.launcher.processes.Folder;
import dev.aquifer.sandbox.launcher.processes.JsonFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a sandbox consists of; kept in its folder, so that a later {@code up} makes the same one.
 *
 * @param clusters names of the workload clusters
 * @param models folder of models that the hub serves; null when it is the sandbox's own
 * @param without names of steps that are left out
 * @param given clusters that are not the sandbox's own
 * @param replicas of each service
 * @param privateOrigins host or host:port of origins, beside the hub, that models may come from
 */
record SandboxSettings(
        List<String> clusters,
        int nodesPerCluster,
        @Nullable Path models,
        Set<String> without,
        Given given,
        int replicas,
        List<String> privateOrigins) {
    private static final String FILE = "settings.json";

    SandboxSettings {
        clusters = List.copyOf(clusters);
        without = Set.copyOf(requireNonNullElse(without, Set.of()));
        given = requireNonNullElse(given, Given.nothing());
        replicas = Math.max(1, replicas); // files of before say nothing of it
        privateOrigins = List.copyOf(requireNonNullElse(privateOrigins, List.of()));
    }

    /** The same without those steps. */
    SandboxSettings without(Set<String> names) {
        return new SandboxSettings(
                clusters, nodesPerCluster, models, names, given, replicas, privateOrigins);
    }

    /** The same with those clusters, which are named in the order of their kubeconfigs. */
    SandboxSettings with(Given others) {
        var names =
                IntStream.range(0, others.workload().size())
                        .mapToObj(i -> "cluster-" + (char) ('a' + i))
                        .toList();
        return new SandboxSettings(
                names.isEmpty() ? clusters : names,
                nodesPerCluster,
                models,
                without,
                others,
                replicas,
                privateOrigins);
    }

    /** The same with so many replicas of each service. */
    SandboxSettings replicated(int number) {
        return new SandboxSettings(
                clusters, nodesPerCluster, models, without, given, number, privateOrigins);
    }

    /** The same with models from those origins, too. */
    SandboxSettings allowing(List<String> origins) {
        return new SandboxSettings(
                clusters, nodesPerCluster, models, without, given, replicas, origins);
    }

    /** Two clusters of two nodes. */
    static SandboxSettings standard() {
        return new SandboxSettings(
                List.of("cluster-a", "cluster-b"),
                2,
                null,
                Set.of(),
                Given.nothing(),
                1,
                List.of());
    }

    /** Names of the nodes of a cluster. */
    List<String> nodesOf(String cluster) {
        return IntStream.rangeClosed(1, nodesPerCluster)
                .mapToObj(number -> "%s-node-%d".formatted(cluster, number))
                .toList();
    }

    /** The folder of models that the hub serves. */
    Path modelsIn(Folder folder) {
        return models == null ? folder.root().resolve("models") : models;
    }

    /** What the folder was last made with. */
    static Optional<SandboxSettings> read(Folder folder) {
        return JsonFile.read(folder.root().resolve(FILE), SandboxSettings.class);
    }

    /** Remembers these. */
    void write(Folder folder) {
        JsonFile.write(folder.root().resolve(FILE), this);
    }
}
