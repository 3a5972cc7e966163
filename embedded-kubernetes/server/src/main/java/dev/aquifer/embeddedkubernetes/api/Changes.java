package dev.aquifer.embeddedkubernetes.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.embeddedkubernetes.resources.Resources;
import dev.aquifer.embeddedkubernetes.resources.ServedResource;
import dev.aquifer.embeddedkubernetes.schema.FieldError;
import dev.aquifer.embeddedkubernetes.schema.patch.FieldManagement;
import dev.aquifer.embeddedkubernetes.store.ObjectJson;
import dev.aquifer.embeddedkubernetes.store.ObjectKey;
import dev.aquifer.embeddedkubernetes.store.ObjectStore;
import dev.aquifer.embeddedkubernetes.store.StaleWrite;
import dev.aquifer.embeddedkubernetes.store.StoredObject;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

/**
 * The last steps of every write: what the server itself says of an object (uid, generation, time
 * stamps, what a subresource may not touch), validation, and the store. A write that changes
 * nothing is not written.
 */
public final class Changes {
    private static final int NAME_ATTEMPTS = 8;

    private final ObjectStore store;
    private final Newcomers newcomers;
    private final Admission admission;
    private final Clock clock;
    private final Ids ids;

    /** Changes of this store. */
    public Changes(ObjectStore store, Clock clock, Ids ids) {
        this.store = store;
        this.admission = new Admission(store);
        this.newcomers = new Newcomers(new ServiceAddresses(store, ids), admission, clock, ids);
        this.clock = clock;
        this.ids = ids;
    }

    FieldManagement.Writer writer(ResourceRequest request, WriteOptions options) {
        return new FieldManagement.Writer(
                options.manager(),
                request.subresource(),
                clock.instant().truncatedTo(ChronoUnit.SECONDS));
    }

    ObjectNode create(ResourceRequest request, ObjectNode object, WriteOptions options) {
        var meta = new Meta(object);
        if (!meta.name().isEmpty() || meta.text("generateName").isEmpty()) {
            return createNamed(request, object, options);
        }
        for (int i = 1; ; i++) {
            ObjectNode named = object.deepCopy();
            new Meta(named).put("name", ids.generated(meta.text("generateName")));
            try {
                return createNamed(request, named, options);
            } catch (Refusal taken) {
                if (!taken.reason().equals("AlreadyExists") || i == NAME_ATTEMPTS) {
                    throw taken;
                }
            }
        }
    }

    private ObjectNode createNamed(
            ResourceRequest request, ObjectNode object, WriteOptions options) {
        try {
            Identities.requireCreatable(request, object);
            ObjectNode managed =
                    request.resource().fields().update(null, object, writer(request, options));
            return insert(request, newcomers.complete(request, managed), options);
        } catch (StaleWrite _) {
            throw alreadyThere(request, new Meta(object).name());
        }
    }

    private Refusal alreadyThere(ResourceRequest request, String name) {
        boolean going = store.get(request.key(name)).filter(StoredObject::deleting).isPresent();
        return Refusal.alreadyExists(request.resource(), name, going);
    }

    ObjectNode createApplied(ResourceRequest request, ObjectNode object, WriteOptions options)
            throws StaleWrite {
        Identities.requireCreatable(request, object);
        return insert(request, newcomers.complete(request, object), options);
    }

    private ObjectNode insert(ResourceRequest request, ObjectNode object, WriteOptions options)
            throws StaleWrite {
        ServedResource resource = request.resource();
        String name = new Meta(object).name();
        requireValid(
                resource,
                name,
                resource.schema().validate(object, null),
                ScaleRules.of(resource).check(object));
        ObjectKey key = request.key(name);
        if (options.dryRun()) {
            if (store.get(key).isPresent()) {
                throw alreadyThere(request, name);
            }
            return object;
        }
        return store.insert(key, ordered(object), () -> admission.requireOpen(request, name))
                .object();
    }

    ObjectNode update(
            ResourceRequest request, StoredObject current, ObjectNode wanted, WriteOptions options)
            throws StaleWrite {
        ObjectNode live = Views.object(request.resource(), current);
        Identities.requireUnchanged(request, live, wanted);
        prepareUpdate(request, live, wanted);
        ObjectNode managed =
                request.resource().fields().update(live, wanted, writer(request, options));
        return replace(request, current, live, managed, options);
    }

    ObjectNode updateApplied(
            ResourceRequest request, StoredObject current, ObjectNode wanted, WriteOptions options)
            throws StaleWrite {
        ObjectNode live = Views.object(request.resource(), current);
        ObjectNode canonical = ObjectJson.canonical(wanted);
        Identities.requireUnchanged(request, live, canonical);
        prepareUpdate(request, live, canonical);
        return replace(request, current, live, canonical, options);
    }

    private static void prepareUpdate(ResourceRequest request, ObjectNode live, ObjectNode wanted) {
        var meta = new Meta(wanted);
        for (String field : Kinds.SERVER_FIELDS) {
            meta.take(live, field);
        }
        Kinds.onUpdate(request.resource(), request.subresource(), wanted, live);
        List<String> before = new Meta(live).finalizers();
        List<String> added =
                meta.finalizers().stream().filter(each -> !before.contains(each)).toList();
        if (meta.deleting() && !added.isEmpty()) {
            throw Refusals.newFinalizers(request.resource(), request.name(), added);
        }
        if (Kinds.hasGeneration(request.resource())
                && Kinds.raisesGeneration(request.resource(), wanted, live)) {
            meta.put("generation", new Meta(live).generation() + 1);
        }
    }

    private ObjectNode replace(
            ResourceRequest request,
            StoredObject current,
            ObjectNode live,
            ObjectNode wanted,
            WriteOptions options)
            throws StaleWrite {
        if (request.resource().name().equals(Resources.DEFINITIONS)
                && request.subresource().isEmpty()) {
            NewObjects.accept(wanted, live);
        }
        var schema = request.resource().schema();
        var scale = ScaleRules.of(request.resource());
        boolean status = request.subresource().equals("status");
        requireValid(
                request.resource(),
                request.name(),
                status ? schema.validateStatus(wanted, live) : schema.validate(wanted, live),
                status ? scale.checkStatus(wanted) : scale.check(wanted));
        if (wanted.equals(live) || options.dryRun()) {
            return wanted;
        }
        var meta = new Meta(wanted);
        if (meta.deleting()
                && meta.finalizers().isEmpty()
                && Grace.isOver(request.resource(), wanted)
                && Kinds.goesWithoutFinalizers(request.resource(), wanted)) {
            return store.delete(current, ordered(wanted)).object();
        }
        return store.put(current.key(), ordered(wanted), current).object();
    }

    private static void requireValid(
            ServedResource resource,
            String name,
            List<FieldError> ofSchema,
            List<FieldError> ofScale) {
        List<FieldError> errors = Stream.concat(ofSchema.stream(), ofScale.stream()).toList();
        if (!errors.isEmpty()) {
            throw Refusal.invalid(resource, name, errors);
        }
    }

    /** Version and kind first, as {@link Views} expects. */
    private static ObjectNode ordered(ObjectNode object) {
        ObjectNode ordered = ObjectJson.object();
        ordered.set("apiVersion", object.get("apiVersion"));
        ordered.set("kind", object.get("kind"));
        ordered.set("metadata", object.get("metadata"));
        ordered.setAll(object);
        return ordered;
    }
}
