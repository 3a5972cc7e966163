package dev.aquifer.hydration.volume;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a volume that holds one or more artifacts, each in a folder named by its digest,
 * beside the worker's own {@code .aquifer}. Anything else in it, such as {@code lost+found}, means
 * nothing.
 *
 * @param root the mounted volume
 * @param base the folder in it
 */
public record Volume(Path root, Path base) {

    /** Room for the worker's own files beside the artifact's. */
    private static final long MARGIN = 1024 * 1024;

    /** Makes a folder that is to be one, unless it is there; a power cut does not take it away. */
    public static void make(Path folder) {
        try {
            makeDurable(folder);
        } catch (IOException e) {
            throw VolumeErrors.of("FOLDER cannot be made", e);
        }
    }

    /** One after the other, so that who is killed meanwhile leaves one at most to be made so. */
    private static void makeDurable(Path folder) throws IOException {
        @Nullable Path parent = folder.getParent();
        if (parent == null) {
            return;
        }
        if (!Files.exists(folder)) {
            makeDurable(parent);
        }
        Files.createDirectories(folder);
        if (!mounted(folder, parent)) {
            Durable.leadingTo(folder, parent); // Who made it may have been killed before this.
        }
    }

    /** Nobody made it then who could be killed, and what leads to it may know no syncing. */
    private static boolean mounted(Path folder, Path parent) throws IOException {
        return !Files.getAttribute(folder, "unix:dev")
                .equals(Files.getAttribute(parent, "unix:dev"));
    }

    /** Opens the volume, which must be there; the folder in it is made. */
    public static Volume open(Path root, String subPath) {
        if (!Files.isDirectory(root)) {
            throw new HydrationFailed(Code.VOLUME_FAILED, "the volume is not mounted");
        }
        try {
            Path base = subPath.isEmpty() ? root : root.resolve(subPath);
            Files.createDirectories(base);
            if (!base.toRealPath().startsWith(root.toRealPath())) {
                throw new HydrationFailed(
                        Code.PATH_INVALID, "target.subPath leads out of the volume by a link");
            }
            Volume volume = new Volume(root, base);
            Files.createDirectories(volume.stagings());
            Files.createDirectories(volume.markers());
            return volume;
        } catch (IOException e) {
            throw VolumeErrors.of("the volume cannot be prepared", e);
        }
    }

    /** The volume as it is, to be read alone: nothing is made. */
    public static Volume toRead(Path root, String subPath) {
        if (!Files.isDirectory(root)) {
            throw new HydrationFailed(Code.VOLUME_FAILED, "the volume is not mounted");
        }
        return new Volume(root, subPath.isEmpty() ? root : root.resolve(subPath));
    }

    /**
     * What comes before the bytes and takes hardly any room. Where there is not even that, the
     * failure tells what the bytes need and what there is.
     *
     * @param bytes null where nobody knows
     */
    <T> T before(@Nullable Long bytes, Supplier<T> step) {
        try {
            return step.get();
        } catch (HydrationFailed e) {
            if (bytes != null && e.code() == Code.INSUFFICIENT_SPACE) {
                needSpace(bytes);
            }
            throw e;
        }
    }

    /** Fails unless this many more bytes fit. */
    public void needSpace(long needed) {
        long available = usable();
        if (needed > 0 && needed > available - MARGIN) {
            throw new HydrationFailed(
                    Code.INSUFFICIENT_SPACE,
                    "the artifact needs "
                            + needed
                            + " bytes more, the volume has "
                            + Math.max(0, available - MARGIN),
                    Map.of("needed", needed, "available", Math.max(0, available - MARGIN)),
                    null);
        }
    }

    /** Bytes that this process may still write. */
    public long usable() {
        try {
            return Files.getFileStore(base).getUsableSpace();
        } catch (IOException e) {
            throw VolumeErrors.of("the volume's space cannot be read", e);
        }
    }

    /** Whether a regular file of this size lies there, last modified then. */
    public boolean holds(String path, long size, long modifiedMillis) {
        try {
            BasicFileAttributes is =
                    Files.readAttributes(
                            base.resolve(path),
                            BasicFileAttributes.class,
                            LinkOption.NOFOLLOW_LINKS);
            return is.isRegularFile()
                    && is.size() == size
                    && is.lastModifiedTime().toMillis() == modifiedMillis;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw VolumeErrors.of(path + " cannot be looked at", e);
        }
    }

    /**
     * Makes a file durable that lies there already: whoever put it there may have done so a moment
     * ago, and what is said of it is to hold after a power cut.
     */
    public void settle(String path) {
        try {
            Durable.file(base.resolve(path));
        } catch (IOException e) {
            throw VolumeErrors.of(path + " cannot be made durable", e);
        }
    }

    /** Writes a proof in one step, and makes it durable with every folder that leads to it. */
    void prove(Path file, byte[] bytes) throws IOException {
        Durable.replace(file, bytes);
        Durable.leadingTo(file, root);
    }

    /**
     * Makes the proofs durable that are there: one may be of a run that was killed right after it
     * wrote it.
     */
    public void keepProofs() {
        try {
            Durable.leadingTo(markers().resolve("any"), root);
        } catch (IOException e) {
            throw VolumeErrors.of("the markers cannot be made durable", e);
        }
    }

    /** How a folder of this volume is named from its root, with slashes. */
    public String relative(Path folder) {
        return root.relativize(folder).toString();
    }

    Path own() {
        return base.resolve(".aquifer");
    }

    Path stagings() {
        return own().resolve("staging");
    }

    Path markers() {
        return own().resolve("complete");
    }

    Path trash() {
        return own().resolve("trash");
    }
}
