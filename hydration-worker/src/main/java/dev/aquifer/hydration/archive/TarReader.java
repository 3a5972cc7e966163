package dev.aquifer.hydration.archive;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tar from its beginning to its end: POSIX with extended headers, GNU with long names, and
 * the old format. Devices and sparse files are refused.
 */
final class TarReader {

    private static final int LONGEST_EXTENSION = 64 * 1024;

    private final InputStream in;
    private long left;
    private long padding;

    TarReader(InputStream in) {
        this.in = in;
    }

    /**
     * The next entry, or null after the last one. What was not read of the one before is skipped.
     */
    @Nullable TarEntry next() throws IOException {
        Map<String, String> extended = new HashMap<>();
        while (true) {
            in.skipNBytes(left + padding);
            byte[] block = in.readNBytes(TarHeader.BLOCK);
            if (block.length == 0 || TarHeader.isEmpty(block)) {
                return null;
            }
            if (block.length < TarHeader.BLOCK) {
                throw new MalformedArchive("an end within a header");
            }
            TarHeader header = TarHeader.of(block);
            holds(header.size());
            switch (header.type()) {
                case 'x' -> extended.putAll(records(extension()));
                case 'g' -> records(extension());
                case 'L' -> extended.put("path", text(extension()));
                case 'K' -> extended.put("linkpath", text(extension()));
                default -> {
                    return entry(header, extended);
                }
            }
        }
    }

    private void holds(long size) {
        left = size;
        padding = -size & (TarHeader.BLOCK - 1);
    }

    private TarEntry entry(TarHeader header, Map<String, String> extended) throws IOException {
        if (extended.keySet().stream().anyMatch(name -> name.startsWith("GNU.sparse"))) {
            throw new MalformedArchive("a sparse file");
        }
        String size = extended.get("size");
        if (size != null) {
            holds(number(size));
        }
        String name = extended.getOrDefault("path", header.name());
        String target = extended.getOrDefault("linkpath", header.target());
        TarEntry.Kind kind =
                switch (header.type()) {
                    case '0', '7' -> name.endsWith("/") ? TarEntry.Kind.FOLDER : TarEntry.Kind.FILE;
                    case '1' -> TarEntry.Kind.HARD_LINK;
                    case '2' -> TarEntry.Kind.SYMBOLIC_LINK;
                    case '5' -> TarEntry.Kind.FOLDER;
                    case 'S' -> throw new MalformedArchive("a sparse file");
                    default -> throw new MalformedArchive("an entry that is neither file nor link");
                };
        if (kind != TarEntry.Kind.FILE && kind != TarEntry.Kind.FOLDER) {
            holds(0); // Some tools note the size of what is linked.
        }
        return new TarEntry(name, kind, left, target);
    }

    /** Bytes of the entry, or less than one at its end. */
    int read(byte[] into) throws IOException {
        if (left == 0) {
            return -1;
        }
        int size = in.read(into, 0, (int) Math.min(into.length, left));
        if (size < 0) {
            throw new EOFException("an end within an entry");
        }
        left -= size;
        return size;
    }

    private byte[] extension() throws IOException {
        if (left > LONGEST_EXTENSION) {
            throw new MalformedArchive("an extension of absurd length");
        }
        byte[] bytes = in.readNBytes((int) left);
        if (bytes.length < left) {
            throw new EOFException("an end within an extension");
        }
        left = 0;
        return bytes;
    }

    private static String text(byte[] bytes) throws MalformedArchive {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == 0) {
            end--;
        }
        return TarHeader.utf8(Arrays.copyOf(bytes, end));
    }

    /** Records of the form {@code LENGTH KEY=VALUE LF}, the length that of all of it in bytes. */
    private static Map<String, String> records(byte[] bytes) throws MalformedArchive {
        Map<String, String> records = new HashMap<>();
        for (int at = 0; at < bytes.length; ) {
            int blank = at;
            while (blank < bytes.length && bytes[blank] != ' ') {
                blank++;
            }
            long length = number(TarHeader.utf8(Arrays.copyOfRange(bytes, at, blank)));
            if (length <= blank - at + 1 || length > bytes.length - at) {
                throw new MalformedArchive("an extension that makes no sense");
            }
            int end = at + (int) length;
            String record = TarHeader.utf8(Arrays.copyOfRange(bytes, blank + 1, end - 1));
            int equals = record.indexOf('=');
            if (equals < 1 || bytes[end - 1] != '\n') {
                throw new MalformedArchive("an extension that makes no sense");
            }
            records.put(record.substring(0, equals), record.substring(equals + 1));
            at = end;
        }
        return records;
    }

    private static long number(String digits) throws MalformedArchive {
        if (!digits.matches("\\d{1,18}")) {
            throw new MalformedArchive("a number that is none");
        }
        return Long.parseLong(digits);
    }
}
