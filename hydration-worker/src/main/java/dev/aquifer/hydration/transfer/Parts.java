package dev.aquifer.hydration.transfer;

import java.util.Map;

/**
 * Which parts of one file are there, and up to where they are hashed. Not safe for several threads
 * by itself: the schedule's lock guards it.
 */
final class Parts {

    private static final int MOST = 1 << 16;

    /** A file has at least so many parts, unless they were small: the last ones end together. */
    private static final int FINE = 256;

    private static final long FINEST = 4L * 1024 * 1024;
    private static final byte MISSING = 0;
    private static final byte CLAIMED = 1;
    private static final byte DONE = 2;

    private final long size;
    private final long partSize;
    private final int count;

    /** Both are empty until the first part is claimed: whoever plans has no need of them. */
    private byte[] state = {};

    private int[] crc = {};
    private int watermark;
    private boolean hashing;

    Parts(long size, long partSize) {
        this.size = size;
        long fine = Math.max(FINEST, Long.highestOneBit(size / FINE));
        this.partSize = Math.max(Math.min(partSize, fine), roundUp(Math.ceilDiv(size, MOST)));
        this.count = Math.toIntExact(Math.ceilDiv(size, this.partSize));
    }

    private void allocate() {
        if (state.length < count) {
            state = new byte[count];
            crc = new int[count];
        }
    }

    /** It is done, and nobody asks for a part any more. */
    void release() {
        state = new byte[0];
        crc = new int[0];
    }

    private static long roundUp(long bytes) {
        return (bytes + 4095) / 4096 * 4096;
    }

    int count() {
        return count;
    }

    long start(int part) {
        return part * partSize;
    }

    long end(int part) {
        return Math.min(size, start(part) + partSize);
    }

    long length(int part) {
        return end(part) - start(part);
    }

    /** Takes over what a journal says, as far as the file reaches; returns its bytes. */
    long restore(Map<Integer, Integer> recorded, long fileLength) {
        long bytes = 0;
        for (Map.Entry<Integer, Integer> part : recorded.entrySet()) {
            int index = part.getKey();
            if (index >= 0 && index < count && end(index) <= fileLength) {
                allocate();
                state[index] = DONE;
                crc[index] = part.getValue();
                bytes += length(index);
            }
        }
        return bytes;
    }

    /** Whether there is a part to fetch, not too far ahead of what is hashed. */
    boolean claimable(int window) {
        return next(window) >= 0;
    }

    /** Such a part, which nobody else is given; -1 when there is none now. */
    int claim(int window) {
        int part = next(window);
        if (part >= 0) {
            allocate();
            state[part] = CLAIMED;
        }
        return part;
    }

    private int next(int window) {
        int limit = Math.min(count, watermark + window);
        for (int part = watermark; part < limit; part++) {
            if (isMissing(part)) {
                return part;
            }
        }
        return -1;
    }

    private boolean isMissing(int part) {
        boolean nothingClaimedYet = state.length == 0;
        return nothingClaimedYet || state[part] == MISSING;
    }

    void done(int part, int checksum) {
        state[part] = DONE;
        crc[part] = checksum;
    }

    /** The bytes of a part turned out to be bad. */
    void lost(int part) {
        state[part] = MISSING;
    }

    int crc(int part) {
        return crc[part];
    }

    /** Takes the right to hash, if this part is the next one and nobody else hashes. */
    boolean hashFrom(int part) {
        if (hashing || watermark != part) {
            return false;
        }
        hashing = true;
        return true;
    }

    /** The next part to be hashed that is there, taking the right to hash; -1 when none. */
    int hashNext() {
        if (hashing || watermark >= state.length || state[watermark] != DONE) {
            return -1;
        }
        hashing = true;
        return watermark;
    }

    boolean beingHashed() {
        return hashing;
    }

    void hashed() {
        hashing = false;
        watermark++;
    }

    void hashStopped() {
        hashing = false;
    }

    boolean complete() {
        return watermark == count;
    }

    /** Bytes that nobody has hashed yet. */
    long unhashed() {
        return size - Math.min(size, start(watermark));
    }

    /** Bytes of all parts that are there. */
    long present() {
        long bytes = 0;
        for (int part = 0; part < state.length; part++) {
            bytes += state[part] == DONE ? length(part) : 0;
        }
        return bytes;
    }
}
