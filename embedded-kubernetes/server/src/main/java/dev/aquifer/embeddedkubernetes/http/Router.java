package dev.aquifer.embeddedkubernetes.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.embeddedkubernetes.api.Refusal;
import dev.aquifer.embeddedkubernetes.api.ResourceRequest.Caller;
import dev.aquifer.embeddedkubernetes.resources.Resources;
import dev.aquifer.embeddedkubernetes.schema.OpenApi;
import dev.aquifer.embeddedkubernetes.store.ObjectJson;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** From an address to its answer. */
final class Router {
    private static final String AGGREGATED = "APIGroupDiscoveryList";
    private static final String V2_PROTOBUF =
            "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

    private final Resources resources;
    private final Discovery discovery;
    private final Gate gate;
    private final ResourceRoutes objects;

    Router(Resources resources, Gate gate, ResourceRoutes objects) {
        this.resources = resources;
        this.discovery = new Discovery(resources);
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
            case "/openapi/v2" -> openApiV2(exchange);
            case "/openapi/v3" -> Reply.json(200, resources.openApi().index());
            case "/" -> Reply.json(200, paths());
            default -> path.startsWith("/openapi/v3/") ? openApiV3(path) : group(path);
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

    private Reply openApiV2(Exchange exchange) {
        OpenApi documents = resources.openApi();
        for (Accept accept : Accept.all(exchange.header("accept"))) {
            if (accept.type().contains("protobuf")) {
                return new Reply.Whole(
                        200,
                        V2_PROTOBUF,
                        Buffer.buffer(documents.v2Protobuf()),
                        Map.of(),
                        List.of());
            }
            if (accept.type().equals("application/json") || accept.type().equals("*/*")) {
                break;
            }
        }
        return Reply.json(documents.v2().json().getBytes(StandardCharsets.UTF_8));
    }

    private Reply openApiV3(String path) {
        return resources
                .openApi()
                .v3(path.substring("/openapi/v3/".length()))
                .<Reply>map(
                        document -> Reply.json(document.json().getBytes(StandardCharsets.UTF_8)))
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
