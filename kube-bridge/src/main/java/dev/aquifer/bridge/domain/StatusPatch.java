package dev.aquifer.bridge.domain;

import dev.aquifer.events.Condition;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Uid;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What has to change in the status of an object.
 *
 * @param resource the very state of the object that this was worked out for
 * @param status a merge patch for the field {@code status}
 */
public record StatusPatch(Resource resource, Map<String, @Nullable Object> status) {

    /**
     * The whole status that a resource is to show.
     *
     * @param uid the life that it speaks of; for what a deployment declares, the deployment's
     * @param fields all but the conditions
     */
    public record Shown(
            ResourceRef ref, Uid uid, List<Condition> conditions, Map<String, Object> fields) {
        public Shown {
            conditions = List.copyOf(conditions);
        }
    }

    /**
     * The patch that makes the object show it, and nothing else; empty when it does already, or
     * when it speaks of another life of the name. What a deployment declared knows no generation of
     * its own: its facts follow each edit at once, so they count for the generation that is there.
     */
    public static Optional<StatusPatch> of(Resource resource, Shown shown) {
        var declaredBy = resource.declaredBy();
        if (!declaredBy.orElse(resource.uid()).equals(shown.uid())) {
            return Optional.empty();
        }
        var wanted = new LinkedHashMap<>(shown.fields());
        var conditions = new ArrayList<Map<String, Object>>();
        for (var condition : shown.conditions()) {
            var observed =
                    declaredBy.isPresent() ? resource.generation() : condition.observedGeneration();
            conditions.add(tree(condition, observed));
        }
        if (declaredBy.isPresent()) {
            wanted.put("observedGeneration", resource.generation());
        }
        wanted.put("conditions", conditions);
        return Trees.mergePatch(resource.status(), wanted)
                .map(patch -> new StatusPatch(resource, patch));
    }

    private static Map<String, Object> tree(Condition condition, long observedGeneration) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("type", condition.type());
        tree.put("status", condition.status().name());
        tree.put("observedGeneration", observedGeneration);
        tree.put("lastTransitionTime", condition.lastTransitionTime().toString());
        tree.put("reason", condition.reason());
        tree.put("message", condition.message());
        return tree;
    }
}
