package dev.aquifer.embeddedkubernetes.http;

import dev.aquifer.embeddedkubernetes.api.Query;
import io.vertx.core.buffer.Buffer;
import java.util.Map;

/**
 * One request as data.
 *
 * @param headers by lower-case name
 */
record Exchange(String method, String path, Query query, Map<String, String> headers, Buffer body) {

    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    String mediaType() {
        return header("content-type").split(";")[0].strip();
    }
}
