package dev.aquifer.hydration.volume;

import dev.aquifer.hydration.json.JsonProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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
        if (newest == 0) {
            return Optional.empty();
        }
        Path file = folder.resolve(PREFIX + newest);
        try {
            String text = Files.readString(file);
            long modified = Files.getLastModifiedTime(file).toMillis();
            return Optional.of(new SeenLease(newest, text, modified));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static long newestEpoch(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches(PREFIX + "\\d{1,18}"))
                    .mapToLong(name -> Long.parseLong(name.substring(PREFIX.length())))
                    .max()
                    .orElse(0);
        } catch (NoSuchFileException e) {
            return 0;
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
