package dev.aquifer.hydration;

import dev.aquifer.hydration.artifact.Digests;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Random;

/** Bytes that no compression and no luck produces. */
final class Bytes {

    private Bytes() {}

    static byte[] random(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static String sha256(byte[] bytes) {
        return Digests.hex(Digests.sha256().digest(bytes));
    }

    static String md5(byte[] bytes) {
        return Digests.hex(Digests.md5().digest(bytes));
    }

    static String gitBlob(byte[] bytes) {
        MessageDigest sha1 = Digests.sha1();
        sha1.update(("blob " + bytes.length + "\0").getBytes(StandardCharsets.US_ASCII));
        return Digests.hex(sha1.digest(bytes));
    }
}
