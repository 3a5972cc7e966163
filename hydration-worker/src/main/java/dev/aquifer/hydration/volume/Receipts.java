package dev.aquifer.hydration.volume;

import dev.aquifer.hydration.artifact.VerifiedFile;
import dev.aquifer.hydration.json.JsonProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The receipts of a folder: one for each source that it was filled from. */
public final class Receipts {

    /** The revision in a receipt of what is only being moved. */
    private static final String UNFINISHED = "unfinished";

    private final Volume volume;
    private final List<Receipt> all;

    private Receipts(Volume volume, List<Receipt> all) {
        this.volume = volume;
        this.all = all;
    }

    /** Reads all of this folder's. One that cannot be read proves nothing. */
    public static Receipts of(Volume volume) {
        List<Receipt> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(volume.markers())) {
            for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
                read(file).ifPresent(all::add);
            }
        } catch (IOException e) {
            throw VolumeErrors.of("what was put here before cannot be read", e);
        }
        return new Receipts(volume, all);
    }

    private static Optional<Receipt> read(Path file) throws IOException {
        try {
            return Optional.of(Receipt.parse(Files.readAllBytes(file)));
        } catch (JsonProblem | NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** The receipt of this source at this revision, complete or not. */
    public Optional<Receipt> find(String source, String pinned) {
        return all.stream()
                .filter(r -> r.source().equals(source) && r.pinned().equals(pinned))
                .findFirst();
    }

    /** The same, if every file of it lies there as it was left. */
    public Optional<Receipt> complete(String source, String pinned) {
        return find(source, pinned)
                .filter(receipt -> receipt.files().stream().allMatch(this::untouched));
    }

    /** The file of this name, if it came from here and was not touched since. */
    public Optional<VerifiedFile> untouched(String path) {
        return all.stream()
                .flatMap(receipt -> receipt.files().stream())
                .filter(left -> left.file().path().equals(path))
                .filter(this::untouched)
                .map(Receipt.Left::file)
                .findFirst();
    }

    private boolean untouched(Receipt.Left left) {
        return volume.holds(left.file().path(), left.file().size(), left.modified());
    }

    /** Leaves a receipt for these files, in the place of an earlier one of the same source. */
    public Receipt write(String source, String pinned, List<VerifiedFile> files, int unverified) {
        try {
            Receipt receipt = new Receipt(source, pinned, left(volume.base(), files), unverified);
            volume.prove(volume.markers().resolve(source + ".json"), receipt.toJson());
            Files.deleteIfExists(placing(source));
            return receipt;
        } catch (IOException e) {
            throw VolumeErrors.of("what was put here cannot be recorded", e);
        }
    }

    /**
     * Says which files are about to be moved here from this folder, so that a run which is stopped
     * meanwhile leaves nothing that the next one would take for somebody else's.
     */
    void announce(String source, Path from, List<VerifiedFile> files) throws IOException {
        Receipt receipt = new Receipt(source, UNFINISHED, left(from, files), null);
        volume.prove(placing(source), receipt.toJson());
        all.add(receipt);
    }

    private Path placing(String source) {
        return volume.markers().resolve(source + ".placing.json");
    }

    private static List<Receipt.Left> left(Path folder, List<VerifiedFile> files)
            throws IOException {
        List<Receipt.Left> left = new ArrayList<>();
        for (VerifiedFile file : files) {
            BasicFileAttributes is =
                    Files.readAttributes(
                            folder.resolve(file.path()),
                            BasicFileAttributes.class,
                            LinkOption.NOFOLLOW_LINKS);
            left.add(new Receipt.Left(file, is.lastModifiedTime().toMillis()));
        }
        return left;
    }
}
