package dev.aquifer.hydration.s3;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import dev.aquifer.hydration.http.Client;
import dev.aquifer.hydration.http.Exchange;
import dev.aquifer.hydration.http.HttpRequest;
import dev.aquifer.hydration.http.WebAddress;
import dev.aquifer.hydration.request.SourceSpec;
import dev.aquifer.hydration.retry.Patience;
import java.util.Optional;

/**
 * Which region a bucket is in. Amazon tells everybody who asks for a bucket's head, also those who
 * may not see the bucket.
 */
public final class Region {

    private static final String FIRST = "us-east-1";

    private Region() {}

    /** The region that was given, or that of the bucket; other stores seldom care. */
    public static String of(SourceSpec.S3 spec, Client client, Patience patience) {
        if (spec.region().isPresent() || spec.endpoint().isPresent()) {
            return spec.region().orElse(FIRST);
        }
        WebAddress address =
                WebAddress.parse("https://s3." + FIRST + ".amazonaws.com/" + spec.bucket());
        return patience.insist(
                "HEAD " + address,
                address.origin(),
                progress -> {
                    HttpRequest head = HttpRequest.head(address, Optional.empty());
                    try (Exchange exchange = client.open(head)) {
                        if (exchange.head().status() == 404) {
                            throw new HydrationFailed(
                                    Code.NOT_FOUND, "there is no bucket " + spec.bucket());
                        }
                        return exchange.head()
                                .field("x-amz-bucket-region")
                                .filter(region -> region.matches("[a-z0-9-]{1,64}"))
                                .orElse(FIRST);
                    }
                });
    }
}
