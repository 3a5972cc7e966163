package dev.aquifer.sandbox.cluster.controllers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Short names for what a template says: equal templates, equal names. */
final class Revisions {
    /** No vowels and nothing that looks like another, as Kubernetes does it. */
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

    private static final int LENGTH = 10;
    private static final ObjectMapper ORDERED =
            JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

    private Revisions() {}

    static String of(Object template) {
        var digest = digest("SHA-256", canonical(template));
        var name = new StringBuilder();
        for (var index = 0; index < LENGTH; index++) {
            name.append(ALPHABET.charAt((digest[index] & 0xff) % ALPHABET.length()));
        }
        return name.toString();
    }

    /** The key that all pods of a gang share, as the LeaderWorkerSet controller computes it. */
    static String sha1(String text) {
        return HexFormat.of().formatHex(digest("SHA-1", text));
    }

    static boolean same(Object one, Object other) {
        return canonical(one).equals(canonical(other));
    }

    private static String canonical(Object template) {
        try {
            var tree = ORDERED.convertValue(template, JsonNode.class);
            return ORDERED.writeValueAsString(ORDERED.treeToValue(tree, Object.class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] digest(String algorithm, String text) {
        try {
            return MessageDigest.getInstance(algorithm)
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }
}
