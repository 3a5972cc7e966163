package dev.aquifer.sandbox.cluster.controllers;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Removes pods that nobody will ever end: those of nodes that were deleted, and those that never
 * got a node.
 */
final class PodCleanup implements Reconciler {
    private static final Duration QUARANTINE = Duration.ofSeconds(40);

    private final Api api;
    private final Map<ObjectKey, Instant> missed = new HashMap<>();

    PodCleanup(Api api) {
        this.api = api;
    }

    @Override
    public Optional<Duration> reconcile(ObjectKey key) {
        var pod = api.client().pods().inNamespace(key.namespace()).withName(key.name()).get();
        if (pod == null) {
            missed.remove(key);
            return Optional.empty();
        }
        var node = pod.getSpec().getNodeName();
        if (node == null) {
            if (Pods.isDeleting(pod)) {
                api.removePod(pod);
            }
            return Optional.empty();
        }
        if (api.client().nodes().withName(node).get() != null) {
            missed.remove(key);
            return Optional.empty();
        }
        var since = missed.computeIfAbsent(key, _ -> api.now());
        var left = Duration.between(api.now(), since.plus(QUARANTINE));
        if (left.isPositive()) {
            return Optional.of(left);
        }
        api.events().warning(pod, "", "NodeGone", "node " + node + " was deleted");
        api.removePod(pod);
        return Optional.empty();
    }
}
