package dev.aquifer.bridge.domain;

import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Uid;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/**
 * Something to tell people about an object: a Kubernetes Event.
 *
 * @param id decides the name of the Event: the same id is the same Event
 */
public record Note(
        String id,
        ResourceRef about,
        Uid uid,
        Tone tone,
        String reason,
        String message,
        Instant at) {
    private static final int LONGEST = 1024;

    public Note {
        message = message.length() > LONGEST ? message.substring(0, LONGEST - 1) + "…" : message;
    }

    /** The name of the Event: that of the object, and one made of the id. */
    public String name() {
        var hash = UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8)).toString();
        return about.name() + "." + hash.replace("-", "").substring(0, 16);
    }

    /** The namespace of the Event; that of objects without one is {@code default}. */
    public String namespace() {
        var namespace = about.namespaceOrNull();
        return namespace == null ? "default" : namespace;
    }
}
