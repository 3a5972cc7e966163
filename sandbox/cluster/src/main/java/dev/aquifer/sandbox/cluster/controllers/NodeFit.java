package dev.aquifer.sandbox.cluster.controllers;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Why a pod cannot run on a node; no reasons means that it can. */
final class NodeFit {
    private NodeFit() {}

    /** The reasons in a scheduler's words; {@code onNode} are the pods that have a place there. */
    static List<String> reasons(Pod pod, Node node, List<Pod> onNode) {
        var reasons = new ArrayList<String>();
        if (Boolean.TRUE.equals(node.getSpec().getUnschedulable())
                && !tolerates(pod, unschedulable())) {
            reasons.add("node(s) were unschedulable");
            return reasons;
        }
        var taint =
                node.getSpec().getTaints().stream()
                        .filter(candidate -> !"PreferNoSchedule".equals(candidate.getEffect()))
                        .filter(candidate -> !tolerates(pod, candidate))
                        .findFirst();
        if (taint.isPresent()) {
            var value = Objects.requireNonNullElse(taint.get().getValue(), "");
            reasons.add(
                    "node(s) had untolerated taint {%s: %s}"
                            .formatted(taint.get().getKey(), value));
            return reasons;
        }
        if (!selects(pod, node)) {
            reasons.add("node(s) didn't match Pod's node affinity/selector");
            return reasons;
        }
        var free = free(node, onNode);
        if (free.getOrDefault("pods", BigDecimal.ONE).signum() <= 0) {
            reasons.add("Too many pods");
        }
        new TreeMap<>(requests(pod))
                .forEach(
                        (name, amount) -> {
                            if (amount.signum() > 0
                                    && free.getOrDefault(name, BigDecimal.ZERO).compareTo(amount)
                                            < 0) {
                                reasons.add("Insufficient " + name);
                            }
                        });
        return reasons;
    }

    private static Taint unschedulable() {
        return new Taint("NoSchedule", "node.kubernetes.io/unschedulable", null, null);
    }

    private static Map<String, BigDecimal> free(Node node, List<Pod> onNode) {
        var free = new HashMap<String, BigDecimal>();
        var allocatable = node.getStatus() == null ? null : node.getStatus().getAllocatable();
        if (allocatable != null) {
            allocatable.forEach((name, amount) -> free.put(name, amount.getNumericalAmount()));
        }
        free.computeIfPresent(
                "pods", (name, amount) -> amount.subtract(BigDecimal.valueOf(onNode.size())));
        for (var pod : onNode) {
            requests(pod)
                    .forEach(
                            (name, amount) ->
                                    free.computeIfPresent(
                                            name, (_, left) -> left.subtract(amount)));
        }
        return free;
    }

    /** What a pod asks for: all containers together, or the greediest of those before them. */
    static Map<String, BigDecimal> requests(Pod pod) {
        var total = new HashMap<String, BigDecimal>();
        for (var container : pod.getSpec().getContainers()) {
            requests(container)
                    .forEach((name, amount) -> total.merge(name, amount, BigDecimal::add));
        }
        for (var container : pod.getSpec().getInitContainers()) {
            requests(container)
                    .forEach((name, amount) -> total.merge(name, amount, BigDecimal::max));
        }
        return total;
    }

    private static Map<String, BigDecimal> requests(Container container) {
        var all = new HashMap<String, BigDecimal>();
        var resources = container.getResources();
        if (resources != null) {
            // a limit without a request is a request
            put(all, resources.getLimits());
            put(all, resources.getRequests());
        }
        return all;
    }

    private static void put(Map<String, BigDecimal> all, @Nullable Map<String, Quantity> amounts) {
        if (amounts != null) {
            amounts.forEach((name, amount) -> all.put(name, amount.getNumericalAmount()));
        }
    }

    static boolean tolerates(Pod pod, Taint taint) {
        return pod.getSpec().getTolerations().stream()
                .anyMatch(toleration -> tolerates(toleration, taint));
    }

    private static boolean tolerates(Toleration toleration, Taint taint) {
        var effect = toleration.getEffect();
        if (effect != null && !effect.isEmpty() && !effect.equals(taint.getEffect())) {
            return false;
        }
        var key = toleration.getKey();
        var exists = "Exists".equals(toleration.getOperator());
        if (key == null || key.isEmpty()) {
            return exists;
        }
        return key.equals(taint.getKey())
                && (exists
                        || Objects.requireNonNullElse(toleration.getValue(), "")
                                .equals(Objects.requireNonNullElse(taint.getValue(), "")));
    }

    private static boolean selects(Pod pod, Node node) {
        var labels =
                Objects.requireNonNullElse(
                        node.getMetadata().getLabels(), Map.<String, String>of());
        var selector = pod.getSpec().getNodeSelector();
        if (selector != null && !labels.entrySet().containsAll(selector.entrySet())) {
            return false;
        }
        var affinity = pod.getSpec().getAffinity();
        var required =
                affinity == null || affinity.getNodeAffinity() == null
                        ? null
                        : affinity.getNodeAffinity()
                                .getRequiredDuringSchedulingIgnoredDuringExecution();
        return required == null
                || required.getNodeSelectorTerms().stream()
                        .anyMatch(term -> matches(term, node, labels));
    }

    private static boolean matches(NodeSelectorTerm term, Node node, Map<String, String> labels) {
        var fields = Map.of("metadata.name", node.getMetadata().getName());
        var empty = term.getMatchExpressions().isEmpty() && term.getMatchFields().isEmpty();
        return !empty
                && term.getMatchExpressions().stream()
                        .allMatch(requirement -> matches(requirement, labels))
                && term.getMatchFields().stream()
                        .allMatch(requirement -> matches(requirement, fields));
    }

    private static boolean matches(
            NodeSelectorRequirement requirement, Map<String, String> labels) {
        var value = labels.get(requirement.getKey());
        return switch (requirement.getOperator()) {
            case "In" -> value != null && requirement.getValues().contains(value);
            case "NotIn" -> value == null || !requirement.getValues().contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            case "Gt" -> compare(value, requirement) > 0;
            case "Lt" -> compare(value, requirement) < 0;
            default -> false;
        };
    }

    private static int compare(@Nullable String value, NodeSelectorRequirement requirement) {
        try {
            return value == null
                    ? 0
                    : Long.compare(
                            Long.parseLong(value),
                            Long.parseLong(requirement.getValues().getFirst()));
        } catch (NumberFormatException e) {
            return 0; // no number is neither greater nor less
        }
    }
}
