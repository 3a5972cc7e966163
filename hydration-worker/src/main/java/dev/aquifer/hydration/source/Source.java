package dev.aquifer.hydration.source;

import dev.aquifer.hydration.http.Client;
import dev.aquifer.hydration.http.Credential;
import dev.aquifer.hydration.request.HydrationRequest;
import dev.aquifer.hydration.request.Secrets;
import dev.aquifer.hydration.request.SourceSpec;
import dev.aquifer.hydration.retry.Patience;
import java.util.Optional;

/**
 * Where an artifact comes from. A source resolves its revision and lists its files; moving the
 * bytes is one engine's work for all sources.
 */
public sealed interface Source
        permits InlineSource, HttpSource, HuggingFaceSource, S3Source, OciSource, ConfigMapSource {

    /** A hash that names the source without its revision and without its secrets. */
    String identity();

    /** The revision, as far as it is known without asking anybody. */
    Optional<String> pinned();

    /** Resolves the revision and lists the files. */
    Plan plan(Client client, Patience patience);

    /** The source that a request names. */
    static Source of(HydrationRequest request, Secrets secrets) {
        return switch (request.source()) {
            case SourceSpec.Inline inline -> new InlineSource(inline);
            case SourceSpec.ConfigMap map -> new ConfigMapSource(map, request.pinned());
            case SourceSpec.Http http ->
                    new HttpSource(
                            http, request.pinned(), secrets.authorization().map(Credential::fixed));
            case SourceSpec.HuggingFace hub ->
                    new HuggingFaceSource(
                            hub,
                            request.pinned(),
                            secrets.token().map(token -> Credential.fixed("Bearer " + token)),
                            request.policy().maxFiles());
            case SourceSpec.S3 s3 ->
                    new S3Source(s3, request.pinned(), secrets.accessKeys(), request.policy());
            case SourceSpec.Oci oci ->
                    new OciSource(
                            oci,
                            request.pinned(),
                            secrets.pullSecret(),
                            request.policy().maxFiles());
        };
    }
}
