package dev.aquifer.embeddedkubernetes.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * One object at one revision. Immutable; kept as the bytes that are sent, because trees take ten
 * times the memory.
 */
public final class StoredObject {
    private final ObjectKey key;
    private final long revision;
    private final String uid;
    private final Map<String, String> labels;
    private final List<String> owners;
    private final boolean deleting;
    private final byte[] json;

    private StoredObject(ObjectKey key, long revision, ObjectNode object, byte[] json) {
        JsonNode metadata = object.path("metadata");
        this.key = key;
        this.revision = revision;
        this.uid = metadata.path("uid").asText("");
        this.labels = strings(metadata.path("labels"));
        this.owners =
                StreamSupport.stream(metadata.path("ownerReferences").spliterator(), false)
                        .map(owner -> owner.path("uid").asText(""))
                        .toList();
        this.deleting = metadata.hasNonNull("deletionTimestamp");
        this.json = json;
    }

    static StoredObject of(ObjectKey key, long revision, ObjectNode object) {
        return new StoredObject(key, revision, object, ObjectJson.write(object));
    }

    static StoredObject read(ObjectKey key, long revision, byte[] json) {
        return new StoredObject(key, revision, ObjectJson.read(json), json);
    }

    private static Map<String, String> strings(JsonNode map) {
        var strings = new LinkedHashMap<String, String>();
        map.properties().forEach(entry -> strings.put(entry.getKey(), entry.getValue().asText()));
        return Map.copyOf(strings);
    }

    /** Where it is kept. */
    public ObjectKey key() {
        return key;
    }

    /** The revision of the write that made it so. */
    public long revision() {
        return revision;
    }

    /** Its {@code metadata.uid}. */
    public String uid() {
        return uid;
    }

    /** Its labels. */
    public Map<String, String> labels() {
        return labels;
    }

    /** The uids of its owner references. */
    public List<String> owners() {
        return owners;
    }

    /** Whether it has a deletion timestamp. */
    public boolean deleting() {
        return deleting;
    }

    /** A tree of its own, which the caller may change. */
    public ObjectNode object() {
        return ObjectJson.read(json);
    }

    /** The JSON as stored; not to be changed. */
    public byte[] json() {
        return json;
    }
}
