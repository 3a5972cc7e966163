package dev.aquifer.hydration.s3;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import dev.aquifer.hydration.http.Client;
import dev.aquifer.hydration.http.Exchange;
import dev.aquifer.hydration.http.HttpRequest;
import dev.aquifer.hydration.http.MalformedAnswer;
import dev.aquifer.hydration.http.WebAddress;
import dev.aquifer.hydration.retry.Answers;
import dev.aquifer.hydration.retry.Patience;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

/** Asks a bucket, patiently, and tells its refusals apart. */
public final class BucketReader {

    private static final long LONGEST_PAGE = 8L * 1024 * 1024;
    private static final long LONGEST_ERROR = 64L * 1024;
    private static final Set<Integer> NO_HEAD = Set.of(400, 401, 403, 404, 405, 501);

    private final Bucket bucket;
    private final Client client;
    private final Patience patience;

    /** Reads this bucket. */
    public BucketReader(Bucket bucket, Client client, Patience patience) {
        this.bucket = bucket;
        this.client = client;
        this.patience = patience;
    }

    Bucket bucket() {
        return bucket;
    }

    /** Makes something of an answer, or finds that it makes no sense. */
    @FunctionalInterface
    interface Reading<T> {
        T of(XmlAnswer answer) throws MalformedAnswer;
    }

    <T> T ask(Map<String, String> parameters, Reading<T> reading) {
        WebAddress address = bucket.asking(parameters);
        return patience.insist(
                "listing " + bucket,
                address.origin(),
                progress -> {
                    HttpRequest request = HttpRequest.get(address, bucket.credential());
                    try (Exchange exchange = client.open(request)) {
                        requireSuccess(exchange, bucket.toString());
                        return reading.of(XmlAnswer.read(exchange.stream(LONGEST_PAGE)));
                    }
                });
    }

    /** What the store knows of the bytes of an object. */
    public Known known(S3Object object) {
        WebAddress address = bucket.object(object.key(), object.version());
        HttpRequest head =
                HttpRequest.head(address, bucket.credential())
                        .with("x-amz-checksum-mode", "ENABLED");
        HttpRequest request =
                object.validator().map(etag -> head.with("If-Match", etag)).orElse(head);
        return patience.insist(
                "HEAD " + address,
                address.origin(),
                progress -> {
                    try (Exchange exchange = client.open(request)) {
                        if (exchange.head().status() == 412) {
                            throw new HydrationFailed(
                                    Code.SOURCE_CHANGED,
                                    bucket + "/" + object.key() + " changed while it was listed");
                        }
                        if (!object.hashed() && NO_HEAD.contains(exchange.head().status())) {
                            return Known.NOTHING; // Who may not even read it is told so later.
                        }
                        requireSuccess(exchange, bucket + "/" + object.key());
                        return Known.of(object, exchange.head());
                    }
                });
    }

    private void requireSuccess(Exchange exchange, String what) throws IOException {
        int status = exchange.head().status();
        if (status >= 200 && status < 300) {
            return;
        }
        String message =
                what + " was answered with " + status + reason(exchange) + region(exchange);
        switch (status) {
            case 400, 401, 403 -> throw failed(refusal(status), message, status);
            case 301, 404 -> throw failed(Code.NOT_FOUND, message, status);
            default -> Answers.requireSuccess(exchange, patience.clock());
        }
    }

    private Code refusal(int status) {
        if (bucket.credential().isPresent()) {
            return Code.AUTH_FORBIDDEN; // A wrong key, time or region is refused with 400 or 403.
        }
        return status == 400 ? Code.NOT_FOUND : Code.AUTH_REQUIRED;
    }

    /** The store's own word for it, if it says one; only plain words are repeated. */
    private static String reason(Exchange exchange) throws IOException {
        if (!exchange.head().field("content-type").orElse("").contains("xml")) {
            return "";
        }
        try {
            return XmlAnswer.read(exchange.stream(LONGEST_ERROR))
                    .field("Code")
                    .filter(code -> code.matches("[A-Za-z]{1,60}"))
                    .map(code -> " (" + code + ")")
                    .orElse("");
        } catch (MalformedAnswer e) {
            return ""; // The answer to a HEAD has a type and no body.
        }
    }

    private static String region(Exchange exchange) {
        return exchange.head()
                .field("x-amz-bucket-region")
                .filter(region -> region.matches("[a-z0-9-]{1,64}"))
                .map(region -> ", the bucket is in " + region)
                .orElse("");
    }

    private static HydrationFailed failed(Code code, String message, int status) {
        return new HydrationFailed(code, message, Map.of("status", status), null);
    }
}
