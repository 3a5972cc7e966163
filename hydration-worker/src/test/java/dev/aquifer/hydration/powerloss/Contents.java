package dev.aquifer.hydration.powerloss;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The bytes of a file: those on the disk for sure, and the changes since. */
final class Contents {

    private static final int PAGE = 4096;

    private byte[] durable = {};
    private long durableModified;
    private final List<Change.OfBytes> since = new ArrayList<>();

    /** A file as it is found after a power loss. */
    record Found(ByteBuffer bytes, long modified) {}

    void change(Change.OfBytes change) {
        since.add(change);
    }

    void force() {
        if (!since.isEmpty()) {
            durable = after(since.size());
            durableModified = since.getLast().modified();
            since.clear();
        }
    }

    /** Each page is of some instant since it was forced, and so is the length. */
    Found afterPowerLoss(String name, Keeps keeps) {
        int changes = keeps.length(name, since.size());
        byte[] bytes = new byte[after(changes).length];
        for (int page = 0; page * PAGE < bytes.length; page++) {
            byte[] version = after(keeps.page(name, since.size()));
            int from = page * PAGE;
            int length = Math.min(PAGE, Math.min(bytes.length, version.length) - from);
            if (length > 0) {
                System.arraycopy(version, from, bytes, from, length);
            }
        }
        long modified = changes == 0 ? durableModified : since.get(changes - 1).modified();
        return new Found(ByteBuffer.wrap(bytes), modified);
    }

    private byte[] after(int changes) {
        byte[] bytes = durable;
        for (Change.OfBytes change : since.subList(0, changes)) {
            switch (change) {
                case Change.Truncate cut -> bytes = Arrays.copyOf(bytes, (int) cut.size());
                case Change.Write write -> {
                    int at = (int) write.at();
                    int length = write.bytes().remaining();
                    bytes = Arrays.copyOf(bytes, Math.max(bytes.length, at + length));
                    write.bytes().get(write.bytes().position(), bytes, at, length);
                }
            }
        }
        return bytes;
    }
}
