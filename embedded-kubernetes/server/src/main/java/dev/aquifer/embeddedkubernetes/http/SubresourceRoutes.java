package dev.aquifer.embeddedkubernetes.http;

import dev.aquifer.embeddedkubernetes.api.Outcome;
import dev.aquifer.embeddedkubernetes.api.PodActions;
import dev.aquifer.embeddedkubernetes.api.Reads;
import dev.aquifer.embeddedkubernetes.api.Refusal;
import dev.aquifer.embeddedkubernetes.api.ResourceRequest;
import dev.aquifer.embeddedkubernetes.api.Scaling;
import dev.aquifer.embeddedkubernetes.api.Writes;

/** Requests for a part of an object, or for something that can be done to it. */
record SubresourceRoutes(
        Reads reads, Writes writes, Scaling scaling, PodActions pods, KubeletLogs logs) {

    Reply route(Exchange exchange, ResourceRequest request, Rendering rendering) {
        if (!request.resource().has(request.subresource())) {
            throw request.resource().custom().isPresent()
                    ? Refusal.notFound(request.resource(), request.name())
                    : Refusal.noSuchPath();
        }
        String call = exchange.method() + " " + request.subresource();
        return switch (call) {
            case "GET status" -> rendering.object(reads.get(request));
            case "PUT status" -> rendering.outcome(writes.update(request));
            case "PATCH status" -> rendering.outcome(writes.patch(request));
            case "GET scale" -> rendering.scale(scaling.get(request));
            case "PUT scale" -> rendering.scale(scaling.change(request, false));
            case "PATCH scale" -> rendering.scale(scaling.change(request, true));
            case "POST binding" -> plain(pods.bind(request));
            case "POST eviction" -> plain(pods.evict(request));
            case "GET log" -> logs.find(request);
            case "PUT finalize" -> rendering.outcome(writes.update(request));
            default -> throw Refusal.methodNotAllowed();
        };
    }

    private static Reply plain(Outcome outcome) {
        return Reply.json(outcome.code(), outcome.object());
    }
}
