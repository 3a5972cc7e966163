package dev.aquifer.hydration.archive;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The frames of what zstd made, on their way to who decompresses them. None may need a window that
 * a small heap has no room for, an end in the middle is no end, and what is to be skipped is.
 */
final class ZstdFrames extends InputStream {

    /** What every tool has to be able to decompress; its long mode wants more. */
    private static final int MOST_WINDOW = 8 * 1024 * 1024;

    private static final long MAGIC = 0xFD2FB528L;
    private static final long SKIPPABLE = 0x184D2A50L;
    private static final long SKIPPABLE_MASK = 0xFFFFFFF0L;
    private static final int SMALLEST_WINDOW_LOG = 10;
    private static final int RUN_LENGTH = 1;
    private static final int RESERVED = 3;
    private static final int CHECKSUM = 4;
    private static final int[] DICTIONARY_BYTES = {0, 1, 2, 4};

    /** What comes after the bytes that are on their way. */
    private enum Next {
        FRAME,
        BLOCK,
        CHECKSUM
    }

    private final InputStream in;
    private Next next = Next.FRAME;
    private boolean any;
    private boolean checksum;
    private byte[] head = {};
    private int said;
    private long left;

    ZstdFrames(InputStream in) {
        this.in = in;
    }

    /** Whether these are the first bytes of a frame. */
    static boolean begin(byte[] magic) {
        return magic.length == Integer.BYTES
                && (number(magic) == MAGIC || isSkippable(number(magic)));
    }

    private static boolean isSkippable(long magic) {
        return (magic & SKIPPABLE_MASK) == SKIPPABLE;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        while (said == head.length && left == 0) {
            if (!advance()) {
                return -1;
            }
        }
        if (said < head.length) {
            int size = Math.min(length, head.length - said);
            System.arraycopy(head, said, into, offset, size);
            said += size;
            return size;
        }
        int size = in.read(into, offset, (int) Math.min(length, left));
        if (size < 0) {
            throw new EOFException("an end within a frame");
        }
        left -= size;
        return size;
    }

    /** Reads the head of what comes next; false at the end of all frames. */
    private boolean advance() throws IOException {
        switch (next) {
            case FRAME -> {
                return frame();
            }
            case BLOCK -> block();
            case CHECKSUM -> {
                left = CHECKSUM;
                next = Next.FRAME;
            }
        }
        return true;
    }

    private boolean frame() throws IOException {
        byte[] magic = in.readNBytes(Integer.BYTES);
        if (magic.length == 0 && any) {
            return false;
        }
        if (magic.length == Integer.BYTES && isSkippable(number(magic))) {
            in.skipNBytes(number(exactly(Integer.BYTES)));
            return true;
        }
        if (magic.length < Integer.BYTES || number(magic) != MAGIC) {
            throw new MalformedArchive("something that is no frame of zstd");
        }
        header(magic, exactly(1)[0]);
        return true;
    }

    private void header(byte[] magic, byte descriptor) throws IOException {
        boolean single = (descriptor & 0x20) != 0;
        byte[] window = exactly(single ? 0 : 1);
        byte[] dictionary = exactly(DICTIONARY_BYTES[descriptor & 3]);
        int sizeFlag = (descriptor >> 6) & 3;
        byte[] size = exactly(sizeFlag == 0 && !single ? 0 : 1 << sizeFlag);
        long needed = single ? number(size) : window(window[0]);
        if (needed < 0 || needed > MOST_WINDOW) {
            throw new MalformedArchive(
                    "it is compressed with zstd in long mode, with a window of more than 8 MiB");
        }
        checksum = (descriptor & 4) != 0;
        next = Next.BLOCK;
        any = true;
        say(magic, new byte[] {descriptor}, window, dictionary, size);
    }

    private static long window(byte descriptor) {
        long base = 1L << (SMALLEST_WINDOW_LOG + ((descriptor & 0xff) >> 3));
        return base + base / 8 * (descriptor & 7);
    }

    private void block() throws IOException {
        byte[] block = exactly(3);
        int value = (int) number(block);
        int type = (value >> 1) & 3;
        if (type == RESERVED) {
            throw new MalformedArchive("a block of zstd of a type that there is not");
        }
        left = type == RUN_LENGTH ? 1 : value >> 3;
        if ((value & 1) != 0) {
            next = checksum ? Next.CHECKSUM : Next.FRAME;
        }
        say(block);
    }

    private void say(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        head = new byte[length];
        said = 0;
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, head, at, part.length);
            at += part.length;
        }
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("an end within a frame");
        }
        return bytes;
    }

    /** Of little-endian bytes without a sign; negative only where eight of them say so. */
    private static long number(byte[] bytes) {
        long number = 0;
        for (int i = bytes.length - 1; i >= 0; i--) {
            number = number << Byte.SIZE | (bytes[i] & 0xff);
        }
        return number;
    }
}
