package dev.aquifer.events.wire;

import dev.aquifer.events.Event;
import dev.aquifer.events.EventType;
import dev.aquifer.events.Topic;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every event there is, by its name on the wire; found by walking the sealed families. */
public final class EventCatalogue {
    private static final EventCatalogue ALL = new EventCatalogue();

    private final Map<String, Class<? extends Event>> byType = new LinkedHashMap<>();

    private EventCatalogue() {
        for (var record : records(Event.class)) {
            var other = byType.put(typeOf(record), record);
            if (other != null) {
                throw new IllegalStateException(
                        other + " and " + record + " have one name: " + typeOf(record));
            }
        }
    }

    /** The catalogue of this release. */
    public static EventCatalogue all() {
        return ALL;
    }

    /** Names on the wire and their records, family by family. */
    public Map<String, Class<? extends Event>> types() {
        return Collections.unmodifiableMap(byType);
    }

    /** The record of that name; empty for an event of a newer release, or of strangers. */
    public Optional<Class<? extends Event>> find(String type) {
        return Optional.ofNullable(byType.get(type));
    }

    /** The records of a topic, in the order of their declaration. */
    public List<Class<? extends Event>> of(Topic topic) {
        return topic.family().map(EventCatalogue::records).orElse(List.of());
    }

    /** The name of a record on the wire. */
    public static String typeOf(Class<? extends Event> record) {
        var type = record.getAnnotation(EventType.class);
        if (type == null) {
            throw new IllegalStateException(record + " has no @EventType");
        }
        return type.value();
    }

    private static List<Class<? extends Event>> records(Class<? extends Event> family) {
        if (family.isRecord()) {
            return List.of(family);
        }
        var found = new ArrayList<Class<? extends Event>>();
        for (var member : family.getPermittedSubclasses()) {
            found.addAll(records(member.asSubclass(Event.class)));
        }
        return found;
    }
}
