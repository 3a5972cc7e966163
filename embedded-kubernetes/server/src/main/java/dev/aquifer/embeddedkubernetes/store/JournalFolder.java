package dev.aquifer.embeddedkubernetes.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * The names of a journal's files: {@code snapshot-REVISION} and {@code changes-REVISION}, which
 * holds what was written after it.
 */
final class JournalFolder {
    private static final String SNAPSHOT = "snapshot-";
    private static final String CHANGES = "changes-";

    private final Path path;

    JournalFolder(Path path) {
        this.path = path;
    }

    Path journal(long revision) {
        return file(CHANGES, revision);
    }

    /** The revision of the newest whole snapshot; 0 when there is none. */
    long newestSnapshot() throws IOException {
        return revisions(SNAPSHOT).stream().mapToLong(Long::longValue).max().orElse(0);
    }

    List<StoredObject> snapshot(long revision) throws IOException {
        Path file = file(SNAPSHOT, revision);
        if (!Files.exists(file)) {
            return List.of();
        }
        JournalFile.Content content = JournalFile.read(file);
        if (content.end() < Files.size(file)) {
            throw new IOException(file + " is damaged after byte " + content.end());
        }
        return content.changes().stream().map(Change::object).toList();
    }

    long snapshotSize(long revision) throws IOException {
        Path file = file(SNAPSHOT, revision);
        return Files.exists(file) ? Files.size(file) : 0;
    }

    /** The files of what was written after the snapshot, oldest first. */
    List<Path> journalsFrom(long snapshot) throws IOException {
        return revisions(CHANGES).stream()
                .filter(revision -> revision >= snapshot)
                .sorted()
                .map(this::journal)
                .toList();
    }

    /** Writes a snapshot, whole or not at all, then removes what it replaces. */
    void writeSnapshot(Listing everything) throws IOException {
        Path temporary = path.resolve("snapshot.tmp");
        try (var out =
                FileChannel.open(
                        temporary,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            for (StoredObject object : everything.objects()) {
                var frame = Frames.frame(new Change(object, false).encode());
                while (frame.hasRemaining()) {
                    out.write(frame);
                }
            }
            out.force(true);
        }
        Files.move(
                temporary, file(SNAPSHOT, everything.revision()), StandardCopyOption.ATOMIC_MOVE);
        for (String kind : List.of(SNAPSHOT, CHANGES)) {
            for (long revision : revisions(kind)) {
                if (revision < everything.revision()) {
                    Files.deleteIfExists(file(kind, revision));
                }
            }
        }
    }

    private Path file(String kind, long revision) {
        return path.resolve(kind + String.format("%020d", revision));
    }

    private List<Long> revisions(String kind) throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches(kind + "\\d{20}"))
                    .map(name -> Long.parseLong(name.substring(kind.length())))
                    .toList();
        }
    }
}
