package dev.aquifer.embeddedkubernetes.http;

import dev.aquifer.embeddedkubernetes.api.Deletes;
import dev.aquifer.embeddedkubernetes.api.Reads;
import dev.aquifer.embeddedkubernetes.api.Refusal;
import dev.aquifer.embeddedkubernetes.api.ResourceRequest;
import dev.aquifer.embeddedkubernetes.api.Reviews;
import dev.aquifer.embeddedkubernetes.api.Writes;
import dev.aquifer.embeddedkubernetes.resources.Resources;
import dev.aquifer.embeddedkubernetes.resources.ServedResource;
import dev.aquifer.embeddedkubernetes.store.ObjectStore;
import java.time.Clock;

/** Requests for resources: which verb, on what. */
record ResourceRoutes(
        ObjectStore store,
        Resources resources,
        Reads reads,
        Writes writes,
        Deletes deletes,
        SubresourceRoutes subresources,
        Clock clock) {

    Reply route(Exchange exchange, ResourcePath path, ResourceRequest.Caller caller) {
        ServedResource resource =
                resources
                        .find(path.group(), path.version(), path.plural())
                        .orElseThrow(Refusal::noSuchPath);
        if (!resource.type().namespaced() && !path.namespace().isEmpty()) {
            throw Refusal.noSuchPath();
        }
        var request =
                new ResourceRequest(
                        resource,
                        path.namespace(),
                        path.name(),
                        path.subresource(),
                        exchange.query(),
                        new ResourceRequest.Content(
                                exchange.mediaType(), exchange.body().getBytes()),
                        caller);
        var rendering = new Rendering(request, Accept.forObjects(exchange.header("accept")), clock);
        if (path.name().isEmpty()) {
            return collection(exchange, request, rendering);
        }
        requireNamespace(request);
        return path.subresource().isEmpty()
                ? object(exchange, request, rendering)
                : subresources.route(exchange, request, rendering);
    }

    private Reply collection(Exchange exchange, ResourceRequest request, Rendering rendering) {
        requireVerb(exchange, request, "list", "deletecollection");
        return switch (exchange.method()) {
            case "GET" ->
                    isWatch(request)
                            ? watch(request, rendering)
                            : rendering.list(reads.list(request));
            case "POST" -> {
                requireNamespace(request);
                yield rendering.outcome(
                        Reviews.answer(request).orElseGet(() -> writes.create(request)));
            }
            case "DELETE" ->
                    rendering.list(
                            new Reads.Page(deletes.deleteAll(request), store.revision(), "", 0));
            default -> throw Refusal.methodNotAllowed();
        };
    }

    private Reply object(Exchange exchange, ResourceRequest request, Rendering rendering) {
        requireVerb(exchange, request, "get", "delete");
        return switch (exchange.method()) {
            case "GET" ->
                    isWatch(request)
                            ? watch(request, rendering)
                            : rendering.object(reads.get(request));
            case "PUT" -> rendering.outcome(writes.update(request));
            case "PATCH" -> rendering.outcome(writes.patch(request));
            case "DELETE" -> rendering.outcome(deletes.delete(request));
            default -> throw Refusal.methodNotAllowed();
        };
    }

    private Reply watch(ResourceRequest request, Rendering rendering) {
        reads.requireKnown(request);
        return new Reply.Events(new WatchFeed(store, request, rendering));
    }

    private static boolean isWatch(ResourceRequest request) {
        return request.query().flag("watch");
    }

    private static void requireVerb(
            Exchange exchange, ResourceRequest request, String reading, String deleting) {
        String verb =
                switch (exchange.method()) {
                    case "GET" -> isWatch(request) ? "watch" : reading;
                    case "POST" -> "create";
                    case "PUT" -> "update";
                    case "PATCH" -> "patch";
                    default -> deleting;
                };
        if (!request.resource().type().verbs().contains(verb)) {
            throw Refusal.methodNotAllowed();
        }
    }

    private static void requireNamespace(ResourceRequest request) {
        if (request.resource().type().namespaced() && request.namespace().isEmpty()) {
            throw Refusal.methodNotAllowed();
        }
    }
}
