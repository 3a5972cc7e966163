package dev.aquifer.hydration.artifact;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The hash functions in use, which every Java has. */
public final class Digests {

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
