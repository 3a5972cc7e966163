package dev.aquifer.sandbox.launcher.models;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The one file of a model, in a cache that many sandboxes share. */
record Gguf(Path cached) {
    private static final String MAGIC = "GGUF";

    /** The repository under which the examples name the model. */
    static final String REPOSITORY = "HuggingFaceTB/SmolLM2-135M-Instruct-GGUF";

    boolean isThere() {
        return Files.isRegularFile(cached);
    }

    /** Keeps what comes, if it is such a file with that digest; an empty digest asks for none. */
    void keep(InputStream in, String sha256) throws IOException {
        Files.createDirectories(cached.getParent());
        var next = Files.createTempFile(cached.getParent(), "model", ".part");
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            try (var hashing = new DigestInputStream(in, digest)) {
                Files.copy(hashing, next, StandardCopyOption.REPLACE_EXISTING);
            }
            var found = HexFormat.of().formatHex(digest.digest());
            if (!sha256.isEmpty() && !found.equals(sha256)) {
                throw new IOException("its digest is " + found + ", not " + sha256);
            }
            requireMagic(next);
            Files.move(next, cached, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchAlgorithmException surprise) {
            throw new IllegalStateException(surprise);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    /** Shows it in a hub's folder, without a second copy where the file system can. */
    void showIn(Path hub) throws IOException {
        var file = hub.resolve(REPOSITORY).resolve(cached.getFileName());
        if (Files.exists(file)) {
            return;
        }
        Files.createDirectories(file.getParent());
        try {
            Files.createLink(file, cached);
        } catch (FileAlreadyExistsException somebodyElseWasFaster) {
            return;
        } catch (IOException | UnsupportedOperationException anotherFileSystem) {
            Files.copy(cached, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void requireMagic(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            if (!new String(in.readNBytes(4), java.nio.charset.StandardCharsets.US_ASCII)
                    .equals(MAGIC)) {
                throw new IOException("it is not a GGUF file");
            }
        }
    }
}
