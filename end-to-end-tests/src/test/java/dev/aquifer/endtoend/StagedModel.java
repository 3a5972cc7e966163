package dev.aquifer.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;

/**
 * The model that the hub of a sandbox offers: a small real one where it can be had, else files that
 * look like one, and then it is said aloud.
 *
 * @param repository its name at the hub
 * @param isReal whether it knows the capital of France
 */
record StagedModel(String repository, boolean isReal) {
    private static final String REAL = "HuggingFaceTB/SmolLM2-135M-Instruct-GGUF";
    private static final String MADE_UP = "aquifer/made-up";
    private static final int SIZE = 4 << 20;

    static StagedModel into(Path hub) throws IOException {
        var layout = layout();
        if (layout.isEmpty()) {
            return madeUp(
                    hub,
                    "there is no shared/engines/model above, and AQUIFER_MODEL_LAYOUT is not set");
        }
        var folder = Path.of("target", "model").toAbsolutePath();
        Files.createDirectories(folder);
        var ended = Command.of(java.util.List.of(layout.get().toString(), folder.toString())).run();
        if (!ended.isWell()) {
            return madeUp(hub, ended.err().strip());
        }
        link(folder.resolve(REAL), hub.resolve(REAL));
        return new StagedModel(REAL, true);
    }

    private static Optional<Path> layout() {
        var given = System.getenv("AQUIFER_MODEL_LAYOUT");
        if (given != null) {
            return Optional.of(Path.of(given));
        }
        for (var at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            var found = at.resolve("shared/engines/model");
            if (Files.isExecutable(found)) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    private static void link(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (var files = Files.list(from)) {
            for (var file : files.toList()) {
                var name = to.resolve(file.getFileName());
                if (!Files.exists(name)) {
                    Files.copy(file, name);
                }
            }
        }
    }

    private static StagedModel madeUp(Path hub, String why) throws IOException {
        System.err.println(
                "NO REAL MODEL, the engine is simulated and is not asked for Paris: " + why);
        var folder = Files.createDirectories(hub.resolve(MADE_UP));
        var noise = new byte[SIZE];
        new Random(1).nextBytes(noise);
        Files.write(folder.resolve("model.safetensors"), noise);
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"made-up\"}\n");
        return new StagedModel(MADE_UP, false);
    }
}
