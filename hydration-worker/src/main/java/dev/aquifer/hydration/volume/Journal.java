package dev.aquifer.hydration.volume;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * What of a plan is already on disk, appended record by record. A kill may tear the last record,
 * which is then ignored. A part's record holds the checksum of its bytes, so that a record without
 * its bytes (after a power cut) is found out when they are read back; a file's record is written
 * after the file was made durable.
 */
public final class Journal implements Closeable {

    static final byte HEADER = 1;
    static final byte PART = 2;
    static final byte FILE = 3;
    static final byte RESET = 4;
    static final byte PUBLISHING = 5;

    private static final int LONGEST = 256;

    private final FileChannel channel;
    private final Recorded recorded;

    private Journal(FileChannel channel, Recorded recorded) {
        this.channel = channel;
        this.recorded = recorded;
    }

    /** Opens the journal of this plan; what another plan left is dropped. */
    static Journal open(Path file, String fingerprint) {
        try {
            FileChannel channel =
                    FileChannel.open(
                            file,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(channel.size()));
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // Reads on.
            }
            Recorded recorded = new Recorded(HexFormat.of().parseHex(fingerprint));
            long end = replay(bytes.flip(), recorded);
            if (!recorded.known()) {
                end = 0;
            }
            channel.truncate(end);
            channel.position(end);
            Journal journal = new Journal(channel, recorded);
            if (end == 0) {
                journal.append(HEADER, ByteBuffer.wrap(HexFormat.of().parseHex(fingerprint)));
            }
            return journal;
        } catch (IOException e) {
            throw VolumeErrors.of("the journal cannot be opened", e);
        }
    }

    /** What was on record when the journal was opened. */
    public Recorded recorded() {
        return recorded;
    }

    /** A part is written, and its bytes have this checksum. */
    public void part(int file, int part, int crc) {
        append(PART, ByteBuffer.allocate(12).putInt(file).putInt(part).putInt(crc).flip());
    }

    /** A file is complete, verified and durable. */
    public void file(int file, Recorded.Done done) {
        append(
                FILE,
                ByteBuffer.allocate(52)
                        .putInt(file)
                        .putLong(done.size())
                        .putLong(done.modified())
                        .put(HexFormat.of().parseHex(done.sha256()))
                        .flip());
        force();
    }

    /** What was recorded about a file is void. */
    public void reset(int file) {
        append(RESET, ByteBuffer.allocate(4).putInt(file).flip());
    }

    /** All files are durable, and their folder is about to be renamed for this digest. */
    void publishing(String digestHex) {
        append(PUBLISHING, ByteBuffer.wrap(HexFormat.of().parseHex(digestHex)));
        force();
    }

    /** Makes all records durable. */
    public void force() {
        try {
            channel.force(false);
        } catch (IOException e) {
            throw VolumeErrors.of("the journal cannot be written", e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw VolumeErrors.of("the journal cannot be closed", e);
        }
    }

    private synchronized void append(byte type, ByteBuffer payload) {
        int length = payload.remaining();
        ByteBuffer record = ByteBuffer.allocate(length + 7);
        record.putShort((short) length).put(type).put(payload);
        record.putInt(checksum(record.array(), length + 3)).flip();
        try {
            while (record.hasRemaining()) {
                channel.write(record);
            }
        } catch (IOException e) {
            throw VolumeErrors.of("the journal cannot be written", e);
        }
    }

    private static long replay(ByteBuffer bytes, Recorded into) {
        long end = 0;
        while (bytes.remaining() >= 7) {
            int start = bytes.position();
            int length = bytes.getShort() & 0xffff;
            if (length > LONGEST || bytes.remaining() < length + 5) {
                return end;
            }
            byte type = bytes.get();
            ByteBuffer payload = bytes.slice(bytes.position(), length);
            bytes.position(bytes.position() + length);
            byte[] checked = new byte[length + 3];
            bytes.get(start, checked);
            if (bytes.getInt() != checksum(checked, checked.length)) {
                return end;
            }
            into.replay(type, payload);
            end = bytes.position();
        }
        return end;
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
