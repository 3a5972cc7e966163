package dev.aquifer.hydration.volume;

import dev.aquifer.hydration.artifact.ArtifactDigest;
import dev.aquifer.hydration.artifact.VerifiedFile;
import dev.aquifer.hydration.json.JsonProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The markers of a volume. A marker counts only while every file that it names is there with its
 * size; one that lies is removed, and what it named is hydrated again.
 */
public final class Markers {

    private final Volume volume;

    /** The markers of this volume. */
    public Markers(Volume volume) {
        this.volume = volume;
    }

    /** The artifact that this source had at this revision, if it is here and complete. */
    public Optional<Marker> find(String source, String pinned) {
        for (Path file : list()) {
            Optional<Marker> marker = read(file);
            if (marker.filter(m -> pinned.equals(m.sources().get(source))).isPresent()) {
                return marker;
            }
        }
        return Optional.empty();
    }

    /** The artifact of this digest, if it is here and complete. */
    public Optional<Marker> find(ArtifactDigest digest) {
        return read(file(digest));
    }

    /** What a marker says, whether or not it is still true; nothing is written. */
    public Optional<Marker> peek(ArtifactDigest digest) {
        return parse(file(digest));
    }

    /** What a marker says of this source and revision; nothing is written. */
    public Optional<Marker> peek(String source, Optional<String> pinned) {
        return list().stream()
                .flatMap(file -> parse(file).stream())
                .filter(m -> pinned.isPresent() && pinned.get().equals(m.sources().get(source)))
                .findFirst();
    }

    private Optional<Marker> parse(Path file) {
        try {
            Marker marker = Marker.parse(Files.readAllBytes(file));
            return Optional.of(marker).filter(m -> file(m.digest()).equals(file));
        } catch (NoSuchFileException | JsonProblem e) {
            return Optional.empty();
        } catch (IOException e) {
            throw VolumeErrors.of("a marker cannot be read", e);
        }
    }

    /** How the marker of an artifact is named in the folder of its volume. */
    public String name(ArtifactDigest digest) {
        return volume.base().relativize(file(digest)).toString();
    }

    /** Where an artifact of this digest lies. */
    public Path folder(ArtifactDigest digest) {
        return volume.base().resolve(digest.folder());
    }

    void write(Marker marker) throws IOException {
        volume.prove(file(marker.digest()), marker.toJson());
    }

    private Path file(ArtifactDigest digest) {
        return volume.markers().resolve(digest.folder() + ".json");
    }

    private List<Path> list() {
        try (Stream<Path> files = Files.list(volume.markers())) {
            return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw VolumeErrors.of("the markers cannot be listed", e);
        }
    }

    private Optional<Marker> read(Path file) {
        Optional<Marker> marker = parse(file);
        try {
            if (marker.isPresent() && present(marker.get())) {
                return marker;
            }
        } catch (IOException e) {
            throw VolumeErrors.of("a published file cannot be looked at", e);
        }
        discard(file);
        return Optional.empty();
    }

    private boolean present(Marker marker) throws IOException {
        Path folder = folder(marker.digest());
        for (VerifiedFile file : marker.files()) {
            if (!holds(folder.resolve(file.path()), file.size())) {
                return false;
            }
        }
        return true;
    }

    private static boolean holds(Path file, long size) throws IOException {
        try {
            BasicFileAttributes is =
                    Files.readAttributes(
                            file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return is.isRegularFile() && is.size() == size;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static void discard(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw VolumeErrors.of("a marker that lies cannot be removed", e);
        }
    }
}
