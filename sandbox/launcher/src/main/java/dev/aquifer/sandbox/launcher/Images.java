package dev.aquifer.sandbox.launcher;

import dev.aquifer.sandbox.launcher.processes.Folder;
import dev.aquifer.sandbox.launcher.processes.JsonFile;
import dev.aquifer.sandbox.launcher.processes.Orphans;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Which command of this build stands for which image. */
record Images(Folder folder, Installation installation) {
    private static final String WORKER = "dev.aquifer.hydration.HydrationMain";
    private static final String ENGINE = "dev.aquifer.sandbox.engine.EngineMain";
    private static final int WORKER_HEAP = 64;
    private static final int ENGINE_HEAP = 256;

    /** Writes the list that node agents read. */
    void write(Path file) {
        JsonFile.write(
                file,
                List.of(
                        image("aquifer/hydration-worker:0.1", worker()),
                        image(
                                "aquifer/engine:0.1",
                                installation.java(ENGINE_HEAP, ENGINE, List.of()))));
    }

    /**
     * Hashing is only fast with the second compiler, which the other small JVMs do without; the
     * worker's own options say what has to be compiled at once.
     */
    private List<String> worker() {
        return installation.javaWith(
                List.of(
                        "-Xmx" + WORKER_HEAP + "m",
                        "-XX:TieredStopAtLevel=4",
                        "@"
                                + installation
                                        .root()
                                        .resolve("hydration-worker/src/main/java.options")),
                WORKER,
                List.of());
    }

    private Map<String, Object> image(String name, List<String> command) {
        // Without a UTF-8 locale Java refuses file names that are not ASCII.
        var env = Map.of(Orphans.MARK, folder.root().toString(), "LC_ALL", "C.UTF-8");
        return Map.of("image", name, "command", command, "env", env);
    }
}
