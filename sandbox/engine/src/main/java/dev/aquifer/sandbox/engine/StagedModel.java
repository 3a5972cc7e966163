package dev.aquifer.sandbox.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The model as it is mounted.
 *
 * @param files all of them, sorted
 * @param digest over the bytes of the weights: of the GGUF file when there is one, else of all
 */
record StagedModel(Path folder, List<Path> files, String digest) {
    StagedModel {
        files = List.copyOf(files);
    }

    /** Reads what is at a path: a folder, or one file. */
    static StagedModel at(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new IOException("--model: there is nothing at " + path);
        }
        try (var found = Files.walk(path)) {
            var files = found.filter(Files::isRegularFile).sorted().toList();
            if (files.isEmpty()) {
                throw new IOException("--model: there are no files in " + path);
            }
            return new StagedModel(path, files, digest(gguf(files).map(List::of).orElse(files)));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** The file that llama.cpp can load. */
    Optional<Path> gguf() {
        return gguf(files);
    }

    private static Optional<Path> gguf(List<Path> files) {
        return files.stream().filter(f -> f.toString().endsWith(".gguf")).findFirst();
    }

    /** The weights file (or the largest), by which pods can be seen to read the same bytes. */
    Path weights() throws IOException {
        if (gguf().isPresent()) {
            return gguf().get();
        }
        var largest = files.getFirst();
        for (var file : files) {
            largest = Files.size(file) > Files.size(largest) ? file : largest;
        }
        return largest;
    }

    /** Inode and size of the weights file. */
    String identity() throws IOException {
        var file = weights();
        return "inode %s, %d bytes"
                .formatted(Files.getAttribute(file, "unix:ino"), Files.size(file));
    }

    private static String digest(List<Path> files) throws IOException {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var file : files) {
                try (var in = new DigestInputStream(Files.newInputStream(file), digest)) {
                    var buffer = new byte[128 * 1024];
                    while (in.read(buffer) >= 0) {
                        // the stream digests what is read
                    }
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return files.stream().map(Path::toString).collect(Collectors.joining(", "));
    }
}
