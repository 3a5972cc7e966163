package dev.aquifer.hydration.artifact;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The hash functions in use, which every Java has. */
public final class Digests {

    private static final int UNEVEN = 96;
    private static final int WARM = 300;

    private Digests() {}

    /** A fresh SHA-256. */
    public static MessageDigest sha256() {
        return named("SHA-256");
    }

    /** A fresh SHA-1, for the ids of git blobs alone. */
    public static MessageDigest sha1() {
        return named("SHA-1");
    }

    /** A fresh MD5, for what object stores know alone. */
    public static MessageDigest md5() {
        return named("MD5");
    }

    /**
     * Hashes next to nothing in small and uneven pieces, so that Java compiles the hash before much
     * is hashed: only compiled code uses the processor's own instructions, some 50 times as fast.
     */
    public static void warmUp() {
        MessageDigest sha256 = sha256();
        byte[] block = new byte[UNEVEN];
        for (int i = 0; i < WARM; i++) {
            sha256.update(block);
        }
    }

    /** The SHA-256 of a text, in hexadecimal. */
    public static String sha256Hex(String text) {
        return hex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Lower-case hexadecimal. */
    public static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static MessageDigest named(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
