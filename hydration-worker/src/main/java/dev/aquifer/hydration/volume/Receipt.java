package dev.aquifer.hydration.volume;

import dev.aquifer.hydration.artifact.ArtifactDigest;
import dev.aquifer.hydration.artifact.VerifiedFile;
import dev.aquifer.hydration.json.Json;
import dev.aquifer.hydration.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What was put into somebody's folder, written last: the proof that it is complete, and later the
 * proof that a file there came from here and was not touched since.
 *
 * @param source hash that names the source
 * @param pinned its revision
 * @param files every file as it was left
 * @param unverified how many files the source told nothing of that they could be compared with;
 *     null where nobody knows any more, for an earlier release wrote it
 */
public record Receipt(
        String source, String pinned, List<Left> files, @Nullable Integer unverified) {

    /** A file, and when it was last modified when it was left, in milliseconds. */
    public record Left(VerifiedFile file, long modified) {}

    /** Copies the list. */
    public Receipt {
        files = List.copyOf(files);
    }

    /** The artifact's digest. */
    public ArtifactDigest digest() {
        return ArtifactDigest.of(verified());
    }

    /** The files alone. */
    public List<VerifiedFile> verified() {
        return files.stream().map(Left::file).toList();
    }

    byte[] toJson() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("schemaVersion", 1);
        fields.put("digest", digest().toString());
        fields.put("source", source);
        fields.put("pinned", pinned);
        if (unverified != null) {
            fields.put("unverifiedFiles", unverified);
        }
        fields.put(
                "files",
                files.stream()
                        .map(
                                left ->
                                        Map.of(
                                                "path", left.file().path(),
                                                "size", left.file().size(),
                                                "sha256", left.file().sha256(),
                                                "modified", left.modified()))
                        .toList());
        return Json.text(fields).getBytes(StandardCharsets.UTF_8);
    }

    static Receipt parse(byte[] json) {
        JsonObject receipt = Json.object("receipt", json);
        OptionalLong unverified = receipt.optionalNumber("unverifiedFiles");
        return new Receipt(
                receipt.text("source"),
                receipt.text("pinned"),
                receipt.objects("files").stream().map(Receipt::left).toList(),
                unverified.isPresent() ? (int) unverified.getAsLong() : null);
    }

    private static Left left(JsonObject file) {
        return new Left(
                new VerifiedFile(file.text("path"), file.number("size"), file.text("sha256")),
                file.number("modified"));
    }
}
