package dev.aquifer.embeddedkubernetes.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.embeddedkubernetes.store.ObjectStore;
import java.time.Clock;
import java.util.List;

/** What can be done to a pod besides writing it: binding it to a node, and evicting it. */
public final class PodActions {
    private final ObjectStore store;
    private final ServerEdits edits;
    private final Deletes deletes;
    private final Clock clock;

    /** Actions on the pods of this store. */
    public PodActions(ObjectStore store, ServerEdits edits, Deletes deletes, Clock clock) {
        this.store = store;
        this.edits = edits;
        this.deletes = deletes;
        this.clock = clock;
    }

    /** POST of a Binding. */
    public Outcome bind(ResourceRequest request) {
        JsonNode binding = Decoder.parse(request.content()).content();
        String node = binding.at("/target/name").asText("");
        if (node.isEmpty()) {
            throw Refusal.of(
                    422,
                    "Invalid",
                    "Binding \"%s\" is invalid: target.name: Required value"
                            .formatted(request.name()));
        }
        requirePod(request);
        if (!WriteOptions.dryRun(request.query())) {
            edits.edit(request.key(), pod -> bind(request, pod, node, binding));
        }
        return Outcome.created(
                Answers.status().put("status", "Success").put("code", 201), List.of());
    }

    private void bind(ResourceRequest request, ObjectNode pod, String node, JsonNode binding) {
        String bound = pod.at("/spec/nodeName").asText("");
        if (new Meta(pod).deleting()) {
            throw Refusal.conflict(
                    request.resource(),
                    request.name(),
                    "pod %s is being deleted, cannot be assigned to a host"
                            .formatted(request.name()));
        }
        if (!bound.isEmpty()) {
            throw Refusal.conflict(
                    request.resource(),
                    request.name(),
                    "pod %s is already assigned to node \"%s\"".formatted(request.name(), bound));
        }
        pod.withObject("spec").put("nodeName", node);
        if (binding.at("/metadata/annotations") instanceof ObjectNode annotations) {
            pod.withObject("metadata").withObject("annotations").setAll(annotations);
        }
        ArrayNode conditions = pod.withObject("status").withArray("conditions");
        conditions.removeIf(condition -> condition.path("type").asText().equals("PodScheduled"));
        conditions
                .addObject()
                .put("type", "PodScheduled")
                .put("status", "True")
                .putNull("lastProbeTime")
                .put("lastTransitionTime", Meta.time(clock.instant()));
    }

    /** POST of an Eviction: there are no disruption budgets, so it is a deletion. */
    public Outcome evict(ResourceRequest request) {
        JsonNode eviction =
                request.content().isEmpty()
                        ? Answers.status()
                        : Decoder.parse(request.content()).content();
        requirePod(request);
        deletes.delete(request, DeleteOptions.of(eviction.path("deleteOptions"), request.query()));
        return Outcome.created(
                Answers.status().put("status", "Success").put("code", 201), List.of());
    }

    private void requirePod(ResourceRequest request) {
        if (store.get(request.key()).isEmpty()) {
            throw Refusal.notFound(request.resource(), request.name());
        }
    }
}
