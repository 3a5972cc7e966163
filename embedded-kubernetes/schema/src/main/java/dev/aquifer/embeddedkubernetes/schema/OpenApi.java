package dev.aquifer.embeddedkubernetes.schema;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The OpenAPI documents of a set of served kinds. Immutable: make a new one when a definition comes
 * or goes. Documents are made on first use.
 */
public final class OpenApi {

    /** One served kind with its schema. */
    public record Served(ResourceType resource, Schema schema) {}

    /** A document as JSON and the hash that names its content. */
    public record Document(String json, String hash) {}

    private final List<Served> served;

    /** Documents of all these kinds. */
    public OpenApi(List<Served> served) {
        this.served = List.copyOf(served);
    }

    /** {@code GET /openapi/v3}: paths by group and version, with hashes in their addresses. */
    public ObjectNode index() {
        return JsonNodeFactory.instance.objectNode().putPOJO("paths", Map.of());
    }

    /**
     * {@code GET /openapi/v3/PATH}, where PATH is {@code api/v1} or {@code apis/apps/v1}; empty for
     * an unknown one.
     */
    public Optional<Document> v3(String apiPath) {
        return Optional.empty();
    }

    /** {@code GET /openapi/v2} as JSON. */
    public Document v2() {
        return new Document("{}", Integer.toHexString(served.size()));
    }

    /**
     * {@code GET /openapi/v2} as protobuf ({@code
     * application/com.github.proto-openapi.spec.v2@v1.0+protobuf}), which kubectl up to 1.27 wants.
     */
    public byte[] v2Protobuf() {
        return new byte[0];
    }
}
