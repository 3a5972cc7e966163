package dev.aquifer.embeddedkubernetes.http;

import dev.aquifer.embeddedkubernetes.resources.Resources;
import dev.aquifer.embeddedkubernetes.schema.OpenApi;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The OpenAPI documents over HTTP. */
record OpenApiDocuments(Resources resources) {
    private static final String V3 = "/openapi/v3/";
    private static final String V2_PROTOBUF =
            "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

    Reply v2(Exchange exchange) {
        OpenApi documents = resources.openApiV2();
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

    Reply index() {
        return Reply.json(200, resources.openApi().index());
    }

    Reply v3(String path) {
        String apiPath = path.substring(V3.length());
        return resources
                .openApi()
                .v3(apiPath)
                .<Reply>map(
                        document -> Reply.json(document.json().getBytes(StandardCharsets.UTF_8)))
                .orElseGet(() -> Reply.text(404, "404 page not found\n"));
    }
}
