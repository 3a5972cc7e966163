package dev.aquifer.hydration.source;

import dev.aquifer.hydration.artifact.ArtifactPath;
import dev.aquifer.hydration.artifact.Digests;
import dev.aquifer.hydration.artifact.MountedPart;
import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import dev.aquifer.hydration.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that will be fetched, at one immutable revision.
 *
 * @param source hash that names the source
 * @param pinned the revision; absent when only the bytes themselves will tell
 * @param files what is fetched, names checked
 */
public record Plan(String source, Optional<String> pinned, List<PlannedFile> files) {

    /** Checks names against each other, and that there is any file at all. */
    public Plan {
        files = List.copyOf(files);
        ArtifactPath.checkTogether(files.stream().map(PlannedFile::path).toList());
        if (files.isEmpty()) {
            throw empty();
        }
    }

    /** The plan itself, unless all of its files are empty. */
    public Plan requireBytes() {
        Long bytes = bytes();
        if (bytes != null && bytes == 0) {
            throw empty();
        }
        return this;
    }

    /** The plan itself, unless it is known that it has not what is to be mounted. */
    public Plan requireMounted(MountedPart part) {
        if (archives().isEmpty()) { // Else more files will come out of them.
            part.requireAmong(files.stream().map(PlannedFile::path).toList());
        }
        return this;
    }

    /** The files whose names fit the patterns, as a plan of its own. */
    public Plan only(List<String> include, List<String> exclude) {
        if (include.isEmpty() && exclude.isEmpty()) {
            return this;
        }
        List<String> patterns = new ArrayList<>(include);
        patterns.add("not");
        patterns.addAll(exclude);
        return new Plan(
                Digests.sha256Hex(source + "\n" + String.join("\n", patterns)),
                pinned,
                files.stream()
                        .filter(f -> include.isEmpty() || NamePattern.any(include, f.path()))
                        .filter(f -> !NamePattern.any(exclude, f.path()))
                        .toList());
    }

    private static HydrationFailed empty() {
        return new HydrationFailed(Code.SOURCE_EMPTY, "the source holds no bytes");
    }

    /** How many files the source says nothing of that their bytes could be compared with. */
    public int unverified() {
        return (int)
                files.stream()
                        .filter(file -> file.expected() instanceof PlannedFile.Expected.Nothing)
                        .count();
    }

    /** The archives among the files; what is in them is known once they are here. */
    public List<PlannedFile> archives() {
        return files.stream().filter(file -> file.form() == PlannedFile.Form.ARCHIVE).toList();
    }

    /** Bytes of the archives, which is about the least that they unpack to. */
    public long archiveBytes() {
        Long bytes = bytes(archives());
        return bytes == null ? 0 : bytes;
    }

    /** Bytes of all files; null when one of them is unknown, the largest number when absurd. */
    public @Nullable Long bytes() {
        return bytes(files);
    }

    private static @Nullable Long bytes(List<PlannedFile> files) {
        long sum = 0;
        for (PlannedFile file : files) {
            Long size = file.size();
            if (size == null) {
                return null;
            }
            sum = sum > Long.MAX_VALUE - size ? Long.MAX_VALUE : sum + size;
        }
        return sum;
    }

    /** Since 2, files of less than 4 GiB have smaller parts: what an attempt left says which. */
    private static final int SCHEMA_VERSION = 2;

    /** The plan as text, without secrets. Equal plans have equal texts. */
    public String text(int partSize) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("schemaVersion", SCHEMA_VERSION);
        fields.put("source", source);
        pinned.ifPresent(revision -> fields.put("pinned", revision));
        fields.put("partSize", partSize);
        // One after the other: of a million files all at once they would not fit into memory.
        Iterable<Map<String, Object>> described =
                () -> files.stream().map(PlannedFile::describe).iterator();
        fields.put("files", described);
        return Json.text(fields);
    }
}
