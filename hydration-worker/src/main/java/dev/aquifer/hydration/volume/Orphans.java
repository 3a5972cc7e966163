package dev.aquifer.hydration.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Removes what earlier attempts left and nobody will continue: staging folders of the same cache
 * under another plan, those of other caches when they are old or when the space is needed, and what
 * was moved away. A folder whose worker may live is left alone.
 */
public final class Orphans {

    private static final Duration OLD = Duration.ofHours(24);

    private final Volume volume;
    private final Leases leases;

    /** Orphans of this volume, seen by a worker that uses these leases. */
    public Orphans(Volume volume, Leases leases) {
        this.volume = volume;
        this.leases = leases;
    }

    /** Removes what is surely not needed; {@code keep} is this worker's own folder. */
    public void collect(String keep) {
        collect(keep, false);
    }

    /** Removes also what other caches left recently: the space is needed now. */
    public void collectAll(String keep) {
        collect(keep, true);
    }

    private void collect(String keep, boolean all) {
        try {
            Durable.delete(volume.trash());
            for (Path folder : folders()) {
                if (!folder.getFileName().toString().equals(keep)
                        && (all || ours(folder))
                        && leases.abandoned(folder)) {
                    Durable.delete(folder);
                }
            }
        } catch (IOException e) {
            throw VolumeErrors.of("leftovers of earlier attempts cannot be removed", e);
        }
    }

    private List<Path> folders() throws IOException {
        try (Stream<Path> folders = Files.list(volume.stagings())) {
            return folders.toList();
        }
    }

    private boolean ours(Path folder) throws IOException {
        Path owner = folder.resolve("owner");
        boolean named = Files.exists(owner) && Files.readString(owner).equals(leases.ownUid());
        return named || old(folder);
    }

    private boolean old(Path folder) throws IOException {
        long age =
                Files.getLastModifiedTime(volume.stagings()).toMillis()
                        - Files.getLastModifiedTime(folder).toMillis();
        return age > OLD.toMillis();
    }
}
