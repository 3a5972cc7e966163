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
    private static final int WORKER_HEAP = 256;
    private static final int ENGINE_HEAP = 256;

    /** Writes the list that node agents read. */
    void write(Path file) {
        JsonFile.write(
                file,
                List.of(
                        image("aquifer/hydration-worker:0.1", WORKER_HEAP, WORKER),
                        image("aquifer/engine:0.1", ENGINE_HEAP, ENGINE)));
    }

    private Map<String, Object> image(String name, int heap, String mainClass) {
        return Map.of(
                "image",
                name,
                "command",
                installation.java(heap, mainClass, List.of()),
                "env",
                Map.of(Orphans.MARK, folder.root().toString()));
    }
}
