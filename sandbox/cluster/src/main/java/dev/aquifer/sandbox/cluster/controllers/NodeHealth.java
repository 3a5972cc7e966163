package dev.aquifer.sandbox.cluster.controllers;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Says of nodes that are silent that nobody knows how they are, and keeps new pods off them;
 * nothing is deleted. How long one has been silent is measured from when its last sign of life was
 * seen here.
 */
final class NodeHealth implements Reconciler {
    private static final String LEASES = "kube-node-lease";
    private static final Duration SILENCE = Duration.ofSeconds(40);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);
    private static final String UNREACHABLE = "node.kubernetes.io/unreachable";
    private static final String NOT_READY = "node.kubernetes.io/not-ready";

    private final Api api;
    private final Map<ObjectKey, Sign> signs = new HashMap<>();

    NodeHealth(Api api) {
        this.api = api;
    }

    /** A node's last sign of life: what it said, and when that was noticed. */
    private record Sign(String said, Instant noticed) {}

    @Override
    public Optional<Duration> reconcile(ObjectKey key) {
        var node = api.client().nodes().withName(key.name()).get();
        if (node == null) {
            signs.remove(key);
            return Optional.empty();
        }
        var lease = api.client().leases().inNamespace(LEASES).withName(key.name()).get();
        var said = said(node, lease);
        var sign =
                signs.compute(
                        key,
                        (_, known) ->
                                known != null && known.said().equals(said)
                                        ? known
                                        : new Sign(said, api.now()));
        if (Duration.between(sign.noticed(), api.now()).compareTo(SILENCE) > 0) {
            giveUp(node);
        }
        var fresh = api.client().nodes().withName(key.name()).get();
        if (fresh != null) {
            taint(fresh);
        }
        return Optional.of(LOOK_AGAIN);
    }

    private static String said(Node node, Lease lease) {
        var renewed =
                lease == null || lease.getSpec() == null ? null : lease.getSpec().getRenewTime();
        var heartbeat = ready(node).map(NodeCondition::getLastHeartbeatTime).orElse("");
        return renewed + "/" + heartbeat;
    }

    private void giveUp(Node node) {
        var conditions = new ArrayList<NodeCondition>();
        var known =
                node.getStatus() == null
                        ? List.<NodeCondition>of()
                        : node.getStatus().getConditions();
        for (var condition : known) {
            conditions.add(
                    "Unknown".equals(condition.getStatus())
                            ? condition
                            : new NodeConditionBuilder(condition)
                                    .withStatus("Unknown")
                                    .withReason("NodeStatusUnknown")
                                    .withMessage("Kubelet stopped posting node status.")
                                    .withLastTransitionTime(api.timestamp())
                                    .build());
        }
        if (!conditions.equals(known)) {
            api.client()
                    .nodes()
                    .resource(
                            new NodeBuilder(node)
                                    .editStatus()
                                    .withConditions(conditions)
                                    .endStatus()
                                    .build())
                    .updateStatus();
            api.events()
                    .normal(
                            node,
                            "",
                            "NodeNotReady",
                            "Node "
                                    + node.getMetadata().getName()
                                    + " status is now: NodeNotReady");
        }
        api
                .client()
                .pods()
                .inAnyNamespace()
                .withField("spec.nodeName", node.getMetadata().getName())
                .list()
                .getItems()
                .stream()
                .filter(Pods::isReady)
                .forEach(this::markNotReady);
    }

    private void markNotReady(Pod pod) {
        var condition =
                new PodConditionBuilder(Pods.condition(pod, "Ready").orElseThrow())
                        .withStatus("False")
                        .withLastTransitionTime(api.timestamp())
                        .build();
        api.client()
                .pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .resource(
                        new PodBuilder(pod)
                                .editStatus()
                                .removeMatchingFromConditions(old -> "Ready".equals(old.getType()))
                                .addToConditions(condition)
                                .endStatus()
                                .build())
                .updateStatus();
        api.events().warning(pod, "", "NodeNotReady", "Node is not ready");
    }

    private void taint(Node node) {
        var status = ready(node).map(NodeCondition::getStatus).orElse("False");
        var key =
                switch (status) {
                    case "True" -> "";
                    case "Unknown" -> UNREACHABLE;
                    default -> NOT_READY;
                };
        var taints =
                new ArrayList<>(
                        node.getSpec() == null ? List.<Taint>of() : node.getSpec().getTaints());
        taints.removeIf(
                taint ->
                        List.of(UNREACHABLE, NOT_READY).contains(taint.getKey())
                                && !taint.getKey().equals(key));
        for (var effect : List.of("NoSchedule", "NoExecute")) {
            if (!key.isEmpty()
                    && taints.stream()
                            .noneMatch(
                                    taint ->
                                            taint.getKey().equals(key)
                                                    && taint.getEffect().equals(effect))) {
                taints.add(new Taint(effect, key, api.timestamp(), null));
            }
        }
        if (!Objects.equals(taints, node.getSpec().getTaints())) {
            api.client()
                    .resource(new NodeBuilder(node).editSpec().withTaints(taints).endSpec().build())
                    .update();
        }
    }

    private static Optional<NodeCondition> ready(Node node) {
        return node.getStatus() == null
                ? Optional.empty()
                : node.getStatus().getConditions().stream()
                        .filter(condition -> condition.getType().equals("Ready"))
                        .findFirst();
    }
}
