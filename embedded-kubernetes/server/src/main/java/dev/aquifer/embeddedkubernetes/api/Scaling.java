package dev.aquifer.embeddedkubernetes.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.embeddedkubernetes.schema.patch.PatchException;
import dev.aquifer.embeddedkubernetes.schema.patch.Patches;
import dev.aquifer.embeddedkubernetes.store.ObjectStore;
import dev.aquifer.embeddedkubernetes.store.StaleWrite;
import dev.aquifer.embeddedkubernetes.store.StoredObject;
import java.util.List;

/** Reads and writes of the scale subresource. */
public final class Scaling {
    private static final int ATTEMPTS = 20;

    private final ObjectStore store;
    private final Changes changes;

    /** Scales objects of this store. */
    public Scaling(ObjectStore store, Changes changes) {
        this.store = store;
        this.changes = changes;
    }

    /** GET. */
    public Outcome get(ResourceRequest request) {
        return Outcome.ok(
                new Scales(request.resource()).of(Views.object(request.resource(), find(request))),
                List.of());
    }

    /** PUT of a scale, or a patch of it. */
    public Outcome change(ResourceRequest request, boolean patch) {
        var scales = new Scales(request.resource());
        WriteOptions options = WriteOptions.of(request);
        JsonNode sent = Decoder.parse(request.content()).content();
        for (int i = 0; i < ATTEMPTS; i++) {
            StoredObject current = find(request);
            ObjectNode live = Views.object(request.resource(), current);
            JsonNode scale = patch ? patched(request, scales.of(live), sent) : sent;
            ObjectNode wanted = scales.scaled(live, scale);
            var meta = new Meta(wanted);
            meta.put("resourceVersion", scale.at("/metadata/resourceVersion").asText(""));
            try {
                return Outcome.ok(
                        scales.of(changes.update(request, current, wanted, options)), List.of());
            } catch (StaleWrite _) {
                // look again
            }
        }
        throw Refusal.modified(request.resource(), request.name());
    }

    private static JsonNode patched(ResourceRequest request, ObjectNode scale, JsonNode patch) {
        try {
            return request.content().mediaType().equals("application/json-patch+json")
                    ? Patches.json(scale, patch)
                    : Patches.merge(scale, patch);
        } catch (PatchException e) {
            throw Refusal.of(e.code(), e.reason(), String.valueOf(e.getMessage()));
        }
    }

    private StoredObject find(ResourceRequest request) {
        return store.get(request.key())
                .orElseThrow(() -> Refusal.notFound(request.resource(), request.name()));
    }
}
