package dev.aquifer.hydration.source;

import dev.aquifer.hydration.artifact.Crc;
import dev.aquifer.hydration.http.Credential;
import dev.aquifer.hydration.http.WebAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One file of a plan.
 *
 * @param path where it goes, checked
 * @param size its length, or null when the origin does not tell
 * @param expected what its bytes must hash to
 * @param content where its bytes come from
 * @param form whether it is a file of the artifact, or holds files of it
 */
public record PlannedFile(
        String path, @Nullable Long size, Expected expected, Content content, Form form) {

    /** A file of the artifact. */
    public PlannedFile(String path, @Nullable Long size, Expected expected, Content content) {
        this(path, size, expected, content, Form.FILE);
    }

    /** What becomes of the bytes. */
    public enum Form {
        /** They are a file of the artifact. */
        FILE,
        /** They are a tar, compressed or not, and what is in it belongs to the artifact. */
        ARCHIVE
    }

    /** What the source says about the bytes. */
    public sealed interface Expected {
        /** Their SHA-256. */
        record Sha256(String hex) implements Expected {}

        /** The id of their git blob. */
        record GitBlob(String hex) implements Expected {}

        /** Their MD5, which tells what was damaged, but not what was forged. */
        record Md5(String hex) implements Expected {}

        /** A cyclic redundancy check of them, which tells no more than that. */
        record Checksum(Crc.Kind kind, String hex) implements Expected {}

        /** Nothing. */
        record Nothing() implements Expected {}
    }

    /** Where bytes come from. */
    public sealed interface Content {
        /** From the request itself. */
        record Literal(ByteBuffer bytes) implements Content {
            /** Nobody moves or writes what is kept. */
            public Literal {
                bytes = bytes.asReadOnlyBuffer();
            }

            /** A text in UTF-8. */
            static Literal of(String text) {
                return new Literal(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            }

            /** The bytes, to be read from their start. */
            @Override
            public ByteBuffer bytes() {
                return bytes.duplicate();
            }
        }

        /**
         * From an origin.
         *
         * @param address to ask; what it redirects to may expire, and is asked for again then
         * @param authorization for the origin of the address alone
         * @param validator strong ETag or date of the revision, by which a change is noticed
         * @param etag as the origin sent it, weak or not: a weak one proves no sameness, but
         *     another one is a change
         */
        record Remote(
                WebAddress address,
                Optional<Credential> authorization,
                Optional<String> validator,
                Optional<String> etag)
                implements Content {

            /** From an origin whose validator, if any, is all that it says of the revision. */
            public Remote(
                    WebAddress address,
                    Optional<Credential> authorization,
                    Optional<String> validator) {
                this(address, authorization, validator, Optional.empty());
            }
        }
    }

    /** Whether bytes of several answers may be put together: a change would be noticed. */
    public boolean divisible() {
        boolean noticed =
                content instanceof Content.Remote remote && remote.validator().isPresent();
        return size != null && (noticed || !(expected instanceof Expected.Nothing));
    }

    /** The file as the plan file shows it: without anything secret. */
    Map<String, Object> describe() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("path", path);
        if (size != null) {
            fields.put("size", size);
        }
        switch (expected) {
            case Expected.Sha256 sha -> fields.put("sha256", sha.hex());
            case Expected.GitBlob blob -> fields.put("gitBlob", blob.hex());
            case Expected.Md5 md5 -> fields.put("md5", md5.hex());
            case Expected.Checksum sum -> fields.put(sum.kind().wire(), sum.hex());
            case Expected.Nothing nothing -> {}
        }
        if (form == Form.ARCHIVE) {
            fields.put("archive", true);
        }
        if (content instanceof Content.Remote remote) {
            fields.put("from", remote.address().toString());
            remote.validator().ifPresent(validator -> fields.put("validator", validator));
            remote.etag()
                    .filter(tag -> !remote.validator().equals(Optional.of(tag)))
                    .ifPresent(tag -> fields.put("etag", tag));
        }
        return fields;
    }
}
