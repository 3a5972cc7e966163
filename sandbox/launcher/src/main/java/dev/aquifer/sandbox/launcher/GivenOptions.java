package dev.aquifer.sandbox.launcher;

import dev.aquifer.sandbox.launcher.cluster.Kubeconfigs;
import dev.aquifer.sandbox.launcher.processes.Folder;
import dev.aquifer.sandbox.launcher.processes.Trouble;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * {@code --control-kubeconfig} and {@code --workload-kubeconfig}: clusters that are there already.
 */
final class GivenOptions {
    /** So many have room among the addresses of pods. */
    private static final int MOST = 15;

    @Option(
            names = "--control-kubeconfig",
            paramLabel = "FILE",
            description =
                    "An administrator's kubeconfig of a cluster that is to be the control API, instead of an embedded one.")
    private @Nullable Path control;

    @Option(
            names = "--workload-kubeconfig",
            paramLabel = "FILE",
            description =
                    "The same of a cluster that is to be a workload cluster; once for each: cluster-a, cluster-b and so on.")
    private List<Path> workload = List.of();

    /**
     * What the sandbox of that folder consists of: as it was made, or as these options say. One
     * that was made with other clusters is refused, since what is stored speaks of those.
     */
    SandboxSettings settings(Folder folder, Map<String, String> environment) {
        var known = SandboxSettings.read(folder);
        if (control == null && workload.isEmpty()) {
            return known.orElse(SandboxSettings.standard());
        }
        var given = given(environment);
        if (known.filter(made -> !made.given().isLike(given)).isPresent()) {
            throw new Trouble(
                    "The sandbox in %s was made with other clusters; name another folder with --dir."
                            .formatted(folder.root()));
        }
        return known.orElse(SandboxSettings.standard()).with(given);
    }

    private Given given(Map<String, String> environment) {
        if (workload.size() > MOST) {
            throw new Trouble("A sandbox has %d workload clusters at most.".formatted(MOST));
        }
        var all =
                new Given(
                        control == null ? null : FolderOption.fromCaller(control, environment),
                        workload.stream()
                                .map(file -> FolderOption.fromCaller(file, environment))
                                .toList());
        if (all.control() != null) {
            Kubeconfigs.server(all.control());
        }
        var servers = new HashSet<String>();
        for (var file : all.workload()) {
            if (!servers.add(Kubeconfigs.server(file))) {
                throw new Trouble(
                        "%s is given twice; each workload cluster has to be another one."
                                .formatted(Kubeconfigs.server(file)));
            }
        }
        return all;
    }
}
