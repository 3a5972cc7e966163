package dev.aquifer.sandbox.cluster.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How this machine lets a container see volumes at its own paths; found out once, by trying. */
enum Isolation {
    /** A mount namespace, by the privilege that the agent has. */
    MOUNTS(List.of("unshare", "--mount", "--propagation", "private")),
    /** A mount namespace within a user namespace: no privilege is needed. */
    USER_MOUNTS(
            List.of("unshare", "--user", "--map-root-user", "--mount", "--propagation", "private")),
    /** Neither; paths are rewritten instead. */
    NONE(List.of());

    @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable
    private final List<String> unshare;

    Isolation(List<String> unshare) {
        this.unshare = unshare;
    }

    boolean mounts() {
        return this != NONE;
    }

    /**
     * The command line that runs a launch in its own mounts, below an empty folder that becomes its
     * root.
     */
    List<String> wrap(Path script, Path root, Launch launch) {
        if (!mounts()) {
            return launch.command();
        }
        var line = new ArrayList<>(unshare);
        line.addAll(List.of("/bin/sh", script.toString(), root.toString(), launch.workingDir()));
        for (var mount : launch.mounts()) {
            line.addAll(List.of(mount.source().toString(), mount.target(), mount.way().word()));
        }
        line.add("--");
        line.addAll(launch.command());
        return line;
    }

    /** The command line that runs a command within the mounts of a running container. */
    List<String> enter(long pid, List<String> command) {
        var line = new ArrayList<String>();
        if (mounts()) {
            line.addAll(
                    List.of(
                            "nsenter",
                            "--target",
                            Long.toString(pid),
                            "--mount",
                            "--root",
                            "--wd"));
            if (this == USER_MOUNTS) {
                line.addAll(List.of("--user", "--preserve-credentials"));
            }
            line.add("--");
        }
        line.addAll(command);
        return line;
    }

    /** Tries what a container will need, in a folder of the agent's own. */
    static Isolation find(Path script, Path folder) throws IOException, InterruptedException {
        var root = Files.createDirectories(folder.resolve("root"));
        var launch =
                new Launch(
                        List.of("true"),
                        java.util.Map.of(),
                        "/",
                        List.of(new Mount(folder, "/aquifer/trial", Mount.Way.READ_ONLY)));
        for (var candidate : List.of(MOUNTS, USER_MOUNTS)) {
            if (succeeds(candidate.wrap(script, root, launch))) {
                return candidate;
            }
        }
        return NONE;
    }

    static boolean succeeds(List<String> command) throws InterruptedException {
        try {
            var process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (!process.waitFor(1, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                return false;
            }
            return process.exitValue() == 0;
        } catch (IOException e) {
            return false; // no such program: as good as refused
        }
    }
}
