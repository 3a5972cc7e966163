package dev.aquifer.hydration;

import io.airlift.compress.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Frames of zstd, compressed by somebody or put together by hand. */
final class Zstd {

    private static final int BLOCK = 128 * 1024;

    private Zstd() {}

    static byte[] compressed(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (ZstdOutputStream out = new ZstdOutputStream(packed)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    /** A frame whose blocks are not compressed, but which wants a window of this many bits. */
    static byte[] stored(byte[] bytes, int windowLog) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0});
        out.write((windowLog - 10) << 3);
        for (int at = 0; at < bytes.length; at += BLOCK) {
            int size = Math.min(BLOCK, bytes.length - at);
            int head = size << 3 | (at + size == bytes.length ? 1 : 0);
            out.writeBytes(new byte[] {(byte) head, (byte) (head >> 8), (byte) (head >> 16)});
            out.write(bytes, at, size);
        }
        return out.toByteArray();
    }

    /** A frame that says how long all of it is, which then is its window, and ends there. */
    static byte[] single(long size) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, (byte) 0xe0});
        for (int i = 0; i < 8; i++) {
            out.write((int) (size >> (8 * i)));
        }
        out.writeBytes(new byte[] {1, 0, 0});
        return out.toByteArray();
    }

    /** A frame of nobody's, which every tool skips. */
    static byte[] skippable(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0x5e, 0x2a, 0x4d, 0x18, (byte) bytes.length, 0, 0, 0});
        out.writeBytes(bytes);
        return out.toByteArray();
    }

    static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
