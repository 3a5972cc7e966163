package dev.aquifer.hydration.testkit;

import dev.aquifer.hydration.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** A manifest and its blobs, put together layer by layer. */
public final class OciArtifact {

    public static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    public static final String INDEX = "application/vnd.oci.image.index.v1+json";
    public static final String TITLE = "org.opencontainers.image.title";
    public static final String FILEPATH = "org.cncf.model.filepath";
    public static final byte[] CONFIG = "{}".getBytes(StandardCharsets.UTF_8);

    private final List<byte[]> blobs = new ArrayList<>(List.of(CONFIG));
    private final List<Map<String, Object>> layers = new ArrayList<>();

    /** What the manifest names. */
    public List<byte[]> blobs() {
        return List.copyOf(blobs);
    }

    /** What ORAS makes of a file: any type, a title. */
    public OciArtifact file(String title, byte[] bytes) {
        return layer("application/vnd.oci.image.layer.v1.tar", bytes, Map.of(TITLE, title));
    }

    /** What ORAS makes of a folder. */
    public OciArtifact folder(String title, byte[] tar) {
        return layer(
                "application/vnd.oci.image.layer.v1.tar+gzip",
                gzip(tar),
                Map.of(TITLE, title, "io.deis.oras.content.unpack", "true"));
    }

    /** What a ModelPack has: a type that tells what it is, and a path. */
    public OciArtifact model(String kind, String path, byte[] bytes) {
        String type = "application/vnd.cncf.model." + kind;
        return layer(type, bytes, Map.of(FILEPATH, path));
    }

    public OciArtifact layer(String mediaType, byte[] bytes, Map<String, Object> annotations) {
        Map<String, Object> layer = new LinkedHashMap<>(descriptor(mediaType, bytes));
        if (!annotations.isEmpty()) {
            layer.put("annotations", annotations);
        }
        layers.add(layer);
        blobs.add(bytes);
        return this;
    }

    public byte[] manifest() {
        return json(
                Map.of(
                        "schemaVersion",
                        2,
                        "mediaType",
                        MANIFEST,
                        "config",
                        descriptor("application/vnd.oci.empty.v1+json", CONFIG),
                        "layers",
                        layers));
    }

    public String digest() {
        return digest(manifest());
    }

    /** An index of manifests, each for a platform, or for none where it is empty. */
    public static byte[] index(Map<String, OciArtifact> platforms) {
        List<Object> manifests = new ArrayList<>();
        platforms.forEach(
                (platform, artifact) -> {
                    Map<String, Object> one =
                            new LinkedHashMap<>(descriptor(MANIFEST, artifact.manifest()));
                    String[] words = platform.split("/");
                    if (words.length == 2) {
                        one.put("platform", Map.of("os", words[0], "architecture", words[1]));
                    }
                    manifests.add(one);
                });
        return json(Map.of("schemaVersion", 2, "mediaType", INDEX, "manifests", manifests));
    }

    public static String digest(byte[] bytes) {
        return "sha256:" + sha256(bytes);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    public static Map<String, Object> descriptor(String mediaType, byte[] bytes) {
        return Map.of("mediaType", mediaType, "digest", digest(bytes), "size", bytes.length);
    }

    public static byte[] json(Object value) {
        return Json.text(value).getBytes(StandardCharsets.UTF_8);
    }

    public static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
