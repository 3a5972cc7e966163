package dev.aquifer.embeddedkubernetes.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.embeddedkubernetes.resources.ServedResource;
import dev.aquifer.embeddedkubernetes.store.ObjectStore;
import dev.aquifer.embeddedkubernetes.store.StaleWrite;
import dev.aquifer.embeddedkubernetes.store.StoredObject;
import java.util.ArrayList;
import java.util.List;

/** Create, update and patch. */
public final class Writes {
    private static final int ATTEMPTS = 20;

    private final ObjectStore store;
    private final Changes changes;
    private final Patching patching;

    /** Writes to this store. */
    public Writes(ObjectStore store, Changes changes) {
        this.store = store;
        this.changes = changes;
        this.patching = new Patching(changes);
    }

    /** POST. */
    public Outcome create(ResourceRequest request) {
        WriteOptions options = WriteOptions.of(request);
        var warnings = new ArrayList<String>();
        ObjectNode object = decoder(request, options, warnings).object(request.content());
        return Outcome.created(changes.create(request, object, options), warnings);
    }

    /** PUT. */
    public Outcome update(ResourceRequest request) {
        WriteOptions options = WriteOptions.of(request);
        var warnings = new ArrayList<String>();
        ObjectNode object = decoder(request, options, warnings).object(request.content());
        requireSameName(request, object);
        return retrying(
                request,
                () -> {
                    StoredObject current = find(request);
                    requireRevision(request, object);
                    return Outcome.ok(
                            changes.update(request, current, object.deepCopy(), options), warnings);
                });
    }

    /** PATCH, which also creates what a server-side apply does not find. */
    public Outcome patch(ResourceRequest request) {
        Patching.requireKnown(request);
        WriteOptions options = WriteOptions.of(request);
        if (request.content().mediaType().equals(Patching.APPLY)) {
            return retrying(request, () -> apply(request, options));
        }
        return retrying(
                request,
                () -> {
                    StoredObject current = find(request);
                    var warnings = new ArrayList<String>();
                    ObjectNode live = Views.object(request.resource(), current);
                    ObjectNode patched =
                            patching.patched(request, live, decoder(request, options, warnings));
                    requireSameName(request, patched);
                    Identities.requireSameUid(request, live, patched);
                    return Outcome.ok(changes.update(request, current, patched, options), warnings);
                });
    }

    private Outcome apply(ResourceRequest request, WriteOptions options) throws StaleWrite {
        var warnings = new ArrayList<String>();
        var decoder = decoder(request, options, warnings);
        var current = store.get(request.key());
        if (current.isEmpty()) {
            if (!request.subresource().isEmpty()) {
                throw Refusal.notFound(request.resource(), request.name());
            }
            ObjectNode object = patching.applied(request, null, decoder, options);
            return Outcome.created(changes.createApplied(request, object, options), warnings);
        }
        ObjectNode live = Views.object(request.resource(), current.get());
        ObjectNode object = patching.applied(request, live, decoder, options);
        return Outcome.ok(changes.updateApplied(request, current.get(), object, options), warnings);
    }

    private Decoder decoder(ResourceRequest request, WriteOptions options, List<String> warnings) {
        return new Decoder(request.resource(), options.strictness(), warnings);
    }

    private StoredObject find(ResourceRequest request) {
        return store.get(request.key())
                .orElseThrow(() -> Refusal.notFound(request.resource(), request.name()));
    }

    private static void requireSameName(ResourceRequest request, ObjectNode object) {
        var meta = new Meta(object);
        if (meta.name().isEmpty()) {
            meta.put("name", request.name());
        }
        if (!meta.name().equals(request.name())) {
            throw Refusal.badRequest(
                    "the name of the object (%s) does not match the name on the URL (%s)"
                            .formatted(meta.name(), request.name()));
        }
        Identities.requireSameNamespace(request, object);
    }

    private static void requireRevision(ResourceRequest request, ObjectNode object) {
        ServedResource resource = request.resource();
        boolean given = !new Meta(object).text("resourceVersion").isEmpty();
        if (!given && Kinds.neverUpdatedUnconditionally(resource)) {
            throw Refusals.revisionMissing(resource, request.name());
        }
    }

    private interface Attempt {
        Outcome run() throws StaleWrite;
    }

    /** Somebody else's write in between is no fault of a caller who did not name a revision. */
    private static Outcome retrying(ResourceRequest request, Attempt attempt) {
        for (int i = 0; i < ATTEMPTS; i++) {
            try {
                return attempt.run();
            } catch (StaleWrite _) {
                // look again
            }
        }
        throw Refusal.modified(request.resource(), request.name());
    }
}
