package dev.aquifer.cluster.kubernetes;

import dev.aquifer.cluster.domain.ObjectTree;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Requests to one API server, each with a limit of time, all with a limit of rate. What it answers
 * comes back as it is; that it does not answer is a {@link ClusterAwayException}.
 */
final class KubeApi {
    static final String APPLY = "application/apply-patch+yaml";
    private static final int TRIES = 3;
    private static final Duration PAUSE = Duration.ofMillis(200);

    static final String JSON = "application/json";

    /** Lists without what is large; whoever cannot do that sends all of it. */
    static final String METADATA =
            "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";

    /** An object without its content. */
    static final String METADATA_OF_ONE =
            "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";

    private final KubernetesClient client;
    private final Duration timeout;
    private final RateLimit limit;

    KubeApi(KubernetesClient client, Duration timeout, RateLimit limit) {
        this.client = client;
        this.timeout = timeout;
        this.limit = limit;
    }

    /** One step of a path, from whoever's text. */
    static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    Reply get(String path) {
        return get(path, JSON);
    }

    Reply get(String path, String accept) {
        var response = ask(path, accept);
        return new Reply(response.code(), Trees.parse(response.body()));
    }

    /** The answer as it is. */
    Text text(String path) {
        var response = ask(path, JSON);
        return new Text(response.code(), response.body() == null ? "" : response.body());
    }

    /** Reads; one that is put off is asked again a few times, as it changes nothing. */
    private HttpResponse<String> ask(String path, String accept) {
        var response = send("GET", path, accept, null, null, Fence.OPEN);
        for (int again = 1; again < TRIES && isPutOff(response.code()); again++) {
            rest(PAUSE.multipliedBy(again));
            response = send("GET", path, accept, null, null, Fence.OPEN);
        }
        return response;
    }

    private static boolean isPutOff(int code) {
        return code == 429 || code == 500 || code == 503 || code == 504;
    }

    private static void rest(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterAwayException("interrupted");
        }
    }

    /** An answer that is no object. */
    record Text(int code, String body) {}

    /** Changes something, if the fence still lets it through when it is its turn. */
    Reply write(String method, String path, String contentType, ObjectTree body, Fence fence) {
        var response = send(method, path, JSON, contentType, Trees.write(body), fence);
        return new Reply(response.code(), Trees.parse(response.body()));
    }

    private HttpResponse<String> send(
            String method,
            String path,
            String accept,
            @Nullable String contentType,
            @Nullable String body,
            Fence fence) {
        var http = client.getHttpClient();
        var base = client.getConfiguration().getMasterUrl().replaceAll("/+$", "");
        var request =
                http.newHttpRequestBuilder()
                        .uri(URI.create(base + path))
                        .header("Accept", accept)
                        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
        if (contentType != null && body != null) {
            request.method(method, contentType, body);
        } else {
            request.method(method, JSON, null);
        }
        try {
            limit.take();
            fence.pass();
            var answer = http.sendAsync(request.build(), String.class);
            try {
                return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            } finally {
                answer.cancel(true);
            }
        } catch (TimeoutException e) {
            throw new ClusterAwayException("no answer within " + timeout.toSeconds() + " s");
        } catch (ExecutionException e) {
            throw new ClusterAwayException(Causes.inWords(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterAwayException("interrupted");
        }
    }
}
