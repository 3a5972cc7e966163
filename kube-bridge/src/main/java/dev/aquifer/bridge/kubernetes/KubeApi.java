package dev.aquifer.bridge.kubernetes;

import dev.aquifer.bridge.domain.ControlApiException;
import dev.aquifer.bridge.domain.ControlApiException.Kind;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Requests to the control API, each with a limit of time; answers that say no are exceptions. */
final class KubeApi {
    static final String APPLY = "application/apply-patch+yaml";
    static final String MERGE = "application/merge-patch+json";
    static final String JSON = "application/json";

    private final KubernetesClient client;
    private final KubernetesSerialization serialization;
    private final Duration timeout;
    private final @Nullable String user;

    KubeApi(KubernetesClient client, Duration timeout) {
        this(client, timeout, null);
    }

    private KubeApi(KubernetesClient client, Duration timeout, @Nullable String user) {
        this.client = client;
        this.serialization = client.getKubernetesSerialization();
        this.timeout = timeout;
        this.user = user;
    }

    /** The same server, asked in the name of that user. */
    KubeApi as(String user) {
        return new KubeApi(client, timeout, user);
    }

    /** The same server, with no more time for an answer than that. */
    KubeApi within(Duration limit) {
        return limit.compareTo(timeout) < 0 ? new KubeApi(client, limit, user) : this;
    }

    GenericKubernetesResource get(String path) {
        return object(send("GET", path, JSON, null));
    }

    /** Like get, with empty for what is not there. */
    Optional<GenericKubernetesResource> find(String path) {
        try {
            return Optional.of(get(path));
        } catch (ControlApiException e) {
            if (e.kind() == Kind.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    GenericKubernetesResource write(
            String method, String path, String contentType, Map<String, ?> body) {
        return object(send(method, path, contentType, serialization.asJson(body)));
    }

    /** Deletes; the answer is the object as it was, or a Status. */
    void delete(String path, Map<String, ?> options) {
        send("DELETE", path, JSON, serialization.asJson(options));
    }

    private GenericKubernetesResource object(String body) {
        return serialization.unmarshal(body, GenericKubernetesResource.class);
    }

    private String send(String method, String path, String contentType, @Nullable String body) {
        var base = client.getConfiguration().getMasterUrl().replaceAll("/+$", "");
        var http = client.getHttpClient();
        var request =
                http.newHttpRequestBuilder()
                        .uri(URI.create(base + path))
                        .header("Accept", JSON)
                        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
        if (user != null) {
            request.header("Impersonate-User", user);
        }
        if (body == null) {
            request.method(method, contentType, null);
        } else {
            request.method(method, contentType, body);
        }
        var answer = http.sendAsync(request.build(), String.class);
        try {
            return checked(answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            throw away("no answer within " + timeout.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw away(String.valueOf(e.getCause()), e);
        } catch (CancellationException e) {
            throw away("the request was given up", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw away("interrupted", e);
        } finally {
            answer.cancel(true);
        }
    }

    private static ControlApiException away(String why, Throwable cause) {
        return new ControlApiException(Kind.AWAY, 0, why, cause);
    }

    private String checked(HttpResponse<String> response) {
        var body = Optional.ofNullable(response.body()).orElse("");
        if (response.isSuccessful()) {
            return body;
        }
        var code = response.code();
        var kind =
                switch (code) {
                    case 404 -> Kind.NOT_FOUND;
                    case 409 -> Kind.CONFLICT;
                    case 408, 429 -> Kind.AWAY;
                    default -> code >= 500 ? Kind.AWAY : Kind.REFUSED;
                };
        var message = message(code, body);
        throw new ControlApiException(
                ourOwnRights(code, message) ? Kind.AWAY : kind, code, message, null);
    }

    /** Not what was asked is refused, but we who ask: until an operator puts that right. */
    private static boolean ourOwnRights(int code, String message) {
        return code == 401 || (code == 403 && message.contains("cannot impersonate"));
    }

    private String message(int code, String body) {
        try {
            var status = serialization.unmarshal(body, GenericKubernetesResource.class);
            var message = status.getAdditionalProperties().get("message");
            return message == null ? "HTTP " + code : message.toString();
        } catch (RuntimeException e) { // whatever a proxy in between may answer
            return "HTTP " + code;
        }
    }
}
