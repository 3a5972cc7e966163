package dev.aquifer.embeddedkubernetes.tables;

import static dev.aquifer.embeddedkubernetes.tables.TableColumn.text;
import static dev.aquifer.embeddedkubernetes.tables.TableColumn.timed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** The columns of events. */
final class EventColumns {
    private EventColumns() {}

    static List<TableColumn> all() {
        return List.of(
                timed("Last Seen", EventColumns::lastSeen),
                text("Type", BuiltinColumns.at("/type")),
                text("Reason", BuiltinColumns.at("/reason")),
                text("Object", EventColumns::object),
                text("Subobject", BuiltinColumns.at("/involvedObject/fieldPath")).wide(),
                text("Source", EventColumns::source).wide(),
                text("Message", event -> event.path("message").asText("").strip()),
                timed("First Seen", EventColumns::firstSeen).wide(),
                text("Count", event -> Integer.toString(Math.max(1, event.path("count").asInt(1))))
                        .wide(),
                TableColumn.nameColumn().wide());
    }

    private static String lastSeen(ObjectNode event, Instant now) {
        String last = event.path("lastTimestamp").asText("");
        String series = event.at("/series/lastObservedTime").asText("");
        if (!series.isEmpty()) {
            return HumanDuration.since(series, now);
        }
        return last.isEmpty() || event.path("lastTimestamp").isNull()
                ? firstSeen(event, now)
                : HumanDuration.since(last, now);
    }

    private static String firstSeen(ObjectNode event, Instant now) {
        return HumanDuration.since(
                event.hasNonNull("firstTimestamp")
                        ? event.path("firstTimestamp").asText()
                        : event.hasNonNull("eventTime") ? event.path("eventTime").asText() : "",
                now);
    }

    private static String object(ObjectNode event) {
        String kind = event.at("/involvedObject/kind").asText("").toLowerCase(Locale.ROOT);
        String name = event.at("/involvedObject/name").asText("");
        return name.isEmpty() ? kind : kind + "/" + name;
    }

    private static String source(ObjectNode event) {
        String component = event.at("/source/component").asText("");
        if (component.isEmpty()) {
            component = event.path("reportingComponent").asText("");
        }
        String host = event.at("/source/host").asText("");
        return host.isEmpty() ? component : component + ", " + host;
    }
}
