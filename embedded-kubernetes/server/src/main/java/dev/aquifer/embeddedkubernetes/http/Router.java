package dev.aquifer.embeddedkubernetes.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.embeddedkubernetes.api.Refusal;
import dev.aquifer.embeddedkubernetes.api.ResourceRequest.Caller;
import dev.aquifer.embeddedkubernetes.resources.Resources;
import dev.aquifer.embeddedkubernetes.store.ObjectJson;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** From an address to its answer. */
final class Router {
    private static final String AGGREGATED = "APIGroupDiscoveryList";

    private final Discovery discovery;
    private final OpenApiDocuments documents;
    private final Gate gate;
    private final ResourceRoutes objects;

    Router(Resources resources, Gate gate, ResourceRoutes objects) {
        this.discovery = new Discovery(resources);
        this.documents = new OpenApiDocuments(resources);
        this.gate = gate;
        this.objects = objects;
    }

    /** The answer; a refusal is one as well. */
    Reply route(Exchange exchange) {
        try {
            Caller caller = gate.admit(exchange);
            Optional<ResourcePath> path = ResourcePath.parse(exchange.path());
            return path.isPresent() ? objects.route(exchange, path.get(), caller) : other(exchange);
        } catch (Refusal refusal) {
            return Reply.json(refusal.code(), refusal.status());
        }
    }

    private Reply other(Exchange exchange) {
        String path = exchange.path();
        return switch (path) {
            case "/healthz", "/livez", "/readyz" -> Reply.text(200, "ok");
            case "/version", "/version/" -> Reply.json(200, version());
            case "/api", "/api/" -> discovery(exchange, true);
            case "/apis", "/apis/" -> discovery(exchange, false);
            case "/openapi/v2" -> documents.v2(exchange);
            case "/openapi/v3" -> documents.index();
            case "/" -> Reply.json(200, paths());
            default -> path.startsWith("/openapi/v3/") ? documents.v3(path) : group(path);
        };
    }

    private Reply discovery(Exchange exchange, boolean core) {
        for (Accept accept : Accept.all(exchange.header("accept"))) {
            if (accept.form().equals(AGGREGATED)
                    && accept.parameters().getOrDefault("v", "").equals("v2")) {
                Buffer json = Buffer.buffer(ObjectJson.write(discovery.aggregated(core)));
                String type = "application/json;g=apidiscovery.k8s.io;v=v2;as=" + AGGREGATED;
                return new Reply.Whole(200, type, json, Map.of(), List.of());
            }
            if (accept.form().isEmpty()) {
                break;
            }
        }
        return Reply.json(200, core ? discovery.core() : discovery.groups());
    }

    private Reply group(String path) {
        String[] parts = path.substring(1).split("/");
        Optional<ObjectNode> found =
                switch (parts[0]) {
                    case "api" ->
                            parts.length == 2
                                    ? discovery.version("", parts[1], parts[1])
                                    : Optional.empty();
                    case "apis" ->
                            parts.length == 2
                                    ? discovery.group(parts[1])
                                    : discovery.version(
                                            parts[1], parts[2], parts[1] + "/" + parts[2]);
                    default -> Optional.empty();
                };
        return found.<Reply>map(body -> Reply.json(200, body))
                .orElseGet(() -> Reply.text(404, "404 page not found\n"));
    }

    private ObjectNode paths() {
        ObjectNode paths = ObjectJson.object();
        Discovery.strings(
                paths,
                "paths",
                List.of(
                        "/api",
                        "/api/v1",
                        "/apis",
                        "/healthz",
                        "/livez",
                        "/openapi/v2",
                        "/openapi/v3",
                        "/readyz",
                        "/version"));
        return paths;
    }

    private static ObjectNode version() {
        return ObjectJson.object()
                .put("major", "1")
                .put("minor", "33")
                .put("gitVersion", "v1.33.0+embedded")
                .put("gitCommit", "")
                .put("gitTreeState", "clean")
                .put("buildDate", "1970-01-01T00:00:00Z")
                .put("goVersion", "")
                .put("compiler", "")
                .put(
                        "platform",
                        System.getProperty("os.name") + "/" + System.getProperty("os.arch"));
    }
}
