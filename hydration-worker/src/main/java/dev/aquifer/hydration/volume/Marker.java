package dev.aquifer.hydration.volume;

import dev.aquifer.hydration.artifact.ArtifactDigest;
import dev.aquifer.hydration.artifact.VerifiedFile;
import dev.aquifer.hydration.json.Json;
import dev.aquifer.hydration.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The proof that an artifact is complete, written last.
 *
 * @param digest of the artifact
 * @param sources what it was fetched as: hash of the source to pinned revision
 * @param files every file, with its size and digest
 * @param hydratedAt when it was first complete
 */
public record Marker(
        ArtifactDigest digest,
        Map<String, String> sources,
        List<VerifiedFile> files,
        String hydratedAt) {

    private static final long SCHEMA_VERSION = 1;

    /** Bytes of all files. */
    public long bytes() {
        return files.stream().mapToLong(VerifiedFile::size).sum();
    }

    /** The same proof for one more way to name the artifact. */
    Marker alsoFrom(String source, String pinned) {
        Map<String, String> more = new LinkedHashMap<>(sources);
        more.put(source, pinned);
        return new Marker(digest, more, files, hydratedAt);
    }

    byte[] toJson() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("schemaVersion", SCHEMA_VERSION);
        fields.put("digest", digest.toString());
        fields.put("folder", digest.folder());
        fields.put("bytes", bytes());
        fields.put("hydratedAt", hydratedAt);
        fields.put("sources", sources);
        fields.put(
                "files",
                files.stream()
                        .map(f -> Map.of("path", f.path(), "size", f.size(), "sha256", f.sha256()))
                        .toList());
        return Json.text(fields).getBytes(StandardCharsets.UTF_8);
    }

    static Marker parse(byte[] json) {
        JsonObject marker = Json.object("marker", json);
        Map<String, String> sources = new LinkedHashMap<>();
        JsonObject named = marker.object("sources");
        named.fields().keySet().forEach(source -> sources.put(source, named.text(source)));
        List<VerifiedFile> files =
                marker.objects("files").stream()
                        .map(
                                f ->
                                        new VerifiedFile(
                                                f.text("path"), f.number("size"), f.text("sha256")))
                        .toList();
        return new Marker(ArtifactDigest.of(files), sources, files, marker.text("hydratedAt"));
    }
}
