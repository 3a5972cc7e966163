package dev.aquifer.embeddedkubernetes.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.aquifer.embeddedkubernetes.store.ObjectJson;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;

/** What a request is answered with. */
sealed interface Reply {

    /** Something whole. */
    record Whole(
            int code,
            String mediaType,
            Buffer body,
            Map<String, String> headers,
            List<String> warnings)
            implements Reply {
        public Whole {
            headers = Map.copyOf(headers);
            warnings = List.copyOf(warnings);
        }
    }

    /** Events, until one side ends it. */
    record Events(WatchFeed feed) implements Reply {}

    /** What a kubelet says. */
    record Logs(String host, int port, String uri) implements Reply {}

    static Whole json(int code, JsonNode body) {
        return new Whole(
                code,
                "application/json",
                Buffer.buffer(ObjectJson.write(body)),
                Map.of(),
                List.of());
    }

    static Whole json(byte[] body) {
        return new Whole(200, "application/json", Buffer.buffer(body), Map.of(), List.of());
    }

    static Whole text(int code, String text) {
        return new Whole(
                code, "text/plain; charset=utf-8", Buffer.buffer(text), Map.of(), List.of());
    }
}
