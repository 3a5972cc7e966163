package dev.aquifer.embeddedkubernetes.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Defaults of the kinds that make pods. */
final class WorkloadDefaults {
    private static final String ROLLING_UPDATE = "RollingUpdate";

    private WorkloadDefaults() {}

    static void deployment(ObjectNode spec) {
        Fields.number(spec, "replicas", 1);
        ObjectNode strategy = Fields.object(spec, "strategy");
        Fields.text(strategy, "type", ROLLING_UPDATE);
        if (strategy.path("type").asText().equals(ROLLING_UPDATE)) {
            ObjectNode rolling = Fields.object(strategy, "rollingUpdate");
            Fields.text(rolling, "maxUnavailable", "25%");
            Fields.text(rolling, "maxSurge", "25%");
        }
        Fields.number(spec, "revisionHistoryLimit", 10);
        Fields.number(spec, "progressDeadlineSeconds", 600);
        PodDefaults.template(spec.path("template"));
    }

    static void replicaSet(ObjectNode spec) {
        Fields.number(spec, "replicas", 1);
        PodDefaults.template(spec.path("template"));
    }

    static void daemonSet(ObjectNode spec) {
        ObjectNode strategy = Fields.object(spec, "updateStrategy");
        Fields.text(strategy, "type", ROLLING_UPDATE);
        if (strategy.path("type").asText().equals(ROLLING_UPDATE)) {
            ObjectNode rolling = Fields.object(strategy, "rollingUpdate");
            Fields.number(rolling, "maxUnavailable", 1);
            Fields.number(rolling, "maxSurge", 0);
        }
        Fields.number(spec, "revisionHistoryLimit", 10);
        PodDefaults.template(spec.path("template"));
    }

    static void statefulSet(ObjectNode spec) {
        Fields.text(spec, "podManagementPolicy", "OrderedReady");
        ObjectNode strategy = Fields.object(spec, "updateStrategy");
        if (strategy.path("type").asText("").isEmpty()) {
            strategy.put("type", ROLLING_UPDATE);
            Fields.object(strategy, "rollingUpdate");
        }
        if (strategy.get("rollingUpdate") instanceof ObjectNode rolling) {
            Fields.number(rolling, "partition", 0);
        }
        ObjectNode retention = Fields.object(spec, "persistentVolumeClaimRetentionPolicy");
        Fields.text(retention, "whenDeleted", "Retain");
        Fields.text(retention, "whenScaled", "Retain");
        Fields.number(spec, "replicas", 1);
        Fields.number(spec, "revisionHistoryLimit", 10);
        for (ObjectNode claim : Fields.items(spec.path("volumeClaimTemplates"))) {
            Fields.text(Fields.object(claim, "spec"), "volumeMode", "Filesystem");
            Fields.text(Fields.object(claim, "status"), "phase", "Pending");
            Fields.text(claim, "apiVersion", "v1");
            Fields.text(claim, "kind", "PersistentVolumeClaim");
        }
        PodDefaults.template(spec.path("template"));
    }

    static void job(ObjectNode object, ObjectNode spec) {
        jobSpec(spec);
        JsonNode labels = spec.path("template").path("metadata").path("labels");
        ObjectNode metadata = Fields.object(object, "metadata");
        if (!labels.isEmpty() && metadata.path("labels").isEmpty()) {
            metadata.set("labels", labels.deepCopy());
        }
    }

    private static void jobSpec(ObjectNode spec) {
        if (!spec.has("completions") && !spec.has("parallelism")) {
            spec.put("completions", 1);
        }
        Fields.number(spec, "parallelism", 1);
        Fields.number(
                spec, "backoffLimit", spec.has("backoffLimitPerIndex") ? Integer.MAX_VALUE : 6);
        Fields.text(spec, "completionMode", "NonIndexed");
        Fields.flag(spec, "suspend", false);
        Fields.text(
                spec,
                "podReplacementPolicy",
                spec.has("podFailurePolicy") ? "Failed" : "TerminatingOrFailed");
        Fields.flag(spec, "manualSelector", false);
        for (ObjectNode rule : Fields.items(spec.path("podFailurePolicy").path("rules"))) {
            Fields.items(rule.path("onPodConditions"))
                    .forEach(c -> Fields.text(c, "status", "True"));
        }
        PodDefaults.template(spec.path("template"));
    }

    static void cronJob(ObjectNode spec) {
        Fields.text(spec, "concurrencyPolicy", "Allow");
        Fields.flag(spec, "suspend", false);
        Fields.number(spec, "successfulJobsHistoryLimit", 3);
        Fields.number(spec, "failedJobsHistoryLimit", 1);
        PodDefaults.template(spec.path("jobTemplate").path("spec").path("template"));
    }
}
