package dev.aquifer.embeddedkubernetes.store;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/** Records in a file, each with its length and a checksum, so that a torn one is recognised. */
final class Frames {
    private static final int MOST = 64 << 20;

    private Frames() {}

    static ByteBuffer frame(byte[] content) {
        return ByteBuffer.allocate(8 + content.length)
                .putInt(content.length)
                .putInt(checksum(content))
                .put(content)
                .flip();
    }

    /** The next record; empty at the end and where the rest is torn. */
    static Optional<byte[]> read(InputStream in) throws IOException {
        var data = new DataInputStream(in);
        try {
            int length = data.readInt();
            int checksum = data.readInt();
            if (length <= 0 || length > MOST) {
                return Optional.empty();
            }
            byte[] content = data.readNBytes(length);
            return content.length == length && checksum(content) == checksum
                    ? Optional.of(content)
                    : Optional.empty();
        } catch (EOFException _) {
            return Optional.empty();
        }
    }

    private static int checksum(byte[] content) {
        var crc = new CRC32C();
        crc.update(content);
        return (int) crc.getValue();
    }
}
