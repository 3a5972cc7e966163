package dev.aquifer.hydration.s3;

import dev.aquifer.hydration.http.Credential;
import dev.aquifer.hydration.http.WebAddress;
import dev.aquifer.hydration.request.AccessKeys;
import dev.aquifer.hydration.request.SourceSpec;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A bucket as it is reached: Amazon's under a host name of its own, those of other stores as a
 * folder of their endpoint.
 *
 * @param name as people call it
 * @param root its address, without a slash at the end
 * @param credential signs what is asked; nobody does for a public bucket
 */
public record Bucket(String name, WebAddress root, Optional<Credential> credential) {

    /** The region whose names are also understood by the other ones. */
    static final String FIRST_REGION = "us-east-1";

    /** A name that fits into a host's, and under a certificate for one level of names. */
    private static final Pattern HOST = Pattern.compile("[a-z0-9][a-z0-9-]{1,61}[a-z0-9]");

    /** The bucket of this source in this region. */
    public static Bucket of(
            SourceSpec.S3 spec, String region, Optional<AccessKeys> keys, Clock clock) {
        return new Bucket(
                spec.bucket(),
                spec.endpoint()
                        .map(endpoint -> folder(endpoint, spec.bucket()))
                        .orElseGet(() -> amazon(spec.bucket(), region)),
                keys.map(pair -> new SignatureV4(pair, region, clock)));
    }

    private static WebAddress folder(String endpoint, String bucket) {
        WebAddress store = WebAddress.parse(endpoint);
        return store.withPath(store.path().replaceAll("/+$", "") + "/" + bucket);
    }

    private static WebAddress amazon(String bucket, String region) {
        String host = "s3." + region + ".amazonaws.com" + (region.startsWith("cn-") ? ".cn" : "");
        return HOST.matcher(bucket).matches()
                ? WebAddress.parse("https://" + bucket + "." + host).withPath("")
                : folder("https://" + host, bucket);
    }

    /** Where an object lies; of several versions the one that is named, else the newest. */
    public WebAddress object(String key, Optional<String> version) {
        return new WebAddress(
                root.origin(),
                root.path() + "/" + UriText.path(key),
                version.map(id -> "?versionId=" + UriText.component(id)).orElse(""));
    }

    WebAddress asking(Map<String, String> parameters) {
        String query =
                parameters.entrySet().stream()
                        .map(p -> p.getKey() + "=" + UriText.component(p.getValue()))
                        .collect(Collectors.joining("&"));
        String path = root.path().isEmpty() ? "/" : root.path();
        return new WebAddress(root.origin(), path, "?" + query);
    }

    @Override
    public String toString() {
        return "s3://" + name;
    }
}
