package dev.aquifer.hydration.volume;

import dev.aquifer.hydration.artifact.ArtifactDigest;
import dev.aquifer.hydration.artifact.ArtifactPath;
import dev.aquifer.hydration.artifact.Digests;
import dev.aquifer.hydration.artifact.Folding;
import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder in which one worker at a time puts an artifact together. Its name follows from what is
 * fetched, so that the next attempt finds what the last one left.
 */
public final class Staging implements Closeable {

    private static final String ARCHIVES = "archives";

    private final Path folder;
    private final Lease lease;
    private final Path realFiles;
    private final Journal journal;
    private final Set<Folding> folded;

    private Staging(
            Path folder, Lease lease, Path realFiles, Journal journal, Set<Folding> folded) {
        this.folder = folder;
        this.lease = lease;
        this.realFiles = realFiles;
        this.journal = journal;
        this.folded = folded;
    }

    /** What the next worker will find under this name. */
    public static Path folder(Volume volume, String key) {
        return volume.stagings().resolve(key);
    }

    /**
     * Takes the lease of this name, waiting for whoever has it.
     *
     * @param bytes to be fetched, told where there is no room even for the lease; null where nobody
     *     knows
     */
    public static Lease lease(Volume volume, String key, Leases leases, @Nullable Long bytes) {
        return volume.before(bytes, () -> leases.acquire(folder(volume, key)));
    }

    /**
     * Opens the folder under its lease. What another plan left there is removed.
     *
     * @param plan the plan as text, kept for people and compared with the journal
     * @param bytes to be fetched, told where there is no room even for the plan; null where nobody
     *     knows
     */
    public static Staging open(
            Volume volume, String key, Lease lease, String plan, @Nullable Long bytes) {
        try {
            return volume.before(bytes, () -> open(folder(volume, key), lease, plan));
        } catch (HydrationFailed e) {
            lease.close(); // Nobody has to wait for one that does not work.
            throw e;
        }
    }

    private static Staging open(Path folder, Lease lease, String plan) {
        Path files = folder.resolve("files");
        try {
            Files.writeString(folder.resolve("owner"), lease.uid());
            Journal journal = Journal.open(folder.resolve("journal"), Digests.sha256Hex(plan));
            if (!journal.recorded().known()) {
                Durable.delete(files);
                Durable.delete(folder.resolve(ARCHIVES));
                Durable.replace(folder.resolve("plan.json"), plan.getBytes(StandardCharsets.UTF_8));
            }
            if (journal.recorded().publishing().isEmpty()) {
                Files.createDirectories(files);
            }
            Path real = Files.exists(files) ? files.toRealPath() : files;
            return new Staging(folder, lease, real, journal, NameProbe.of(folder));
        } catch (IOException e) {
            throw VolumeErrors.of("the staging folder cannot be opened", e);
        }
    }

    /** The folder that is to be published. */
    public Path files() {
        return folder.resolve("files");
    }

    /** What is known to be done. */
    public Journal journal() {
        return journal;
    }

    /** The right to be here. */
    public Lease lease() {
        return lease;
    }

    /** Where a file of the artifact is put together; its folders are made. */
    public Path file(String path) {
        Path file = files().resolve(ArtifactPath.check(path));
        try {
            Path parent = Durable.parent(file);
            Files.createDirectories(parent);
            if (!parent.toRealPath().startsWith(realFiles)
                    || Files.isSymbolicLink(file)
                    || Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new HydrationFailed(
                        Code.PATH_INVALID, "file name \"" + path + "\" meets a link or a folder");
            }
            return file;
        } catch (IOException e) {
            throw VolumeErrors.of("the folder of " + path + " cannot be made", e);
        }
    }

    /** Fails unless each of these names is a file of its own on this volume. */
    public void requireDistinct(Collection<String> paths) {
        ArtifactPath.checkTogether(paths, folded);
    }

    /** Where an archive is kept whose files belong to the artifact, while it itself does not. */
    public Path archive(String name) {
        Path archive = folder.resolve(ARCHIVES).resolve(ArtifactPath.check(name));
        try {
            Files.createDirectories(Durable.parent(archive));
            return archive;
        } catch (IOException e) {
            throw VolumeErrors.of("the folder of archives cannot be made", e);
        }
    }

    /** Removes all files of the artifact but these. */
    public void retain(Set<String> paths) {
        try (Stream<Path> found = Files.walk(files())) {
            for (Path file : found.filter(f -> !Files.isDirectory(f)).toList()) {
                if (!paths.contains(files().relativize(file).toString())) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw VolumeErrors.of("what was unpacked before cannot be removed", e);
        }
    }

    /** The digest under which an earlier attempt had renamed the files, but left no marker. */
    public Optional<ArtifactDigest> renamed() {
        return Files.exists(files())
                ? Optional.empty()
                : journal.recorded().publishing().map(ArtifactDigest::new);
    }

    /** Forgets what an attempt left, but keeps the lease. */
    void startOver() throws IOException {
        Durable.delete(files());
        Files.createDirectories(files());
    }

    /**
     * Does something with it, and closes it. What did not fit is given back at once: the next
     * attempt begins anew, and others need the space meanwhile.
     */
    public <T> T during(Supplier<T> work) {
        T result;
        try {
            result = work.get();
        } catch (RuntimeException | Error e) {
            end(e);
            throw e;
        }
        close();
        return result;
    }

    /** What fails now is told beside what failed before, and never in its stead. */
    private void end(Throwable failure) {
        try (this) {
            if (failure instanceof HydrationFailed failed
                    && failed.code() == Code.INSUFFICIENT_SPACE) {
                discard();
            }
        } catch (HydrationFailed e) {
            failure.addSuppressed(e);
        }
    }

    /** Gives the space back, and the lease. */
    public void discard() {
        journal.close();
        try {
            Durable.delete(files());
            Durable.delete(folder);
        } catch (IOException e) {
            throw VolumeErrors.of("the staging folder cannot be removed", e);
        }
        lease.close();
    }

    @Override
    public void close() {
        try {
            journal.close();
        } finally {
            lease.close();
        }
    }
}
