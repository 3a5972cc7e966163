package dev.aquifer.hydration.request;

import java.util.List;
import java.util.Optional;

/** Where an artifact comes from, as the request says it. */
public sealed interface SourceSpec {

    /** The bytes themselves. */
    record Inline(String content, String filename) implements SourceSpec {}

    /** One file behind an address. */
    record Http(String url, Optional<String> sha256, String filename) implements SourceSpec {}

    /** A repository of a model hub; the patterns choose among its files, all when empty. */
    record HuggingFace(
            String endpoint,
            String repo,
            String revision,
            List<String> include,
            List<String> exclude)
            implements SourceSpec {}
}
