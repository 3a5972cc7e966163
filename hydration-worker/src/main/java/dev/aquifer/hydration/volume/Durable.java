package dev.aquifer.hydration.volume;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Changes of the file system that are still there after a power cut. */
final class Durable {

    private Durable() {}

    /** Replaces a file in one step: a reader sees all of the old bytes or all of the new. */
    static void replace(Path file, byte[] bytes) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try (FileChannel channel =
                FileChannel.open(
                        next,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        directory(parent(file));
    }

    /** Makes the entries of this folder durable. */
    static void directory(Path folder) throws IOException {
        file(folder);
    }

    /** Makes the bytes of a file durable, whoever wrote them. */
    static void file(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Makes the entries of all folders durable that lead from this one to a file. */
    static void leadingTo(Path file, Path top) throws IOException {
        for (Path folder : above(List.of(file), top)) {
            try {
                directory(folder);
            } catch (AccessDeniedException e) {
                // It cannot be forced by who may not read it, who did not make it either.
            }
        }
    }

    /**
     * The folders above these files, up to and with this one. A file is there after a power cut
     * only if each of them is, and any may be new.
     */
    static Set<Path> above(Collection<Path> files, Path top) {
        Set<Path> folders = new LinkedHashSet<>();
        for (Path file : files) {
            for (Path folder = parent(file); folders.add(folder); folder = parent(folder)) {
                if (folder.equals(top)) {
                    break;
                }
            }
        }
        return folders;
    }

    /** Makes the entries of this folder and all below it durable. */
    static void directories(Path folder) throws IOException {
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException e)
                            throws IOException {
                        directory(dir);
                        return super.postVisitDirectory(dir, e);
                    }
                });
    }

    /** Removes a folder and what is in it; links are removed, not followed. */
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.deleteIfExists(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e)
                            throws IOException {
                        if (e instanceof NoSuchFileException) {
                            return FileVisitResult.CONTINUE;
                        }
                        throw e;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException e)
                            throws IOException {
                        Files.deleteIfExists(dir);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    static Path parent(Path file) {
        Path parent = file.getParent();
        if (parent == null) {
            throw new IllegalArgumentException(file + " has no folder");
        }
        return parent;
    }
}
