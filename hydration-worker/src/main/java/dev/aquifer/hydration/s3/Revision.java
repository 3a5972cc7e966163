package dev.aquifer.hydration.s3;

import dev.aquifer.hydration.artifact.Digests;
import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a set of objects was at one time: a hash over their keys, sizes and ETags, and when the
 * newest of them was written, from which on it may be looked for in a history.
 */
public record Revision(String hash, Instant newest) {

    private static final String PREFIX = "listing:";

    /** The revision that these objects are. */
    public static Revision of(List<S3Object> objects) {
        String text =
                objects.stream()
                        .sorted(Comparator.comparing(S3Object::key))
                        .map(o -> o.key() + "\t" + o.size() + "\t" + o.etag() + "\n")
                        .collect(Collectors.joining());
        Instant newest =
                objects.stream()
                        .map(S3Object::modified)
                        .max(Comparator.naturalOrder())
                        .orElse(Instant.EPOCH);
        return new Revision(Digests.sha256Hex(text), newest);
    }

    /** Reads what {@code toString} wrote. */
    public static Revision parse(String text) {
        try {
            if (text.matches(PREFIX + "[0-9a-f]{64}@.{1,40}")) {
                int at = text.indexOf('@');
                return new Revision(
                        text.substring(PREFIX.length(), at), Instant.parse(text.substring(at + 1)));
            }
        } catch (DateTimeException e) {
            // Falls through: whatever it is, this worker did not write it.
        }
        throw new HydrationFailed(
                Code.BAD_REQUEST, "request.pinned must be a revision of a bucket");
    }

    /** Whether these objects are it. */
    public boolean isOf(List<S3Object> objects) {
        return of(objects).hash().equals(hash);
    }

    @Override
    public String toString() {
        return PREFIX + hash + "@" + newest;
    }
}
