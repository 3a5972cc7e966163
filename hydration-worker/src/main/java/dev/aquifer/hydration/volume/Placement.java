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
import java.util.Map;
import java.util.stream.Stream;

/**
 * Moves verified files into somebody's folder, each in one step. A file that is there goes only if
 * it came from here and was not touched since.
 */
public final class Placement {

    private static final int MOST_PATHS = 20;

    private final Volume volume;
    private final Receipts receipts;
    private final Steps steps;

    /** Places files into this folder, knowing what was put there before. */
    public Placement(Volume volume, Receipts receipts, Steps steps) {
        this.volume = volume;
        this.receipts = receipts;
        this.steps = steps;
    }

    /** Whether a file may be put there. */
    public boolean free(String path) {
        Path target = volume.base().resolve(path);
        return !Files.exists(target, LinkOption.NOFOLLOW_LINKS)
                ? inside(target)
                : receipts.untouched(path).isPresent();
    }

    /** Fails because of files that are somebody else's. */
    public static HydrationFailed inTheWay(List<String> paths) {
        String more = paths.size() > 1 ? " (and " + (paths.size() - 1) + " more)" : "";
        return new HydrationFailed(
                Code.FILE_IN_THE_WAY,
                paths.getFirst()
                        + more
                        + " is in the folder already, with other bytes than the source's, and was"
                        + " not put there by an earlier run or was changed since; move it away,"
                        + " or choose another folder",
                Map.of("paths", paths.stream().limit(MOST_PATHS).toList(), "count", paths.size()),
                null);
    }

    /**
     * Moves these staged files to their places.
     *
     * @param inPlace what is there already, perhaps since a run that was killed right after it
     */
    public void place(
            Staging staging, String source, List<VerifiedFile> files, List<VerifiedFile> inPlace) {
        try {
            staging.lease().confirm();
            receipts.announce(source, staging.files(), files);
            for (VerifiedFile file : files) {
                Path staged = staging.files().resolve(file.path());
                Path target = volume.base().resolve(file.path());
                if (!free(file.path())) {
                    throw inTheWay(List.of(file.path()));
                }
                Files.createDirectories(Durable.parent(target));
                steps.reached(Steps.Step.BEFORE_RENAME);
                Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE);
                steps.reached(Steps.Step.RENAMED);
            }
            List<Path> placed =
                    Stream.concat(files.stream(), inPlace.stream())
                            .map(file -> volume.base().resolve(file.path()))
                            .toList();
            for (Path folder : Durable.above(placed, volume.base())) {
                Durable.directory(folder);
            }
        } catch (IOException e) {
            throw VolumeErrors.of("a file cannot be put into its place", e);
        }
    }

    /** Whether the nearest folder that exists lies in the volume, whatever links there are. */
    private boolean inside(Path target) {
        try {
            Path folder = Durable.parent(target);
            while (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
                folder = Durable.parent(folder);
            }
            return Files.isDirectory(folder)
                    && folder.toRealPath().startsWith(volume.base().toRealPath());
        } catch (IOException e) {
            throw VolumeErrors.of("the folder cannot be looked at", e);
        }
    }
}
