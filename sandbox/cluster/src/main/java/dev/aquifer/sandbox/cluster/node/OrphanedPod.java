package dev.aquifer.sandbox.cluster.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What is left of a pod that the API has no more. */
final class OrphanedPod {
    private OrphanedPod() {}

    static void end(Path podFolder) throws IOException {
        var containers = podFolder.resolve("containers");
        if (Files.isDirectory(containers)) {
            List<Path> folders;
            try (var entries = Files.list(containers)) {
                folders = entries.toList();
            }
            for (var folder : folders) {
                endContainer(podFolder.getFileName() + "/" + folder.getFileName(), folder);
            }
        }
        Folders.delete(podFolder);
    }

    private static void endContainer(String name, Path folder) throws IOException {
        var attempt = Attempt.newest(folder).orElse(null);
        if (attempt != null) {
            attempt.alive().ifPresent(pid -> ProcessTable.signalGroup(pid, "KILL"));
            ProcessTable.killMarked(LaunchPlanner.MARKER + '=' + name + '/' + attempt.number());
        }
    }
}
