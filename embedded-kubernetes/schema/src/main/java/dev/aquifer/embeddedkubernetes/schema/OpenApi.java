package dev.aquifer.embeddedkubernetes.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The OpenAPI documents of a set of served kinds. Immutable: make a new one when a definition comes
 * or goes. Documents are made on first use.
 */
public final class OpenApi {
    private static final String VERSION = "v1.36.2";

    /** One served kind with its schema. */
    public record Served(ResourceType resource, Schema schema) {}

    /** A document as JSON and the hash that names its content. */
    public record Document(String json, String hash) {}

    private final Map<String, List<Served>> byPath = new TreeMap<>();
    private final Map<String, Document> documents = new ConcurrentHashMap<>();
    private volatile @Nullable ObjectNode swagger;
    private volatile @Nullable Document v2;

    /** Documents of all these kinds. */
    public OpenApi(List<Served> served) {
        for (Served one : served) {
            byPath.computeIfAbsent(one.resource().kind().apiPath(), p -> new ArrayList<>())
                    .add(one);
        }
    }

    /** {@code GET /openapi/v3}: paths by group and version, with hashes in their addresses. */
    public ObjectNode index() {
        ObjectNode index = JsonNodeFactory.instance.objectNode();
        ObjectNode paths = index.putObject("paths");
        for (String path : byPath.keySet()) {
            paths.putObject(path)
                    .put(
                            "serverRelativeURL",
                            "/openapi/v3/" + path + "?hash=" + hash(fingerprint(path)));
        }
        return index;
    }

    /**
     * {@code GET /openapi/v3/PATH}, where PATH is {@code api/v1} or {@code apis/apps/v1}; empty for
     * an unknown one.
     */
    public Optional<Document> v3(String apiPath) {
        return byPath.containsKey(apiPath)
                ? Optional.of(documents.computeIfAbsent(apiPath, this::makeV3))
                : Optional.empty();
    }

    /** {@code GET /openapi/v2} as JSON. */
    public Document v2() {
        Document made = v2;
        if (made == null) {
            String json = swagger().toString();
            made = new Document(json, hash(json));
            v2 = made;
        }
        return made;
    }

    /**
     * {@code GET /openapi/v2} as protobuf ({@code
     * application/com.github.proto-openapi.spec.v2@v1.0+protobuf}), which kubectl up to 1.27 wants.
     */
    public byte[] v2Protobuf() {
        return GnosticDocument.encode(swagger());
    }

    /** Short of making the document: what it is made of. */
    private String fingerprint(String path) {
        StringBuilder text = new StringBuilder(VERSION).append(path);
        for (Served served : byPath.getOrDefault(path, List.of())) {
            text.append(served.resource());
            if (served.schema() instanceof CustomSchema custom) {
                text.append(custom.root().source());
            }
        }
        return text.toString();
    }

    private Document makeV3(String path) {
        ObjectNode document = JsonNodeFactory.instance.objectNode().put("openapi", "3.0.0");
        info(document);
        ObjectNode paths = document.putObject("paths");
        OpenApiSchemas schemas = new OpenApiSchemas();
        for (Served served : byPath.getOrDefault(path, List.of())) {
            schemas.add(served);
            OpenApiPaths.v3(served, schemas.nameOf(served.resource().kind())).forEach(paths::set);
        }
        document.putObject("components").set("schemas", schemas.build());
        return new Document(document.toString(), hash(fingerprint(path)));
    }

    private ObjectNode swagger() {
        ObjectNode made = swagger;
        if (made == null) {
            made = JsonNodeFactory.instance.objectNode().put("swagger", "2.0");
            info(made);
            ObjectNode paths = made.putObject("paths");
            OpenApiSchemas schemas = new OpenApiSchemas();
            for (Served served : byPath.values().stream().flatMap(List::stream).toList()) {
                schemas.add(served);
                OpenApiPaths.v2(served, schemas.nameOf(served.resource().kind()))
                        .forEach(paths::set);
            }
            ObjectNode definitions = made.putObject("definitions");
            for (Map.Entry<String, JsonNode> definition : schemas.build().properties()) {
                definitions.set(definition.getKey(), SwaggerSchemas.convert(definition.getValue()));
            }
            swagger = made;
        }
        return made;
    }

    private static void info(ObjectNode document) {
        document.putObject("info").put("title", "Kubernetes").put("version", VERSION);
    }

    private static String hash(String text) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-512")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().withUpperCase().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-512", e);
        }
    }
}
