package dev.aquifer.sandbox.launcher;

import dev.aquifer.sandbox.launcher.processes.Folder;
import dev.aquifer.sandbox.launcher.processes.ManagedProcess;
import dev.aquifer.sandbox.launcher.processes.ManagedProcess.Stop;
import dev.aquifer.sandbox.launcher.processes.Readiness;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Makes processes with what all of a sandbox have in common. */
record ProcessFactory(Folder folder, Installation installation) {
    private static final Duration START = Duration.ofMinutes(3);

    ManagedProcess process(
            String name,
            Set<String> dependsOn,
            List<String> command,
            Map<String, String> environment,
            Readiness readiness,
            Stop stop) {
        var all = new TreeMap<>(environment);
        all.put("AQUIFER_BUILD", installation.build());
        all.put("TMPDIR", folder.temporary().toString());
        return new ManagedProcess(
                name, command, all, readiness, dependsOn, folder.run().resolve(name), stop, START);
    }
}
