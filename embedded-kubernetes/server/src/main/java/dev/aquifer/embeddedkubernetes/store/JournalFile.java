package dev.aquifer.embeddedkubernetes.store;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * One file of changes, which only grows. A change that was torn by the end of the process before is
 * cut off.
 */
final class JournalFile implements AutoCloseable {
    private final FileChannel channel;
    private long end;

    private JournalFile(FileChannel channel, long end) {
        this.channel = channel;
        this.end = end;
    }

    /** The whole changes of a file and where they end. */
    record Content(List<Change> changes, long end) {}

    static Content read(Path file) throws IOException {
        var changes = new ArrayList<Change>();
        long end = 0;
        try (var in = new BufferedInputStream(Files.newInputStream(file))) {
            for (var frame = Frames.read(in); frame.isPresent(); frame = Frames.read(in)) {
                changes.add(Change.decode(frame.get()));
                end += 8 + frame.get().length;
            }
        }
        return new Content(changes, end);
    }

    static JournalFile append(Path file, long end) throws IOException {
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel.truncate(end);
        return new JournalFile(channel, end);
    }

    void append(Change change) throws IOException {
        ByteBuffer frame = Frames.frame(change.encode());
        int size = frame.remaining();
        try {
            while (frame.hasRemaining()) {
                channel.write(frame, end + size - frame.remaining());
            }
        } catch (IOException e) {
            channel.truncate(end); // a full disk must not leave half a change before the next one
            throw e;
        }
        end += size;
    }

    long size() {
        return end;
    }

    void force() throws IOException {
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
