package dev.aquifer.hydration.volume;

import dev.aquifer.hydration.artifact.ArtifactDigest;
import dev.aquifer.hydration.artifact.VerifiedFile;
import dev.aquifer.hydration.json.Json;
import dev.aquifer.hydration.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The proof that an artifact is complete, written last.
 *
 * @param digest of the artifact
 * @param sources what it was fetched as: hash of the source to pinned revision
 * @param files every file, with its size and digest
 * @param archives by the path of a file the archive that its bytes came from; what was not recorded
 *     is not known
 * @param hydratedAt when it was first complete
 * @param unverified hash of a source to how many files it told nothing of that they could be
 *     compared with; lacks those whose marker an earlier release wrote
 */
public record Marker(
        ArtifactDigest digest,
        Map<String, String> sources,
        List<VerifiedFile> files,
        Map<String, String> archives,
        String hydratedAt,
        Map<String, Integer> unverified) {

    private static final long SCHEMA_VERSION = 1;

    /** Bytes of all files. */
    public long bytes() {
        return files.stream().mapToLong(VerifiedFile::size).sum();
    }

    /** The same proof for one more way to name the artifact. */
    Marker alsoFrom(Marker other) {
        Map<String, String> more = new LinkedHashMap<>(sources);
        more.putAll(other.sources);
        Map<String, Integer> counts = new LinkedHashMap<>(unverified);
        counts.putAll(other.unverified);
        return new Marker(digest, more, files, archives, hydratedAt, counts);
    }

    /** How many files a source told nothing of; null where nobody knows any more. */
    public @Nullable Integer unverified(String source) {
        return unverified.get(source);
    }

    byte[] toJson() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("schemaVersion", SCHEMA_VERSION);
        fields.put("digest", digest.toString());
        fields.put("folder", digest.folder());
        fields.put("bytes", bytes());
        fields.put("hydratedAt", hydratedAt);
        fields.put("sources", sources);
        fields.put("unverifiedFiles", unverified);
        List<String> names = archives.values().stream().distinct().sorted().toList();
        if (!names.isEmpty()) {
            fields.put("archives", names);
        }
        fields.put("files", files.stream().map(file -> describe(file, names)).toList());
        return Json.text(fields).getBytes(StandardCharsets.UTF_8);
    }

    /** An archive is told by its place among the names, for there may be very many files. */
    private Map<String, Object> describe(VerifiedFile file, List<String> names) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("path", file.path());
        fields.put("size", file.size());
        fields.put("sha256", file.sha256());
        if (archives.containsKey(file.path())) {
            fields.put("archive", names.indexOf(archives.get(file.path())));
        }
        return fields;
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
        return new Marker(
                ArtifactDigest.of(files),
                sources,
                files,
                archives(marker),
                marker.text("hydratedAt"),
                marker.optionalObject("unverifiedFiles").map(Marker::counts).orElse(Map.of()));
    }

    private static Map<String, String> archives(JsonObject marker) {
        List<String> names = marker.texts("archives");
        Map<String, String> archives = new HashMap<>();
        for (JsonObject file : marker.objects("files")) {
            long archive = file.optionalNumber("archive").orElse(-1);
            if (archive >= 0 && archive < names.size()) {
                archives.put(file.text("path"), names.get((int) archive));
            }
        }
        return archives;
    }

    private static Map<String, Integer> counts(JsonObject counted) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        counted.fields()
                .keySet()
                .forEach(source -> counts.put(source, (int) counted.number(source)));
        return counts;
    }
}
