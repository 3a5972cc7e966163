package dev.aquifer.hydration.archive;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A header block of a tar: old, POSIX or GNU. */
final class TarHeader {

    static final int BLOCK = 512;

    private final byte[] block;

    private TarHeader(byte[] block) {
        this.block = block;
    }

    static TarHeader of(byte[] block) throws MalformedArchive {
        TarHeader header = new TarHeader(block);
        if (header.sum() != header.number(148, 8)) {
            throw new MalformedArchive("a header with a wrong checksum");
        }
        return header;
    }

    static boolean isEmpty(byte[] block) {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private long sum() {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= 148 && i < 156 ? ' ' : block[i] & 0xff;
        }
        return sum;
    }

    char type() {
        return block[156] == 0 ? '0' : (char) block[156];
    }

    long size() throws MalformedArchive {
        long size = number(124, 12);
        if (size < 0) {
            throw new MalformedArchive("an entry of negative size");
        }
        return size;
    }

    String name() throws MalformedArchive {
        boolean posix = text(257, 8).equals("ustar");
        String prefix = posix && block[263] == '0' ? text(345, 155) : "";
        return prefix.isEmpty() ? text(0, 100) : prefix + "/" + text(0, 100);
    }

    String target() throws MalformedArchive {
        return text(157, 100);
    }

    private String text(int from, int most) throws MalformedArchive {
        int end = from;
        while (end < from + most && block[end] != 0) {
            end++;
        }
        return utf8(Arrays.copyOfRange(block, from, end));
    }

    static String utf8(byte[] bytes) throws MalformedArchive {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new MalformedArchive("a name that is not valid Unicode");
        }
    }

    /** Octal digits, or, with the first bit set, a binary number as GNU writes large ones. */
    private long number(int from, int length) throws MalformedArchive {
        if ((block[from] & 0x80) != 0) {
            return binary(from, length);
        }
        String digits =
                new String(block, from, length, StandardCharsets.ISO_8859_1)
                        .replace('\0', ' ')
                        .strip();
        if (!digits.matches("[0-7]{0,20}")) {
            throw new MalformedArchive("a header with a number that is none");
        }
        return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    }

    private long binary(int from, int length) throws MalformedArchive {
        if (block[from] != (byte) 0x80) {
            throw new MalformedArchive("a header with an absurd number");
        }
        long value = 0;
        for (int i = from + 1; i < from + length; i++) {
            if ((value >> 54) != 0) {
                throw new MalformedArchive("a header with an absurd number");
            }
            value = (value << 8) | (block[i] & 0xff);
        }
        return value;
    }
}
