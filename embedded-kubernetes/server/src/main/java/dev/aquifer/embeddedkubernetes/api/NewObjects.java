package dev.aquifer.embeddedkubernetes.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.embeddedkubernetes.resources.CustomDefinition;
import dev.aquifer.embeddedkubernetes.resources.ServedResource;
import dev.aquifer.embeddedkubernetes.store.ObjectJson;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.stream.Stream;

/** What the server adds to new objects of built-in kinds. */
final class NewObjects {
    static final String DEFINITION_FINALIZER = "customresourcecleanup.apiextensions.k8s.io";

    private NewObjects() {}

    static void complete(ServedResource resource, ObjectNode object, Instant now) {
        switch (resource.name().toString()) {
            case "namespaces" -> namespace(object);
            case "pods" -> NewPods.complete(object);
            case "jobs.batch" -> job(object);
            case "persistentvolumeclaims" -> {
                object.putObject("status").put("phase", "Pending");
                finalizer(object, "kubernetes.io/pvc-protection");
            }
            case "persistentvolumes" -> {
                object.putObject("status")
                        .put("phase", "Pending")
                        .put("lastPhaseTransitionTime", Meta.time(now));
                finalizer(object, "kubernetes.io/pv-protection");
            }
            case "secrets" -> Secrets.encode(object);
            case "services" -> object.putObject("status").putObject("loadBalancer");
            case "deployments.apps" -> object.putObject("status");
            case "replicasets.apps" -> object.putObject("status").put("replicas", 0);
            case "statefulsets.apps" ->
                    object.putObject("status").put("replicas", 0).put("availableReplicas", 0);
            case "customresourcedefinitions.apiextensions.k8s.io" -> definition(object, now);
            default -> {
                // nothing to add
            }
        }
    }

    private static void namespace(ObjectNode object) {
        object.withObject("spec").putArray("finalizers").add("kubernetes");
        object.putObject("status").put("phase", "Active");
        object.withObject("metadata")
                .withObject("labels")
                .put("kubernetes.io/metadata.name", new Meta(object).name());
    }

    /** The selector that ties a job to its pods, unless the job brings its own. */
    private static void job(ObjectNode object) {
        object.putObject("status");
        ObjectNode spec = object.withObject("spec");
        if (spec.path("manualSelector").asBoolean(false)) {
            return;
        }
        var meta = new Meta(object);
        JsonNode own = object.at("/metadata/labels");
        boolean copied = own.isEmpty() || own.equals(spec.at("/template/metadata/labels"));
        ObjectNode labels = spec.withObject("template").withObject("metadata").withObject("labels");
        for (String prefix : new String[] {"", "batch.kubernetes.io/"}) {
            labels.put(prefix + "controller-uid", meta.text("uid"));
            labels.put(prefix + "job-name", meta.name());
        }
        if (copied) {
            object.withObject("metadata").set("labels", labels.deepCopy());
        }
        if (!spec.has("selector")) {
            spec.putObject("selector")
                    .putObject("matchLabels")
                    .put("batch.kubernetes.io/controller-uid", meta.text("uid"));
        }
    }

    private static void definition(ObjectNode object, Instant now) {
        finalizer(object, DEFINITION_FINALIZER);
        ObjectNode status = object.putObject("status");
        status.set("acceptedNames", names(object));
        ArrayNode conditions = status.putArray("conditions");
        conditions.add(condition("NamesAccepted", "NoConflicts", "no conflicts found", now));
        conditions.add(
                condition(
                        "Established",
                        "InitialNamesAccepted",
                        "the initial names have been accepted",
                        now));
        status.putArray("storedVersions").add(new CustomDefinition(object, 0).storageVersion());
    }

    private static void finalizer(ObjectNode object, String name) {
        var meta = new Meta(object);
        if (!meta.finalizers().contains(name)) {
            meta.finalizers(Stream.concat(meta.finalizers().stream(), Stream.of(name)).toList());
        }
    }

    /** Follows a changed definition in its status. */
    static void accept(ObjectNode wanted, ObjectNode live) {
        ObjectNode status = wanted.withObject("status");
        status.set("acceptedNames", names(wanted));
        var versions = new LinkedHashSet<String>();
        live.at("/status/storedVersions").forEach(version -> versions.add(version.asText()));
        versions.add(new CustomDefinition(wanted, 0).storageVersion());
        ArrayNode stored = status.putArray("storedVersions");
        versions.forEach(stored::add);
    }

    /** Says in a definition's status that its objects are being deleted. */
    static void terminate(ObjectNode object, Instant now) {
        ArrayNode conditions = object.withObject("status").withArray("conditions");
        for (var condition : conditions) {
            if (condition.path("type").asText().equals("Terminating")) {
                return;
            }
        }
        conditions.add(
                condition(
                        "Terminating",
                        "InstanceDeletionInProgress",
                        "CustomResource deletion is in progress",
                        now));
    }

    private static ObjectNode names(ObjectNode definition) {
        return definition.at("/spec/names") instanceof ObjectNode names
                ? names.deepCopy()
                : ObjectJson.object();
    }

    private static ObjectNode condition(String type, String reason, String message, Instant now) {
        return ObjectJson.object()
                .put("lastTransitionTime", Meta.time(now))
                .put("message", message)
                .put("reason", reason)
                .put("status", "True")
                .put("type", type);
    }
}
