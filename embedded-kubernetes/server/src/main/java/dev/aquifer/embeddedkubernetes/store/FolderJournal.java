package dev.aquifer.embeddedkubernetes.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Changes in a folder: a snapshot at some revision and files of later changes. A confirmed change
 * is with the operating system, so a killed process loses none; it is forced to disk half a second
 * later, so a machine without power loses that much at most, and never the order.
 */
final class FolderJournal implements Journal {
    private static final long FORCE_AFTER_MILLIS = 500;
    private static final long LARGE = 8 << 20;

    private final JournalFolder folder;
    private final FileChannel lock;
    private final ExecutorService background =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("journal").factory());
    private final Executor soon =
            CompletableFuture.delayedExecutor(
                    FORCE_AFTER_MILLIS, TimeUnit.MILLISECONDS, background);
    private final AtomicBoolean forcePending = new AtomicBoolean();
    private final long large;
    private volatile JournalFile file;
    private long snapshotSize;

    private FolderJournal(
            JournalFolder folder,
            FileChannel lock,
            JournalFile file,
            long snapshotSize,
            long large) {
        this.large = large;
        this.folder = folder;
        this.lock = lock;
        this.file = file;
        this.snapshotSize = snapshotSize;
    }

    static ObjectStore.Opening open(Path path) throws IOException {
        return open(path, LARGE);
    }

    /**
     * Opens or makes one.
     *
     * @param large how many bytes of changes are worth a snapshot, at least
     */
    static ObjectStore.Opening open(Path path, long large) throws IOException {
        Files.createDirectories(path);
        // Secrets are in it
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
        FileChannel lock = lock(path);
        var folder = new JournalFolder(path);
        long start = folder.newestSnapshot();
        List<StoredObject> snapshot = folder.snapshot(start);
        var later = new ArrayList<Change>();
        List<Path> files = folder.journalsFrom(start);
        long end = 0;
        for (Path each : files) {
            JournalFile.Content content = JournalFile.read(each);
            if (content.end() < Files.size(each) && !each.equals(files.getLast())) {
                throw new IOException(
                        each
                                + " is damaged after byte "
                                + content.end()
                                + ", and later changes depend on it");
            }
            later.addAll(content.changes());
            end = content.end();
        }
        Path last = files.isEmpty() ? folder.journal(start) : files.getLast();
        var journal =
                new FolderJournal(
                        folder,
                        lock,
                        JournalFile.append(last, end),
                        folder.snapshotSize(start),
                        large);
        return new ObjectStore.Opening(start, snapshot, later, journal);
    }

    private static FileChannel lock(Path path) throws IOException {
        var channel =
                FileChannel.open(
                        path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException _) {
            // the same as a lock held by another process
        }
        channel.close();
        throw new IOException(path + " is in use by another API server");
    }

    @Override
    public void append(Change change) throws IOException {
        file.append(change);
        if (forcePending.compareAndSet(false, true)) {
            soon.execute(this::force);
        }
    }

    @Override
    public boolean large() {
        return file.size() > Math.max(large, 2 * snapshotSize);
    }

    @Override
    public void rotate(Listing everything) throws IOException {
        JournalFile full = file;
        full.force();
        file = JournalFile.append(folder.journal(everything.revision()), 0);
        full.close();
        snapshotSize =
                everything.objects().stream().mapToLong(object -> object.json().length).sum();
        background.execute(() -> snapshot(everything));
    }

    private void snapshot(Listing everything) {
        try {
            folder.writeSnapshot(everything);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // the changes before it are all still there
        }
    }

    private void force() {
        forcePending.set(false);
        try {
            file.force();
        } catch (ClosedChannelException _) {
            // rotated or closed, and forced before that
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        background.close();
        file.force();
        file.close();
        lock.close();
    }
}
