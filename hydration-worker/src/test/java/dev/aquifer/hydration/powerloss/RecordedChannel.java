package dev.aquifer.hydration.powerloss;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/** An open file or folder whose changes are recorded. */
final class RecordedChannel extends FileChannel {

    private final Recording recording;
    private final Inode inode;
    private final Path path;
    private final FileChannel real;

    RecordedChannel(Recording recording, Inode inode, Path path, FileChannel real) {
        this.recording = recording;
        this.inode = inode;
        this.path = path;
        this.real = real;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        long at = real.position();
        int written = write(from, at);
        real.position(at + written);
        return written;
    }

    @Override
    public int write(ByteBuffer from, long position) throws IOException {
        byte[] bytes = new byte[from.remaining()];
        from.get(bytes);
        recording.writes(
                inode,
                path,
                position,
                bytes,
                () -> {
                    for (ByteBuffer left = ByteBuffer.wrap(bytes); left.hasRemaining(); ) {
                        real.write(left, position + left.position());
                    }
                });
        return bytes.length;
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        if (size < real.size()) {
            recording.truncates(inode, path, size, () -> real.truncate(size));
        }
        real.truncate(size);
        return this;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        recording.forces(inode, () -> real.force(metaData));
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        return real.read(into);
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
        return real.read(into, position);
    }

    @Override
    public long position() throws IOException {
        return real.position();
    }

    @Override
    public FileChannel position(long position) throws IOException {
        real.position(position);
        return this;
    }

    @Override
    public long size() throws IOException {
        return real.size();
    }

    @Override
    protected void implCloseChannel() throws IOException {
        real.close();
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferFrom(ReadableByteChannel from, long position, long count) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
        throw new UnsupportedOperationException();
    }
}
