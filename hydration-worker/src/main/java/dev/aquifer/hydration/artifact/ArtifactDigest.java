package dev.aquifer.hydration.artifact;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/**
 * The digest of an artifact: SHA-256 over a line {@code path TAB size TAB sha256 LF} for each file,
 * in the order of the paths' UTF-8 bytes. The same files have the same digest wherever they came
 * from.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record ArtifactDigest(String hex) {

    /** Computes the digest of these files, given in any order. */
    public static ArtifactDigest of(Collection<VerifiedFile> files) {
        MessageDigest sha256 = Digests.sha256();
        List<VerifiedFile> sorted =
                files.stream()
                        .sorted((a, b) -> Arrays.compareUnsigned(utf8(a.path()), utf8(b.path())))
                        .toList();
        for (VerifiedFile file : sorted) {
            sha256.update(utf8(file.path() + "\t" + file.size() + "\t" + file.sha256() + "\n"));
        }
        return new ArtifactDigest(HexFormat.of().formatHex(sha256.digest()));
    }

    /** The name of the folder that holds the artifact, and of its marker without the ending. */
    public String folder() {
        return "sha256-" + hex;
    }

    /** As it is reported: with the algorithm. */
    @Override
    public String toString() {
        return "sha256:" + hex;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
