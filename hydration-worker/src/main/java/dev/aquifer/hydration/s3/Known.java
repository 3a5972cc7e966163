package dev.aquifer.hydration.s3;

import dev.aquifer.hydration.artifact.Crc;
import dev.aquifer.hydration.artifact.Digests;
import dev.aquifer.hydration.http.ResponseHead;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * What a store knows of all the bytes of an object, in hexadecimal. Checksums over those of its
 * parts are of no use to who does not know the parts.
 */
public record Known(Optional<String> sha256, Optional<String> md5, Optional<Sum> sum) {

    static final Known NOTHING = new Known(Optional.empty(), Optional.empty(), Optional.empty());

    private static final int SHA256_BYTES = 32;

    /** A cyclic redundancy check of them. */
    public record Sum(Crc.Kind kind, String hex) {}

    static Known of(S3Object object, ResponseHead head) {
        Optional<String> type = head.field("x-amz-checksum-type");
        return new Known(
                type.orElse("").equals("COMPOSITE")
                        ? Optional.empty()
                        : checksum(head, "sha256", SHA256_BYTES),
                object.md5().filter(md5 -> plain(head)),
                Arrays.stream(Crc.Kind.values())
                        .filter(kind -> ofTheWhole(kind, type, object))
                        .flatMap(kind -> sum(head, kind).stream())
                        .findFirst());
    }

    /**
     * Stores that do not say it mean the parts, where there are any; one kind is never of parts.
     */
    private static boolean ofTheWhole(Crc.Kind kind, Optional<String> type, S3Object object) {
        return type.map("FULL_OBJECT"::equals)
                .orElse(kind == Crc.Kind.CRC64NVME || !object.inParts());
    }

    private static Optional<Sum> sum(ResponseHead head, Crc.Kind kind) {
        return checksum(head, kind.wire(), kind.length()).map(hex -> new Sum(kind, hex));
    }

    private static Optional<String> checksum(ResponseHead head, String name, int length) {
        return head.field("x-amz-checksum-" + name)
                .flatMap(Known::decoded)
                .filter(bytes -> bytes.length == length)
                .map(Digests::hex);
    }

    private static Optional<byte[]> decoded(String base64) {
        try {
            return Optional.of(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether an ETag is the MD5: not where keys of others encrypt, nor in directory buckets. */
    private static boolean plain(ResponseHead head) {
        return head.field("x-amz-server-side-encryption").orElse("AES256").equals("AES256")
                && head.field("x-amz-server-side-encryption-customer-algorithm").isEmpty()
                && !head.field("x-amz-storage-class").orElse("").equals("EXPRESS_ONEZONE");
    }
}
