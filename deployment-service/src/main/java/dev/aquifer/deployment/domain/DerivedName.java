package dev.aquifer.deployment.domain;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Names of created objects: readable, short enough for every label and suffix that Kubernetes adds,
 * and never colliding, as the hash is over the whole.
 */
public final class DerivedName {
    /** A LeaderWorkerSet's pods and controllers append to its name, and 63 is the end. */
    private static final int READABLE = 40;

    private static final int HASH_DIGITS = 5;

    private DerivedName() {}

    /** The name for these parts, for example a deployment and a cluster. */
    public static String of(String... parts) {
        var whole = String.join("-", parts);
        var readable = whole.length() > READABLE ? whole.substring(0, READABLE) : whole;
        return readable.replace('.', '-').replaceAll("-+$", "")
                + "-"
                + hash(String.join("/", parts));
    }

    private static String hash(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
