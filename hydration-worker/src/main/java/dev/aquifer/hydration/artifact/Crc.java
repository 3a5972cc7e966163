package dev.aquifer.hydration.artifact;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Locale;

/**
 * A cyclic redundancy check as a digest: it tells what was damaged, but not what was forged. Eight
 * bytes at a time, from tables; Java's own cannot be copied midway, and has none of 64 bits.
 */
public final class Crc extends MessageDigest implements Cloneable {

    private static final int STEP = 8;
    private static final int BYTES = 256;

    /** Which one; all are reflected, and begin and end with all bits turned. */
    public enum Kind {
        /** CRC-64/NVME. */
        CRC64NVME(8, 0xAD93D23594C93659L),
        /** CRC-32C, also called Castagnoli's. */
        CRC32C(4, 0x1EDC6F41L),
        /** The CRC-32 of zip and Ethernet. */
        CRC32(4, 0x04C11DB7L);

        private final int length;

        @SuppressWarnings("ImmutableEnumChecker") // Nobody writes it.
        private final long[] table;

        Kind(int length, long polynomial) {
            this.length = length;
            this.table = table(Long.reverse(polynomial) >>> (Long.SIZE - length * Byte.SIZE));
        }

        /** Bytes of the value. */
        public int length() {
            return length;
        }

        /** Its name in fields of stores and of plans. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        private long ones() {
            return -1L >>> (Long.SIZE - length * Byte.SIZE);
        }

        /** What each byte does to the value, and what it does seven and fewer zeros later. */
        private static long[] table(long reflected) {
            long[] table = new long[STEP * BYTES];
            for (int i = 0; i < BYTES; i++) {
                long value = i;
                for (int bit = 0; bit < Byte.SIZE; bit++) {
                    value = (value >>> 1) ^ ((value & 1) == 0 ? 0 : reflected);
                }
                table[i] = value;
            }
            for (int i = BYTES; i < table.length; i++) {
                long before = table[i - BYTES];
                table[i] = (before >>> Byte.SIZE) ^ table[(int) before & 0xff];
            }
            return table;
        }
    }

    private final Kind kind;
    private long value;

    /** A fresh one. */
    public Crc(Kind kind) {
        super(kind.name());
        this.kind = kind;
        this.value = kind.ones();
    }

    @Override
    protected int engineGetDigestLength() {
        return kind.length;
    }

    @Override
    protected void engineUpdate(byte input) {
        value = (value >>> Byte.SIZE) ^ kind.table[(int) (value ^ input) & 0xff];
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int length) {
        engineUpdate(ByteBuffer.wrap(input, offset, length));
    }

    @Override
    protected void engineUpdate(ByteBuffer input) {
        ByteBuffer little = input.slice().order(ByteOrder.LITTLE_ENDIAN);
        long[] t = kind.table;
        long crc = value;
        int whole = little.limit() - little.limit() % STEP;
        for (int at = 0; at < whole; at += STEP) {
            long x = crc ^ little.getLong(at);
            crc =
                    t[0x700 | (int) (x & 0xff)]
                            ^ t[0x600 | (int) ((x >>> 8) & 0xff)]
                            ^ t[0x500 | (int) ((x >>> 16) & 0xff)]
                            ^ t[0x400 | (int) ((x >>> 24) & 0xff)]
                            ^ t[0x300 | (int) ((x >>> 32) & 0xff)]
                            ^ t[0x200 | (int) ((x >>> 40) & 0xff)]
                            ^ t[0x100 | (int) ((x >>> 48) & 0xff)]
                            ^ t[(int) (x >>> 56)];
        }
        value = crc;
        for (int at = whole; at < little.limit(); at++) {
            engineUpdate(little.get(at));
        }
        input.position(input.limit());
    }

    /** The value, its highest byte first. */
    @Override
    protected byte[] engineDigest() {
        long result = value ^ kind.ones();
        engineReset();
        byte[] bytes = new byte[kind.length];
        for (int i = kind.length - 1; i >= 0; i--) {
            bytes[i] = (byte) result;
            result >>>= Byte.SIZE;
        }
        return bytes;
    }

    @Override
    protected void engineReset() {
        value = kind.ones();
    }

    @Override
    public Crc clone() throws CloneNotSupportedException {
        return (Crc) super.clone();
    }
}
