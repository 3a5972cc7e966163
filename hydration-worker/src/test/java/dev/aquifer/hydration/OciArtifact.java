package dev.aquifer.hydration;

import dev.aquifer.hydration.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** A manifest and its blobs, put together layer by layer. */
final class OciArtifact {

    static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    static final String INDEX = "application/vnd.oci.image.index.v1+json";
    static final String TITLE = "org.opencontainers.image.title";
    static final String FILEPATH = "org.cncf.model.filepath";
    static final byte[] CONFIG = "{}".getBytes(StandardCharsets.UTF_8);

    final List<byte[]> blobs = new ArrayList<>(List.of(CONFIG));
    private final List<Map<String, Object>> layers = new ArrayList<>();

    /** What ORAS makes of a file: any type, a title. */
    OciArtifact file(String title, byte[] bytes) {
        return layer("application/vnd.oci.image.layer.v1.tar", bytes, Map.of(TITLE, title));
    }

    /** What ORAS makes of a folder. */
    OciArtifact folder(String title, byte[] tar) {
        return layer(
                "application/vnd.oci.image.layer.v1.tar+gzip",
                gzip(tar),
                Map.of(TITLE, title, "io.deis.oras.content.unpack", "true"));
    }

    /** What a ModelPack has: a type that tells what it is, and a path. */
    OciArtifact model(String kind, String path, byte[] bytes) {
        String type = "application/vnd.cncf.model." + kind;
        return layer(type, bytes, Map.of(FILEPATH, path));
    }

    OciArtifact layer(String mediaType, byte[] bytes, Map<String, Object> annotations) {
        Map<String, Object> layer = new LinkedHashMap<>(descriptor(mediaType, bytes));
        if (!annotations.isEmpty()) {
            layer.put("annotations", annotations);
        }
        layers.add(layer);
        blobs.add(bytes);
        return this;
    }

    byte[] manifest() {
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

    String digest() {
        return digest(manifest());
    }

    /** An index of manifests, each for a platform, or for none where it is empty. */
    static byte[] index(Map<String, OciArtifact> platforms) {
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

    static String digest(byte[] bytes) {
        return "sha256:" + Bytes.sha256(bytes);
    }

    static Map<String, Object> descriptor(String mediaType, byte[] bytes) {
        return Map.of("mediaType", mediaType, "digest", digest(bytes), "size", bytes.length);
    }

    static byte[] json(Object value) {
        return Json.text(value).getBytes(StandardCharsets.UTF_8);
    }

    static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
