package dev.aquifer.cache.manifests;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names of objects: short enough, and told apart by a hash where they had to be shortened. */
public final class ObjectNames {
    private static final int LONGEST = 63;
    private static final int HASH = 8;

    private ObjectNames() {}

    /** The claim of a cache; namespaces have their own names. */
    public static String claim(String cache) {
        var name = "modelcache-" + cache.replace('.', '-');
        return name.length() <= LONGEST && cache.indexOf('.') < 0 ? name : hashed(name, cache);
    }

    /** The Job of an attempt; another life or source of the cache has another name. */
    public static String hydration(String cache, String uid, String plan, long attempt) {
        return hashed(
                "hydrate-" + cache.replace('.', '-') + "-" + attempt,
                uid + "/" + plan + "/" + attempt);
    }

    /** A Job that looks after what is there; another life of the cache has another name. */
    public static String verification(String cache, String uid, long attempt) {
        return hashed(
                "verify-" + cache.replace('.', '-') + "-" + attempt, uid + "/verify/" + attempt);
    }

    /** The copy of a ConfigMap that is the source of a Job. */
    public static String content(String job) {
        return hashed("content-" + job, job);
    }

    /** A name as the value of a label. */
    public static String label(String name) {
        return name.length() <= LONGEST ? name : hashed(name, name);
    }

    private static String hashed(String name, String whole) {
        int most = LONGEST - HASH - 1;
        var kept = name.length() <= most ? name : name.substring(0, most);
        while (kept.endsWith("-") || kept.endsWith(".")) {
            kept = kept.substring(0, kept.length() - 1);
        }
        return kept + "-" + sha256(whole).substring(0, HASH);
    }

    /** SHA-256 of a text, in hexadecimal digits. */
    public static String sha256(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
