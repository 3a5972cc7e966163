package dev.aquifer.hydration.request;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where an artifact comes from, as the request says it. */
public sealed interface SourceSpec {

    /** The bytes themselves. */
    record Inline(String content, String filename) implements SourceSpec {}

    /** One file behind an address. */
    record Http(String url, Optional<String> sha256, String filename) implements SourceSpec {}

    /**
     * A repository of a model hub; the patterns choose among its files, all when empty.
     *
     * @param revision empty for the repository's default branch
     */
    record HuggingFace(
            String endpoint,
            String repo,
            Optional<String> revision,
            List<String> include,
            List<String> exclude)
            implements SourceSpec {}

    /**
     * All objects of a bucket below a prefix, or the one object of that name.
     *
     * @param prefix without a slash at its ends; empty for the whole bucket
     * @param region empty for the one that the bucket has
     * @param endpoint of another store than Amazon's
     */
    record S3(String bucket, String prefix, Optional<String> region, Optional<String> endpoint)
            implements SourceSpec {}

    /**
     * An artifact in a registry.
     *
     * @param image its reference, as people write it
     * @param plainHttp without encryption, which only private origins may
     */
    record Oci(String image, boolean plainHttp) implements SourceSpec {}

    /**
     * The entries of a ConfigMap, mounted as a folder.
     *
     * @param key the only entry that counts; all when absent
     * @param filename what that entry is called in the artifact
     */
    record ConfigMap(Path folder, Optional<String> key, Optional<String> filename)
            implements SourceSpec {}
}
