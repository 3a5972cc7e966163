package dev.aquifer.sandbox.cluster.node;

import java.util.List;
import java.util.Map;

/**
 * Everything that is needed to start a container's process; nothing of it is interpreted by a
 * shell.
 */
record Launch(
        List<String> command,
        Map<String, String> environment,
        String workingDir,
        List<Mount> mounts) {
    Launch {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        mounts = List.copyOf(mounts);
    }
}
