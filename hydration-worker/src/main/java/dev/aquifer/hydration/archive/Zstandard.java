package dev.aquifer.hydration.archive;

import io.airlift.compress.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;

/** What zstd compressed, as it was before. Bytes that make no sense end as with any format. */
final class Zstandard extends InputStream {

    private final InputStream in;

    Zstandard(InputStream compressed) {
        this.in = new ZstdInputStream(new ZstdFrames(compressed));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        try {
            return in.read(into, offset, length);
        } catch (RuntimeException e) {
            // The library tells broken input so, and does not promise by which of them.
            throw new MalformedArchive("what zstd compressed is broken: " + e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
