package dev.aquifer.hydration.volume;

import dev.aquifer.hydration.artifact.ArtifactDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Removes published artifacts that nobody uses any more, which only whoever knows all users can
 * say. The marker goes first, so that half a folder is never taken for the whole.
 */
public final class Retention {

    private static final Pattern FOLDER = Pattern.compile("sha256-([0-9a-f]{64})");

    private final Volume volume;

    /** The artifacts of this volume. */
    public Retention(Volume volume) {
        this.volume = volume;
    }

    /** Removes all artifacts but these; returns what was removed. */
    public List<ArtifactDigest> removeAllBut(Collection<ArtifactDigest> kept) {
        List<ArtifactDigest> removed = new ArrayList<>();
        try (Stream<Path> entries = Files.list(volume.base())) {
            for (Path folder : entries.sorted().toList()) {
                Matcher name = FOLDER.matcher(folder.getFileName().toString());
                if (name.matches() && !kept.contains(new ArtifactDigest(name.group(1)))) {
                    remove(folder);
                    removed.add(new ArtifactDigest(name.group(1)));
                }
            }
            Durable.delete(volume.trash());
        } catch (IOException e) {
            throw VolumeErrors.of("a former artifact cannot be removed", e);
        }
        return removed;
    }

    private void remove(Path folder) throws IOException {
        Files.deleteIfExists(volume.markers().resolve(folder.getFileName() + ".json"));
        Durable.directory(volume.markers());
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            Files.delete(folder);
            return;
        }
        Files.createDirectories(volume.trash());
        Path away = volume.trash().resolve(folder.getFileName() + "-former");
        Durable.delete(away);
        Files.move(folder, away, StandardCopyOption.ATOMIC_MOVE);
        Durable.delete(away);
    }
}
