package dev.aquifer.hydration.volume;

import dev.aquifer.hydration.artifact.VerifiedFile;
import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Puts verified files in the places of those of a published artifact, each in one step. */
public final class Replacement {

    private final Volume volume;
    private final Path folder;

    /** Replaces files of this folder. */
    public Replacement(Volume volume, Path folder) {
        this.volume = volume;
        this.folder = folder;
    }

    /** Moves these staged files into the folder and ends the staging. */
    public void replace(Staging staging, List<VerifiedFile> files) {
        try {
            staging.lease().confirm();
            for (VerifiedFile file : files) {
                replace(staging, file);
            }
            staging.discard();
        } catch (IOException e) {
            throw VolumeErrors.of("a file cannot be replaced", e);
        }
    }

    /** Moves one staged file into the folder. */
    void replace(Staging staging, VerifiedFile file) throws IOException {
        Path target = folder.resolve(file.path());
        prepare(target);
        Files.move(staging.file(file.path()), target, StandardCopyOption.ATOMIC_MOVE);
        for (Path above : Durable.above(List.of(target), folder)) {
            Durable.directory(above);
        }
    }

    /** Whatever took the place of a file or of its folders leaves it. */
    private void prepare(Path target) throws IOException {
        Files.createDirectories(Durable.parent(target));
        if (!Durable.parent(target).toRealPath().startsWith(folder.toRealPath())) {
            throw new HydrationFailed(
                    Code.PATH_INVALID, "a folder of the artifact was replaced by a link out of it");
        }
        if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(volume.trash());
            Path away = volume.trash().resolve(target.getFileName() + "-" + System.nanoTime());
            Files.move(target, away, StandardCopyOption.ATOMIC_MOVE);
            Durable.delete(away);
        }
    }
}
