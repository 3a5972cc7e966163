package dev.aquifer.hydration.transfer;

import dev.aquifer.hydration.artifact.VerifiedFile;
import dev.aquifer.hydration.failure.HydrationFailed;
import dev.aquifer.hydration.retry.Stop;
import dev.aquifer.hydration.source.PlannedFile;
import dev.aquifer.hydration.source.PlannedFile.Expected;
import dev.aquifer.hydration.volume.VolumeErrors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Reads files that lie in a folder and compares them with what they should be, several at a time.
 * It writes nothing. A link is followed as long as it stays in the folder. Only what is the same is
 * counted as done.
 */
public final class Comparison {

    private static final int BUFFER = 128 * 1024;
    private static final int MOST_READERS = 4;

    private final Path folder;
    private final Meter meter;
    private final Stop stop;

    /** Compares what is in this folder. */
    public Comparison(Path folder, Meter meter, Stop stop) {
        this.folder = folder;
        this.meter = meter;
        this.stop = stop;
    }

    /** What a file should be; its size is null when nobody told it. */
    public record Wanted(String path, @Nullable Long size, Expected expected) {
        /** As a source promises it. */
        public static Wanted of(PlannedFile file) {
            return new Wanted(file.path(), file.size(), file.expected());
        }

        /** As it was when it was verified. */
        public static Wanted of(VerifiedFile file) {
            return new Wanted(file.path(), file.size(), new Expected.Sha256(file.sha256()));
        }
    }

    /** How a file is found. */
    public sealed interface Found {
        /** It is what it should be. */
        record Same(VerifiedFile file) implements Found {}

        /** It is there with other bytes. */
        record Different(String path) implements Found {}

        /** There is no such file. */
        record Missing(String path) implements Found {}
    }

    /** Compares all of these files; the answers are in their order. */
    public List<Found> compare(List<Wanted> files) {
        int readers = Math.min(MOST_READERS, Runtime.getRuntime().availableProcessors());
        try (ExecutorService pool =
                Executors.newFixedThreadPool(readers, Thread.ofPlatform().daemon().factory())) {
            List<Future<Found>> answers = new ArrayList<>();
            files.forEach(file -> answers.add(pool.submit(() -> compare(file))));
            try {
                List<Found> found = new ArrayList<>();
                for (Future<Found> answer : answers) {
                    found.add(answer.get());
                }
                return found;
            } catch (ExecutionException e) {
                answers.forEach(answer -> answer.cancel(true));
                throw unwrapped(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Stop.Requested();
            }
        }
    }

    private static RuntimeException unwrapped(ExecutionException e) {
        return e.getCause() instanceof RuntimeException failure
                ? failure
                : new IllegalStateException(e.getCause());
    }

    /** Compares one file. */
    public Found compare(Wanted file) {
        try {
            Path path = folder.resolve(file.path()).toRealPath();
            if (!path.startsWith(folder.toRealPath()) || !Files.isRegularFile(path)) {
                return new Found.Missing(file.path());
            }
            long size = Files.size(path);
            Long wanted = file.size();
            Found found =
                    wanted != null && wanted != size
                            ? new Found.Different(file.path())
                            : hash(path, file, size);
            if (found instanceof Found.Same) {
                meter.fileDone();
            }
            return found;
        } catch (NoSuchFileException e) {
            return new Found.Missing(file.path());
        } catch (IOException e) {
            throw VolumeErrors.of(file.path() + " cannot be read", e);
        }
    }

    private Found hash(Path path, Wanted file, long size) throws IOException {
        Hashes hashes = Hashes.of(file.path(), size, file.expected());
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            while (channel.read(buffer.clear()) >= 0) {
                stop.check();
                hashes.update(buffer.flip());
                meter.read(buffer.remaining());
            }
        }
        try {
            return new Found.Same(new VerifiedFile(file.path(), size, hashes.verified()));
        } catch (HydrationFailed e) {
            meter.lost(size);
            return new Found.Different(file.path());
        }
    }
}
