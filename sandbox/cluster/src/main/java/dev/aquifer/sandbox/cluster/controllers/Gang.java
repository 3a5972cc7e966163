package dev.aquifer.sandbox.cluster.controllers;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;

/** What a LeaderWorkerSet wants, read once. */
record Gang(GenericKubernetesResource object, JsonNode spec, String revision, Api api) {
    static Gang of(GenericKubernetesResource object, Api api) {
        JsonNode tree =
                api.client()
                        .getKubernetesSerialization()
                        .convertValue(object.getAdditionalProperties(), JsonNode.class);
        var spec = tree.path("spec");
        return new Gang(object, spec, Revisions.of(spec.path("leaderWorkerTemplate")), api);
    }

    String name() {
        return object.getMetadata().getName();
    }

    String namespace() {
        return object.getMetadata().getNamespace();
    }

    int replicas() {
        return spec.path("replicas").asInt(1);
    }

    int size() {
        return spec.path("leaderWorkerTemplate").path("size").asInt(1);
    }

    boolean workersWaitForLeader() {
        return spec.path("startupPolicy").asText().equals("LeaderReady");
    }

    boolean recreates() {
        var policy = spec.path("leaderWorkerTemplate").path("restartPolicy").asText();
        return policy.isEmpty() || policy.startsWith("RecreateGroup");
    }

    /** The pod template of leaders or workers. */
    PodTemplateSpec template(boolean leader) {
        var both = spec.path("leaderWorkerTemplate");
        var template =
                leader && both.has("leaderTemplate")
                        ? both.path("leaderTemplate")
                        : both.path("workerTemplate");
        return api.client()
                .getKubernetesSerialization()
                .convertValue(template, PodTemplateSpec.class);
    }
}
