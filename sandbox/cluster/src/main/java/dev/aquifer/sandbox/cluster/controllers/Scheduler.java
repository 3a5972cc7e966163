package dev.aquifer.sandbox.cluster.controllers;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Gives each pod a node: one pass over all that wait, whenever something changed that may help. */
final class Scheduler implements Reconciler {
    /** There is one thing to do: a pass. */
    static final ObjectKey PASS = new ObjectKey("", "pass");

    private static final String NAME = "default-scheduler";
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);

    private final Api api;

    Scheduler(Api api) {
        this.api = api;
    }

    @Override
    public Optional<Duration> reconcile(ObjectKey pass) {
        var pods = api.client().pods().inAnyNamespace().list().getItems();
        var waiting =
                pods.stream()
                        .filter(Scheduler::waits)
                        .sorted(
                                Comparator.comparing(
                                                (Pod pod) ->
                                                        pod.getMetadata().getCreationTimestamp())
                                        .thenComparing(pod -> pod.getMetadata().getName()))
                        .toList();
        if (waiting.isEmpty()) {
            return Optional.empty();
        }
        var nodes = api.client().nodes().list().getItems();
        var placed =
                new ArrayList<>(
                        pods.stream()
                                .filter(
                                        pod ->
                                                pod.getSpec().getNodeName() != null
                                                        && !Pods.isOver(pod))
                                .toList());
        for (var pod : waiting) {
            place(pod, nodes, placed);
        }
        return Optional.of(LOOK_AGAIN);
    }

    static boolean waits(Pod pod) {
        return pod.getSpec().getNodeName() == null
                && Pods.isActive(pod)
                && NAME.equals(Objects.requireNonNullElse(pod.getSpec().getSchedulerName(), NAME))
                && pod.getSpec().getSchedulingGates().isEmpty();
    }

    private void place(Pod pod, List<Node> nodes, List<Pod> placed) {
        var claims = new ArrayList<PersistentVolumeClaim>();
        var obstacle = claimObstacle(pod, claims);
        if (obstacle.isPresent() || nodes.isEmpty()) {
            refuse(
                    pod,
                    nodes.isEmpty()
                            ? "no nodes available to schedule pods"
                            : "0/%d nodes are available: %s"
                                    .formatted(nodes.size(), obstacle.orElseThrow()));
            return;
        }
        var reasons = new TreeMap<String, Integer>();
        var fitting = new ArrayList<Node>();
        for (var node : nodes) {
            var why = NodeFit.reasons(pod, node, on(node, placed));
            why.forEach(reason -> reasons.merge(reason, 1, Integer::sum));
            if (why.isEmpty()) {
                fitting.add(node);
            }
        }
        var best = fitting.stream().min(preference(pod, placed)).orElse(null);
        if (best == null) {
            refuse(pod, "0/%d nodes are available: %s.".formatted(nodes.size(), words(reasons)));
            return;
        }
        var name = best.getMetadata().getName();
        if (!selectNode(claims, name) && bind(pod, name)) {
            placed.add(new PodBuilder(pod).editSpec().withNodeName(name).endSpec().build());
        }
    }

    /** A gang is spread over nodes; else the emptiest node is taken. */
    private static Comparator<Node> preference(Pod pod, List<Pod> placed) {
        var gang = GangPods.label(pod, GangPods.NAME);
        return Comparator.comparing(
                        (Node node) ->
                                on(node, placed).stream()
                                        .filter(
                                                other ->
                                                        gang != null
                                                                && gang.equals(
                                                                        GangPods.label(
                                                                                other,
                                                                                GangPods.NAME)))
                                        .count())
                .thenComparing(node -> on(node, placed).size())
                .thenComparing(node -> node.getMetadata().getName());
    }

    private static List<Pod> on(Node node, List<Pod> placed) {
        return placed.stream()
                .filter(pod -> pod.getSpec().getNodeName().equals(node.getMetadata().getName()))
                .toList();
    }

    private static String words(Map<String, Integer> reasons) {
        return reasons.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .sorted()
                .collect(Collectors.joining(", "));
    }

    /**
     * What keeps a pod from any node; claims that wait for its node are put into {@code waiting}.
     */
    private Optional<String> claimObstacle(Pod pod, List<PersistentVolumeClaim> waiting) {
        for (var volume : pod.getSpec().getVolumes()) {
            var source = volume.getPersistentVolumeClaim();
            if (source == null) {
                continue;
            }
            var claim =
                    api.client()
                            .persistentVolumeClaims()
                            .inNamespace(pod.getMetadata().getNamespace())
                            .withName(source.getClaimName())
                            .get();
            if (claim == null) {
                return Optional.of(
                        "persistentvolumeclaim \"" + source.getClaimName() + "\" not found");
            }
            if (Pods.isDeleting(claim)) {
                return Optional.of(
                        "persistentvolumeclaim \"" + source.getClaimName() + "\" is being deleted");
            }
            if (claim.getStatus() == null || !"Bound".equals(claim.getStatus().getPhase())) {
                if (!waitsForPod(claim)) {
                    return Optional.of("pod has unbound immediate PersistentVolumeClaims");
                }
                waiting.add(claim);
            }
        }
        return Optional.empty();
    }

    private boolean waitsForPod(PersistentVolumeClaim claim) {
        var name = claim.getSpec().getStorageClassName();
        var storageClass =
                name == null || name.isEmpty()
                        ? null
                        : api.client().storage().v1().storageClasses().withName(name).get();
        return storageClass != null
                && "WaitForFirstConsumer".equals(storageClass.getVolumeBindingMode());
    }

    /**
     * Tells claims which node was chosen; true if they have to be bound before the pod can go
     * there.
     */
    private boolean selectNode(List<PersistentVolumeClaim> claims, String node) {
        for (var claim : claims) {
            var annotations = claim.getMetadata().getAnnotations();
            if (annotations == null || !annotations.containsKey(VolumeBinder.SELECTED_NODE)) {
                api.client()
                        .resource(
                                new PersistentVolumeClaimBuilder(claim)
                                        .editMetadata()
                                        .addToAnnotations(VolumeBinder.SELECTED_NODE, node)
                                        .endMetadata()
                                        .build())
                        .update();
            }
        }
        return !claims.isEmpty();
    }

    private boolean bind(Pod pod, String node) {
        var metadata = pod.getMetadata();
        var binding = new HashMap<String, Object>();
        binding.put("apiVersion", "v1");
        binding.put("kind", "Binding");
        binding.put("metadata", Map.of("name", metadata.getName(), "uid", metadata.getUid()));
        binding.put("target", Map.of("apiVersion", "v1", "kind", "Node", "name", node));
        try {
            api.client()
                    .raw(
                            "/api/v1/namespaces/"
                                    + metadata.getNamespace()
                                    + "/pods/"
                                    + metadata.getName()
                                    + "/binding",
                            "POST",
                            binding);
        } catch (KubernetesClientException e) {
            if (e.getCode() == 404 || e.getCode() == 409) {
                return false; // gone, or bound meanwhile
            }
            throw e;
        }
        api.events()
                .normal(
                        pod,
                        "",
                        "Scheduled",
                        "Successfully assigned %s/%s to %s"
                                .formatted(metadata.getNamespace(), metadata.getName(), node));
        return true;
    }

    private void refuse(Pod pod, String message) {
        var known = Pods.condition(pod, "PodScheduled").orElse(null);
        if (known != null
                && "False".equals(known.getStatus())
                && message.equals(known.getMessage())) {
            return;
        }
        api.events().warning(pod, "", "FailedScheduling", message);
        var condition =
                new PodConditionBuilder()
                        .withType("PodScheduled")
                        .withStatus("False")
                        .withReason("Unschedulable")
                        .withMessage(message)
                        .withLastTransitionTime(
                                known != null && "False".equals(known.getStatus())
                                        ? known.getLastTransitionTime()
                                        : api.timestamp())
                        .build();
        api.client()
                .pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .resource(
                        new PodBuilder(pod)
                                .editOrNewStatus()
                                .removeMatchingFromConditions(
                                        old -> "PodScheduled".equals(old.getType()))
                                .addToConditions(condition)
                                .endStatus()
                                .build())
                .updateStatus();
    }
}
