package dev.aquifer.embeddedkubernetes.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.embeddedkubernetes.api.DeleteOptions.Propagation;
import dev.aquifer.embeddedkubernetes.resources.ServedResource;
import dev.aquifer.embeddedkubernetes.store.ObjectStore;
import dev.aquifer.embeddedkubernetes.store.StaleWrite;
import dev.aquifer.embeddedkubernetes.store.StoredObject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Delete: an object goes at once, or when its finalizers, its grace period or its content have
 * gone.
 */
public final class Deletes {
    private static final Set<String> ANSWERED_WITH_OBJECT =
            Set.of(
                    "pods",
                    "services",
                    "serviceaccounts",
                    "persistentvolumes",
                    "persistentvolumeclaims");
    private static final Set<String> UNDELETABLE = Set.of("default", "kube-system", "kube-public");
    private static final int ATTEMPTS = 20;

    private final ObjectStore store;
    private final Reads reads;
    private final Clock clock;

    /** Deletes from this store. */
    public Deletes(ObjectStore store, Reads reads, Clock clock) {
        this.store = store;
        this.reads = reads;
        this.clock = clock;
    }

    /** DELETE of one object. */
    public Outcome delete(ResourceRequest request) {
        return delete(request, DeleteOptions.of(request));
    }

    Outcome delete(ResourceRequest request, DeleteOptions options) {
        requireDeletable(request);
        for (int i = 0; i < ATTEMPTS; i++) {
            StoredObject current =
                    store.get(request.key())
                            .orElseThrow(
                                    () -> Refusal.notFound(request.resource(), request.name()));
            Preconditions.require(request, options, current);
            try {
                return Outcome.ok(
                        delete(request.resource(), current, options), warnings(request, options));
            } catch (StaleWrite _) {
                // look again
            }
        }
        throw Refusal.modified(request.resource(), request.name());
    }

    /** DELETE of a collection: what was deleted, as a list. */
    public List<StoredObject> deleteAll(ResourceRequest request) {
        DeleteOptions options = DeleteOptions.of(request);
        List<StoredObject> all = reads.list(request).objects();
        for (StoredObject object : all) {
            var one =
                    new ResourceRequest(
                            request.resource(),
                            object.key().namespace(),
                            object.key().name(),
                            "",
                            request.query(),
                            request.content(),
                            request.caller());
            try {
                delete(one, options);
            } catch (Refusal gone) {
                if (gone.code() != 404) {
                    throw gone;
                }
            }
        }
        return all;
    }

    /** Deletes in the background, as the server itself does. Whether it was there and unchanged. */
    public boolean deleteQuietly(ServedResource resource, StoredObject object, boolean foreground) {
        var propagation = foreground ? Propagation.FOREGROUND : Propagation.BACKGROUND;
        var options =
                new DeleteOptions(
                        Optional.of(propagation), Optional.empty(), object.uid(), "", false);
        try {
            delete(resource, object, options);
            return true;
        } catch (StaleWrite _) {
            return false;
        }
    }

    private ObjectNode delete(ServedResource resource, StoredObject current, DeleteOptions options)
            throws StaleWrite {
        ObjectNode object = Views.object(resource, current);
        var meta = new Meta(object);
        long grace = Grace.seconds(resource, object, options.graceSeconds());
        List<String> finalizers = Propagations.finalizers(resource, meta.finalizers(), options);
        boolean waits =
                grace > 0
                        || !finalizers.isEmpty()
                        || !Kinds.goesWithoutFinalizers(resource, object);
        if (!waits) {
            return gone(resource, current, object, options);
        }
        meta.finalizers(finalizers);
        mark(meta, grace);
        Kinds.onDeletion(resource, object, clock.instant());
        if (options.dryRun() || object.equals(Views.object(resource, current))) {
            return object;
        }
        return store.put(current.key(), object, current).object();
    }

    private void mark(Meta meta, long grace) {
        boolean sooner =
                meta.deleting()
                        && grace
                                < meta.object()
                                        .at("/metadata/deletionGracePeriodSeconds")
                                        .asLong(0);
        if (meta.deleting() && !sooner) {
            return;
        }
        if (!meta.deleting() && meta.generation() > 0) {
            meta.put("generation", meta.generation() + 1);
        }
        meta.put("deletionTimestamp", Meta.time(clock.instant().plus(Duration.ofSeconds(grace))));
        meta.put("deletionGracePeriodSeconds", grace);
    }

    private ObjectNode gone(
            ServedResource resource, StoredObject current, ObjectNode object, DeleteOptions options)
            throws StaleWrite {
        if (!options.dryRun()) {
            store.delete(current, object);
        }
        return ANSWERED_WITH_OBJECT.contains(resource.name().toString())
                ? object
                : Answers.deleted(resource, current.key().name(), current.uid());
    }

    private static List<String> warnings(ResourceRequest request, DeleteOptions options) {
        return Propagations.isJob(request.resource()) && options.propagation().isEmpty()
                ? List.of(
                        "child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning")
                : List.of();
    }

    private static void requireDeletable(ResourceRequest request) {
        if (request.resource().name().equals(Admission.NAMESPACES)
                && UNDELETABLE.contains(request.name())) {
            throw Refusal.forbidden(
                    request.resource(), request.name(), "this namespace may not be deleted");
        }
    }
}
