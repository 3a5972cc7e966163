package dev.aquifer.sandbox.launcher;

import dev.aquifer.sandbox.launcher.processes.Folder;
import dev.aquifer.sandbox.launcher.processes.Trouble;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --dir}, which every command has. */
final class FolderOption {
    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description =
                    "The folder that holds all state. Default: $AQUIFER_HOME, else ~/.aquifer.")
    private @Nullable Path dir;

    /** The folder, made ready for use. */
    Folder prepared() {
        return new Folder(path(System.getenv())).prepared();
    }

    /** The folder of a sandbox that was started before. */
    Folder existing() {
        var path = path(System.getenv());
        if (!Files.isDirectory(path)) {
            throw new Trouble(
                    "There is no sandbox in %s; './aquifer up' makes one.".formatted(path));
        }
        return new Folder(path).prepared();
    }

    /** A path as the user meant it, who called from another folder perhaps. */
    static Path fromCaller(Path path, Map<String, String> environment) {
        var from = environment.get("AQUIFER_CALLED_FROM");
        return from == null ? path.toAbsolutePath() : Path.of(from).resolve(path);
    }

    private Path path(Map<String, String> environment) {
        if (dir != null) {
            return fromCaller(dir, environment);
        }
        var home = environment.getOrDefault("HOME", System.getProperty("user.home"));
        return Path.of(environment.getOrDefault("AQUIFER_HOME", home + "/.aquifer"));
    }
}
