package dev.aquifer.hydration.volume;

import dev.aquifer.hydration.artifact.Digests;
import dev.aquifer.hydration.artifact.VerifiedFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The folder of an artifact, whatever state it is in. Somebody may be reading it. */
final class PublishedFolder {

    private static final int BUFFER = 128 * 1024;

    private final Volume volume;
    private final Path folder;

    PublishedFolder(Volume volume, Path folder) {
        this.volume = volume;
        this.folder = folder;
    }

    /** Whether it holds these files, and no others. */
    boolean same(List<VerifiedFile> files) throws IOException {
        if (!isFolder(folder) || !strangers(files).isEmpty()) {
            return false;
        }
        for (VerifiedFile file : files) {
            if (!same(file)) {
                return false;
            }
        }
        return true;
    }

    /** Whether it is a folder into which each of these files can be put by a rename. */
    boolean mendable(List<VerifiedFile> files) {
        return isFolder(folder) && files.stream().allMatch(this::reachable);
    }

    /**
     * Takes what differs from the staged files, each in one step. What is open stays what it was,
     * and what is right is not touched.
     */
    void mend(Staging staging, List<VerifiedFile> files) throws IOException {
        Replacement replacement = new Replacement(volume, folder);
        for (VerifiedFile file : files) {
            if (!same(file)) {
                replacement.replace(staging, file);
            }
        }
        for (Path stranger : strangers(files)) {
            Files.deleteIfExists(stranger);
            Durable.directory(Durable.parent(stranger));
        }
    }

    private boolean reachable(VerifiedFile file) {
        Path above = folder.resolve(file.path()).getParent();
        while (above != null && !above.equals(folder)) {
            if (Files.exists(above, LinkOption.NOFOLLOW_LINKS) && !isFolder(above)) {
                return false;
            }
            above = above.getParent();
        }
        return true;
    }

    private boolean same(VerifiedFile file) throws IOException {
        Path path = folder.resolve(file.path());
        return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                && Files.size(path) == file.size()
                && sha256(path).equals(file.sha256());
    }

    private List<Path> strangers(List<VerifiedFile> files) throws IOException {
        Set<Path> known =
                files.stream().map(f -> folder.resolve(f.path())).collect(Collectors.toSet());
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(path -> !isFolder(path) && !known.contains(path)).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static boolean isFolder(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static String sha256(Path file) throws IOException {
        byte[] buffer = new byte[BUFFER];
        try (InputStream bytes = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
                DigestInputStream in = new DigestInputStream(bytes, Digests.sha256())) {
            while (in.read(buffer) >= 0) {
                // The digest takes what it needs.
            }
            return Digests.hex(in.getMessageDigest().digest());
        }
    }
}
