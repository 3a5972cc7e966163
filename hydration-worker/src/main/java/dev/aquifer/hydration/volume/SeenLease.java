package dev.aquifer.hydration.volume;

import dev.aquifer.hydration.json.JsonProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A lease as its file shows it, whoever holds it.
 *
 * @param text beat and holder
 * @param modifiedMillis when it was written, by the volume's clock
 */
record SeenLease(long epoch, String text, long modifiedMillis) {

    static final String PREFIX = "lease-";

    /** The newest lease in a folder. */
    static Optional<SeenLease> newest(Path folder) throws IOException {
        long newest = newestEpoch(folder);
        return newest == 0 ? Optional.empty() : of(newest, folder);
    }

    /** The lease of this epoch in a folder. */
    static Optional<SeenLease> of(long epoch, Path folder) throws IOException {
        Path file = folder.resolve(PREFIX + epoch);
        try {
            String text = Files.readString(file);
            long modified = Files.getLastModifiedTime(file).toMillis();
            return Optional.of(new SeenLease(epoch, text, modified));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Removes the leases of all earlier epochs. */
    static void removeBefore(long epoch, Path folder) throws IOException {
        for (long former : epochs(folder)) {
            if (former < epoch) {
                Files.deleteIfExists(folder.resolve(PREFIX + former));
            }
        }
    }

    private static long newestEpoch(Path folder) throws IOException {
        return epochs(folder).stream().mapToLong(Long::longValue).max().orElse(0);
    }

    private static List<Long> epochs(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches(PREFIX + "\\d{1,18}"))
                    .map(name -> Long.valueOf(name.substring(PREFIX.length())))
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /** Who holds it, if that can be read. */
    Optional<Holder> holder() {
        int line = text.indexOf('\n');
        try {
            return line < 0 ? Optional.empty() : Optional.of(Holder.parse(text.substring(line)));
        } catch (JsonProblem e) {
            return Optional.empty(); // Its writer died, or is just writing.
        }
    }
}
