package dev.aquifer.sandbox.cluster.node;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is asked of a container's log, as in the query of a kubelet's log endpoint. */
record LogQuery(
        boolean follow,
        boolean previous,
        boolean timestamps,
        @Nullable Long tailLines,
        @Nullable Instant since,
        @Nullable Long limitBytes) {

    static LogQuery parse(@Nullable String query, Clock clock) {
        var values = values(query);
        var sinceSeconds = number(values, "sinceSeconds");
        var sinceTime = values.get("sinceTime");
        return new LogQuery(
                isTrue(values, "follow"),
                isTrue(values, "previous"),
                isTrue(values, "timestamps"),
                number(values, "tailLines"),
                sinceSeconds != null
                        ? clock.instant().minusSeconds(sinceSeconds)
                        : sinceTime == null ? null : Instant.parse(sinceTime),
                number(values, "limitBytes"));
    }

    private static Map<String, String> values(@Nullable String query) {
        var values = new HashMap<String, String>();
        if (query != null && !query.isEmpty()) {
            for (var pair : query.split("&")) {
                var equals = pair.indexOf('=');
                var name = equals < 0 ? pair : pair.substring(0, equals);
                var value = equals < 0 ? "" : pair.substring(equals + 1);
                values.put(name, URLDecoder.decode(value, StandardCharsets.UTF_8));
            }
        }
        return values;
    }

    private static @Nullable Long number(Map<String, String> values, String name) {
        var text = values.get(name);
        return text == null || text.isEmpty() ? null : Long.valueOf(text);
    }

    private static boolean isTrue(Map<String, String> values, String name) {
        var text = values.get(name);
        return text != null && (text.equals("true") || text.equals("1"));
    }
}
