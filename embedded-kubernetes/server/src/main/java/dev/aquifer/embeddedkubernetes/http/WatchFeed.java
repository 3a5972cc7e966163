package dev.aquifer.embeddedkubernetes.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.embeddedkubernetes.api.Reads;
import dev.aquifer.embeddedkubernetes.api.Refusal;
import dev.aquifer.embeddedkubernetes.api.ResourceRequest;
import dev.aquifer.embeddedkubernetes.store.Listing;
import dev.aquifer.embeddedkubernetes.store.ObjectJson;
import dev.aquifer.embeddedkubernetes.store.ObjectStore;
import dev.aquifer.embeddedkubernetes.store.StoredObject;
import dev.aquifer.embeddedkubernetes.store.WatchEvent;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What one watch is to be told, in order. Used by one thread at a time. */
final class WatchFeed {
    private final ObjectStore store;
    private final ResourceRequest request;
    private final Rendering rendering;
    private final Predicate<StoredObject> selected;
    private final boolean bookmarks;
    private boolean initial;
    private boolean expired;
    private long told;

    WatchFeed(ObjectStore store, ResourceRequest request, Rendering rendering) {
        this.store = store;
        this.request = request;
        this.rendering = rendering;
        this.selected = Reads.selection(request);
        this.bookmarks = request.query().flag("allowWatchBookmarks");
        this.told = Reads.revision(request);
        this.initial = told == 0 || request.query().flag("sendInitialEvents");
    }

    /** The next frames, and whether they are the last. */
    record Batch(List<byte[]> frames, boolean last) {
        public Batch {
            frames = List.copyOf(frames);
        }
    }

    boolean wantsBookmarks() {
        return bookmarks;
    }

    ResourceRequest request() {
        return request;
    }

    /** Behaves as if the revision it goes on from were too old. Before the first frame. */
    void expire() {
        expired = true;
    }

    Batch next() {
        if (expired) {
            return new Batch(List.of(expiry()), true);
        }
        if (initial) {
            initial = false;
            return new Batch(existing(), false);
        }
        return store.since(request.resource().name(), told)
                .map(this::changes)
                .orElseGet(() -> new Batch(List.of(expiry()), true));
    }

    /** Says how far everything has been told. */
    byte[] bookmark(boolean initialEnd) {
        ObjectNode object =
                ObjectJson.object()
                        .put("kind", request.resource().kind().kind())
                        .put("apiVersion", request.resource().kind().apiVersion());
        ObjectNode metadata =
                object.putObject("metadata").put("resourceVersion", Long.toString(told));
        metadata.putNull("creationTimestamp");
        if (initialEnd) {
            metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
        }
        return frame("BOOKMARK", rendering.bookmark(object));
    }

    private List<byte[]> existing() {
        Listing all =
                store.list(
                        request.resource().name(),
                        request.namespace().isEmpty() ? null : request.namespace());
        told = all.revision();
        var frames = new ArrayList<byte[]>();
        all.objects().stream()
                .filter(selected)
                .forEach(object -> frames.add(frame("ADDED", rendering.watched(object))));
        if (bookmarks && request.query().flag("sendInitialEvents")) {
            frames.add(bookmark(true));
        }
        return frames;
    }

    private Batch changes(ObjectStore.Events events) {
        var frames = new ArrayList<byte[]>();
        events.events().forEach(event -> tell(event, frames));
        told = Math.max(told, events.upTo());
        return new Batch(frames, false);
    }

    private void tell(WatchEvent event, List<byte[]> frames) {
        StoredObject now = event.object();
        switch (event) {
            case WatchEvent.Added _ when selected.test(now) ->
                    frames.add(frame("ADDED", rendering.watched(now)));
            case WatchEvent.Deleted _ when selected.test(now) ->
                    frames.add(frame("DELETED", rendering.watched(now)));
            case WatchEvent.Modified changed -> {
                boolean before = selected.test(changed.before());
                if (selected.test(now)) {
                    frames.add(frame(before ? "MODIFIED" : "ADDED", rendering.watched(now)));
                } else if (before) {
                    frames.add(frame("DELETED", rendering.watched(now)));
                }
            }
            default -> {
                // not selected
            }
        }
    }

    private byte[] expiry() {
        Refusal refusal =
                Refusal.expired(
                        "too old resource version: %d (%d)".formatted(told, store.revision()));
        return frame("ERROR", ObjectJson.write(refusal.status()));
    }

    private static byte[] frame(String type, byte[] object) {
        var out = new ByteArrayOutputStream(object.length + 40);
        out.writeBytes(("{\"type\":\"" + type + "\",\"object\":").getBytes(StandardCharsets.UTF_8));
        out.writeBytes(object);
        out.writeBytes("}\n".getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }
}
