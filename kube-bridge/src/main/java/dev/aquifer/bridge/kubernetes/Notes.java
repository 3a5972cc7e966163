package dev.aquifer.bridge.kubernetes;

import dev.aquifer.bridge.domain.Kind;
import dev.aquifer.bridge.domain.Note;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/** What people are told, as Kubernetes Events. */
final class Notes {
    private static final String COMPONENT = "aquifer-kube-bridge";

    private Notes() {}

    static Map<String, Object> event(Note note) {
        var about = new LinkedHashMap<String, Object>();
        about.put("apiVersion", Kind.GROUP + "/" + Kind.VERSION);
        about.put("kind", note.about().kind());
        about.put("name", note.about().name());
        about.put("uid", note.uid().value());
        var namespace = note.about().namespaceOrNull();
        if (namespace != null) {
            about.put("namespace", namespace);
        }
        var at = note.at().truncatedTo(ChronoUnit.SECONDS).toString();
        var event = new LinkedHashMap<String, Object>();
        event.put("apiVersion", "v1");
        event.put("kind", "Event");
        event.put("metadata", Map.of("name", note.name(), "namespace", note.namespace()));
        event.put("involvedObject", about);
        event.put("type", note.tone().name());
        event.put("reason", note.reason());
        event.put("message", note.message());
        event.put("firstTimestamp", at);
        event.put("lastTimestamp", at);
        event.put("count", 1);
        event.put("source", Map.of("component", COMPONENT));
        event.put("reportingComponent", COMPONENT);
        event.put("reportingInstance", COMPONENT);
        return event;
    }
}
