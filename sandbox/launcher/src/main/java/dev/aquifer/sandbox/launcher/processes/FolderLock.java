package dev.aquifer.sandbox.launcher.processes;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whoever holds it is the only one to start or stop processes of a folder. The system frees it when
 * its holder dies.
 */
public final class FolderLock implements Closeable {
    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /** The lock, unless somebody has it. */
    public static Optional<FolderLock> take(Folder folder) {
        try {
            var channel =
                    FileChannel.open(
                            folder.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel).isPresent()) {
                return Optional.of(new FolderLock(channel));
            }
            channel.close();
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException inThisJvm) {
            return Optional.empty();
        }
    }

    /** Does something that only the holder may do. */
    public <T> T holding(Supplier<T> action) {
        if (!channel.isOpen()) {
            throw new IllegalStateException("the lock is no longer held");
        }
        return action.get();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
