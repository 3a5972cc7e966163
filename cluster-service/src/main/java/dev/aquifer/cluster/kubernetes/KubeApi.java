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
    static final String JSON = "application/json";

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
        var response = send("GET", path, null, null);
        return new Reply(response.code(), Trees.parse(response.body()));
    }

    /** The body as it is; empty when there is none to be had. */
    String text(String path) {
        var response = send("GET", path, null, null);
        return response.code() == 200 && response.body() != null ? response.body() : "";
    }

    Reply write(String method, String path, String contentType, ObjectTree body) {
        var response = send(method, path, contentType, Trees.write(body));
        return new Reply(response.code(), Trees.parse(response.body()));
    }

    private HttpResponse<String> send(
            String method, String path, @Nullable String contentType, @Nullable String body) {
        var http = client.getHttpClient();
        var base = client.getConfiguration().getMasterUrl().replaceAll("/+$", "");
        var request =
                http.newHttpRequestBuilder()
                        .uri(URI.create(base + path))
                        .header("Accept", JSON)
                        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
        if (contentType != null && body != null) {
            request.method(method, contentType, body);
        } else {
            request.method(method, JSON, null);
        }
        try {
            limit.take();
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
