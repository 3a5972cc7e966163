package dev.aquifer.hydration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What is on a volume. */
final class Volumes {

    private Volumes() {}

    static List<String> staged(Path root) {
        return names(root.resolve(".aquifer/staging"));
    }

    static List<String> published(Path root) {
        return names(root).stream().filter(name -> name.startsWith("sha256-")).toList();
    }

    static List<String> markers(Path root) {
        return names(root.resolve(".aquifer/complete"));
    }

    /** Removes a volume and all that is on it. */
    static void delete(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static List<String> names(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
