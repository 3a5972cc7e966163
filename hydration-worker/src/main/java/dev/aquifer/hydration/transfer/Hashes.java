package dev.aquifer.hydration.transfer;

import dev.aquifer.hydration.artifact.Crc;
import dev.aquifer.hydration.artifact.Digests;
import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import dev.aquifer.hydration.source.PlannedFile;
import dev.aquifer.hydration.source.PlannedFile.Expected;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The digests of one file, fed in order: SHA-256 always, and what its source knows it by. */
final class Hashes {

    private final String path;
    private final Expected expected;
    private final MessageDigest sha256;
    private final @Nullable MessageDigest other;

    private Hashes(
            String path, Expected expected, MessageDigest sha256, @Nullable MessageDigest other) {
        this.path = path;
        this.expected = expected;
        this.sha256 = sha256;
        this.other = other;
    }

    static Hashes of(PlannedFile file) {
        return of(file.path(), file.size(), file.expected());
    }

    /** The digests of a file of this size, which a git blob's id depends on. */
    static Hashes of(String path, @Nullable Long size, Expected expected) {
        MessageDigest other =
                switch (expected) {
                    case Expected.GitBlob blob -> blob(size);
                    case Expected.Md5 md5 -> Digests.md5();
                    case Expected.Checksum sum -> new Crc(sum.kind());
                    case Expected.Sha256 sha256 -> null;
                    case Expected.Nothing nothing -> null;
                };
        return new Hashes(path, expected, Digests.sha256(), other);
    }

    private static MessageDigest blob(@Nullable Long size) {
        MessageDigest blob = Digests.sha1();
        blob.update(("blob " + size + "\0").getBytes(StandardCharsets.US_ASCII));
        return blob;
    }

    /** Takes these bytes, without moving the buffer's position. */
    void update(ByteBuffer bytes) {
        sha256.update(bytes.duplicate());
        if (other != null) {
            other.update(bytes.duplicate());
        }
    }

    /** The same state once more, to come back to. */
    Hashes copy() {
        try {
            return new Hashes(
                    path,
                    expected,
                    (MessageDigest) sha256.clone(),
                    other == null ? null : (MessageDigest) other.clone());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The SHA-256 of all bytes; fails when they are not what the source promised. */
    String verified() {
        String sha = Digests.hex(sha256.digest());
        String actual = other == null ? sha : Digests.hex(other.digest());
        String wanted =
                switch (expected) {
                    case Expected.Sha256 promised -> promised.hex();
                    case Expected.GitBlob promised -> promised.hex();
                    case Expected.Md5 promised -> promised.hex();
                    case Expected.Checksum promised -> promised.hex();
                    case Expected.Nothing nothing -> actual;
                };
        if (!actual.equals(wanted)) {
            throw new HydrationFailed(
                    Code.DIGEST_MISMATCH,
                    path + " does not have the digest that was promised",
                    Map.of("path", path, "expected", wanted, "actual", actual),
                    null);
        }
        return sha;
    }
}
