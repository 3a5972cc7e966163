package dev.aquifer.sandbox.cluster.controllers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Objects;

/** What a LeaderWorkerSet says of itself. */
final class GangReport {
    private final Api api;
    private final Gang gang;

    GangReport(Api api, Gang gang) {
        this.api = api;
        this.gang = gang;
    }

    void write(StatefulSet leaders, List<Pod> pods, List<StatefulSet> sets) {
        var groups = pods.stream().filter(GangPods::isLeader).toList();
        var ready = groups.stream().filter(leader -> isReady(leader, sets)).toList();
        var updated = groups.stream().filter(this::isUpdated).count();
        var allUpdated = updated == gang.replicas() && groups.size() == gang.replicas();
        var behind =
                groups.stream()
                        .anyMatch(
                                leader ->
                                        !gang.revision()
                                                .equals(GangPods.label(leader, GangPods.TEMPLATE)));
        var allReady = allUpdated && ready.size() == gang.replicas();
        JsonNode tree =
                api.client()
                        .getKubernetesSerialization()
                        .convertValue(gang.object().getAdditionalProperties(), JsonNode.class);
        var known = tree.path("status");
        var status = JsonNodeFactory.instance.objectNode();
        status.set("conditions", conditions(known.path("conditions"), allReady, behind));
        status.put("replicas", groups.size());
        status.put("readyReplicas", ready.size());
        status.put("updatedReplicas", updated);
        status.put("observedGeneration", gang.object().getMetadata().getGeneration());
        status.put(
                "hpaPodSelector",
                GangPods.NAME
                        + '='
                        + leaders.getMetadata().getName()
                        + ','
                        + GangPods.WORKER_INDEX
                        + "=0");
        if (!Revisions.same(status, known)) {
            var patch = JsonNodeFactory.instance.objectNode();
            patch.putObject("metadata").put("uid", gang.object().getMetadata().getUid());
            patch.set("status", status);
            api.client()
                    .genericKubernetesResources(GangReconciler.KIND)
                    .inNamespace(gang.namespace())
                    .withName(gang.name())
                    .subresource("status")
                    .patch(PatchContext.of(PatchType.JSON_MERGE), patch.toString());
        }
    }

    private boolean isReady(Pod leader, List<StatefulSet> sets) {
        if (!Pods.isReady(leader) || Pods.isDeleting(leader)) {
            return false;
        }
        return gang.size() < 2
                || sets.stream()
                        .filter(set -> Owners.owns(leader, set))
                        .map(StatefulSet::getStatus)
                        .filter(Objects::nonNull)
                        .anyMatch(
                                status ->
                                        Objects.requireNonNullElse(status.getReadyReplicas(), 0)
                                                >= gang.size() - 1);
    }

    private boolean isUpdated(Pod leader) {
        return gang.revision().equals(GangPods.label(leader, GangPods.TEMPLATE))
                && !Pods.isDeleting(leader);
    }

    private ArrayNode conditions(JsonNode known, boolean allReady, boolean behind) {
        var goesOn = isTrue(known, "UpdateInProgress") && !allReady;
        var updating = behind || goesOn;
        var conditions = JsonNodeFactory.instance.arrayNode();
        conditions.add(
                condition(
                        known,
                        "Progressing",
                        !allReady,
                        "GroupsProgressing",
                        "Replicas are progressing"));
        conditions.add(
                condition(
                        known,
                        "Available",
                        allReady,
                        allReady ? "AllGroupsReady" : "GroupsProgressing",
                        allReady ? "All replicas are ready" : "Not all replicas are ready"));
        if (updating || has(known, "UpdateInProgress")) {
            conditions.add(
                    condition(
                            known,
                            "UpdateInProgress",
                            updating,
                            "GroupsUpdating",
                            "Rolling Upgrade is in progress"));
        }
        return conditions;
    }

    private ObjectNode condition(
            JsonNode known, String type, boolean holds, String reason, String message) {
        var status = holds ? "True" : "False";
        var since = api.timestamp();
        for (var before : known) {
            if (before.path("type").asText().equals(type)
                    && before.path("status").asText().equals(status)) {
                since = before.path("lastTransitionTime").asText();
            }
        }
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", type)
                .put("status", status)
                .put("reason", reason)
                .put("message", message)
                .put("lastTransitionTime", since)
                .put("observedGeneration", gang.object().getMetadata().getGeneration());
    }

    private static boolean has(JsonNode known, String type) {
        for (var condition : known) {
            if (condition.path("type").asText().equals(type)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isTrue(JsonNode known, String type) {
        for (var condition : known) {
            if (condition.path("type").asText().equals(type)) {
                return condition.path("status").asText().equals("True");
            }
        }
        return false;
    }
}
