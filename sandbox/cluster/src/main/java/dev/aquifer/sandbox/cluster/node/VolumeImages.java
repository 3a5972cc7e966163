package dev.aquifer.sandbox.cluster.node;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Volumes that are file systems of their own, each in a file that grows as it is filled: so they
 * are as large as a claim asks for and not larger, and say how much room is left. They need a
 * machine with loop devices and the privilege to use them.
 */
final class VolumeImages {
    private static final List<String> MAKERS = List.of("/sbin/mkfs.ext4", "/usr/sbin/mkfs.ext4");
    private static final long TRIAL_BYTES = 8L << 20;

    private final Scripts scripts;
    private final Isolation isolation;
    private final Path trial;
    private @Nullable Boolean possible;

    VolumeImages(Scripts scripts, Isolation isolation, Path trial) {
        this.scripts = scripts;
        this.isolation = isolation;
        this.trial = trial;
    }

    /** Whether this machine can mount them; found out by trying, once. */
    synchronized boolean possible() throws IOException {
        if (possible == null) {
            possible = isolation == Isolation.MOUNTS && tried();
        }
        return possible;
    }

    private boolean tried() throws IOException {
        var folder = Files.createTempDirectory(Files.createDirectories(trial), "image");
        try {
            var image = folder.resolve("image");
            make(image, TRIAL_BYTES);
            var mount =
                    new Mount(
                            image, folder.resolve("images/one").toString(), Mount.Way.FILE_SYSTEM);
            var root = Files.createDirectories(folder.resolve("root"));
            return Isolation.succeeds(
                    isolation.wrap(
                            scripts.enterMounts(),
                            root,
                            new Launch(List.of("true"), Map.of(), "/", List.of(mount))));
        } catch (IOException e) {
            return false; // no such program, or no room
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            Folders.delete(folder);
        }
    }

    /** Makes an empty one unless it is there; whoever else makes it at the same time. */
    static void make(Path image, long bytes) throws IOException {
        if (Files.exists(image)) {
            return;
        }
        var fresh = Files.createTempFile(image.getParent(), "image", ".new");
        try {
            try (var file = new RandomAccessFile(fresh.toFile(), "rw")) {
                file.setLength(bytes);
            }
            format(fresh);
            Files.createLink(image, fresh);
        } catch (FileAlreadyExistsException e) {
            // another node was first, and perhaps it is in use already
        } finally {
            Files.delete(fresh);
        }
    }

    private static void format(Path image) throws IOException {
        var maker =
                MAKERS.stream()
                        .filter(path -> Files.isExecutable(Path.of(path)))
                        .findFirst()
                        .orElseThrow(() -> new IOException("there is no mkfs.ext4"));
        var process =
                new ProcessBuilder(maker, "-q", "-F", "-m", "0", image.toString())
                        .redirectErrorStream(true)
                        .start();
        var said =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException(maker + ": " + said);
        }
    }
}
