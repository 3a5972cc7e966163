package dev.aquifer.hydration.oci;

import dev.aquifer.hydration.http.MalformedAnswer;
import dev.aquifer.hydration.json.JsonObject;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A blob that a manifest names, and what it is for.
 *
 * @param digest {@code sha256:HEX}
 * @param name under which it, or what is in it, belongs to the artifact
 */
public record Layer(
        String digest, long size, String mediaType, Optional<String> name, Content content) {

    /** What the bytes are. */
    public enum Content {
        /** A file of the artifact. */
        FILE,
        /** A tar with files of the artifact. */
        ARCHIVE,
        /** Nothing of the artifact. */
        NOTHING,
        /** Something that cannot be told. */
        UNKNOWN
    }

    private static final String NOTHING = "application/vnd.oci.empty.v1+json";
    private static final Pattern TAR =
            Pattern.compile(".*[./+-](tar|tgz)([.+-](gzip|gz|zstd|zst))?");

    /** Where ModelPack says what a layer is called, in its present and its former spelling. */
    private static final String[] MODEL_PATHS = {
        "org.cncf.model.filepath", "org.cnai.model.filepath"
    };

    private static final String TITLE = "org.opencontainers.image.title";
    private static final String UNPACK = "io.deis.oras.content.unpack";

    static Layer of(JsonObject descriptor) throws MalformedAnswer {
        JsonObject notes = descriptor.optionalObject("annotations").orElse(JsonObject.EMPTY);
        String mediaType = descriptor.text("mediaType").toLowerCase(Locale.ROOT);
        String kind = descriptor.optionalText("artifactType").orElse(mediaType);
        Optional<String> model =
                notes.optionalText(MODEL_PATHS[0]).or(() -> notes.optionalText(MODEL_PATHS[1]));
        Optional<String> title = notes.optionalText(TITLE);
        long size = descriptor.number("size");
        String digest = descriptor.text("digest");
        if (size < 0 || !Reference.isDigest(digest)) {
            throw new MalformedAnswer("a manifest with a layer that has no SHA-256 or size");
        }
        boolean unpack = notes.optionalText(UNPACK).orElse("").equals("true");
        return new Layer(
                digest,
                size,
                mediaType,
                model.or(() -> title),
                content(kind, model, title, unpack));
    }

    /**
     * What ORAS calls by a title is a file whatever its type says, unless it wants to be unpacked;
     * elsewhere a tar is a tar.
     */
    private static Content content(
            String kind, Optional<String> model, Optional<String> title, boolean unpack) {
        if (kind.equals(NOTHING)) {
            return Content.NOTHING;
        }
        boolean titled = title.isPresent() && model.isEmpty();
        if (unpack || (!titled && TAR.matcher(kind).matches())) {
            return Content.ARCHIVE;
        }
        return titled || model.isPresent() ? Content.FILE : Content.UNKNOWN;
    }
}
