package dev.aquifer.hydration.s3;

import dev.aquifer.hydration.http.MalformedAnswer;
import java.time.Instant;
import java.util.Optional;

/**
 * An object of a bucket, as a listing has it.
 *
 * @param etag what the store calls these bytes, quoted unless it is weak
 * @param version its id, where only that leads to it
 * @param hashed whether the store knows a SHA-256 of it
 */
public record S3Object(
        String key,
        long size,
        String etag,
        Instant modified,
        Optional<String> version,
        boolean hashed) {

    static S3Object of(String key, XmlAnswer.Entry entry) throws MalformedAnswer {
        String etag = entry.text("ETag");
        return new S3Object(
                key,
                size(entry.text("Size")),
                etag.startsWith("\"") || etag.startsWith("W/") ? etag : "\"" + etag + "\"",
                entry.time("LastModified"),
                Optional.ofNullable(entry.fields().get("VersionId")),
                "SHA256".equals(entry.fields().get("ChecksumAlgorithm")));
    }

    private static long size(String text) throws MalformedAnswer {
        if (!text.matches("\\d{1,18}")) {
            throw new MalformedAnswer("a listing with an absurd size");
        }
        return Long.parseLong(text);
    }

    /** The ETag by which a change is noticed. */
    public Optional<String> validator() {
        return Optional.of(etag).filter(tag -> tag.startsWith("\"") && tag.length() > 2);
    }

    /** Whether its ETag is one of an upload in several parts. */
    boolean inParts() {
        return etag.matches("\".*-[0-9]{1,5}\"");
    }

    /** The ETag, if it looks like the MD5 that it is of an object uploaded in one part. */
    Optional<String> md5() {
        return Optional.of(etag)
                .filter(tag -> tag.matches("\"[0-9a-f]{32}\""))
                .map(tag -> tag.substring(1, tag.length() - 1));
    }

    /** What tools leave where people see a folder. */
    boolean isFolder() {
        return key.endsWith("/") && size == 0;
    }
}
