package dev.aquifer.sandbox.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A repository as it is now.
 *
 * @param commit a function of names, sizes and bytes
 */
record Repository(String id, String commit, List<Entry> files) {
    /** Smaller files are plain blobs, as on a real hub; weights are large whatever their size. */
    private static final long LARGE = 10L * 1024 * 1024;

    private static final Map<Path, Known> DIGESTS = new ConcurrentHashMap<>();

    Repository {
        files = List.copyOf(files);
    }

    private record Known(long size, FileTime modified, String sha256, String blob) {}

    /** A file; {@code large} ones are told by their SHA-256, others by their git blob id. */
    record Entry(String path, Path file, long size, String sha256, String blob) {
        boolean large() {
            return size > LARGE || path.endsWith(".gguf") || path.endsWith(".safetensors");
        }

        String etag() {
            return large() ? sha256 : blob;
        }
    }

    /**
     * Reads the repository in a folder. Links are followed: a user's own folder is linked here, and
     * what the official client downloaded consists of links.
     */
    static Repository read(String id, Path root) throws IOException {
        var entries = new ArrayList<Entry>();
        try (var found = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
            var files = found.filter(Files::isRegularFile).filter(f -> !isPrivate(root, f));
            for (var file : files.sorted().toList()) {
                entries.add(entry(root, file));
            }
        }
        var all = digest("SHA-1");
        for (var e : entries) {
            all.update((e.path() + "\t" + e.size() + "\t" + e.sha256() + "\n").getBytes(UTF_8));
        }
        return new Repository(id, hex(all), entries);
    }

    /** What tools keep beside a model for themselves, and what this hub is told about it. */
    private static boolean isPrivate(Path root, Path file) {
        var top = root.relativize(file).getName(0).toString();
        return top.equals(".git") || top.equals(".cache") || top.equals(".hub");
    }

    Optional<Entry> find(String path) {
        return files.stream().filter(e -> e.path().equals(path)).findFirst();
    }

    private static Entry entry(Path root, Path file) throws IOException {
        long size = Files.size(file);
        var modified = Files.getLastModifiedTime(file);
        var known = DIGESTS.get(file);
        if (known == null || known.size() != size || !known.modified().equals(modified)) {
            known = digests(file, size, modified);
            DIGESTS.put(file, known);
        }
        return new Entry(
                root.relativize(file).toString(), file, size, known.sha256(), known.blob());
    }

    private static Known digests(Path file, long size, FileTime modified) throws IOException {
        var sha256 = digest("SHA-256");
        var blob = digest("SHA-1");
        blob.update(("blob " + size + "\0").getBytes(UTF_8));
        var buffer = new byte[128 * 1024];
        try (var in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                sha256.update(buffer, 0, n);
                if (size <= LARGE) {
                    blob.update(buffer, 0, n);
                }
            }
        }
        return new Known(size, modified, hex(sha256), hex(blob));
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }
}
