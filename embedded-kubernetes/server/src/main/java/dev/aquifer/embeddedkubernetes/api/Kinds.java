package dev.aquifer.embeddedkubernetes.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.embeddedkubernetes.resources.Resources;
import dev.aquifer.embeddedkubernetes.resources.ServedResource;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Where kinds differ in how they are written. */
final class Kinds {
    /** What only the server says of an object. */
    static final List<String> SERVER_FIELDS =
            List.of(
                    "uid",
                    "resourceVersion",
                    "creationTimestamp",
                    "deletionTimestamp",
                    "deletionGracePeriodSeconds",
                    "generation",
                    "selfLink");

    private static final Set<String> WITH_GENERATION =
            Set.of(
                    "pods",
                    "deployments.apps",
                    "replicasets.apps",
                    "statefulsets.apps",
                    "jobs.batch",
                    "endpointslices.discovery.k8s.io",
                    "customresourcedefinitions.apiextensions.k8s.io");

    private static final Set<String> STATUS_AS_SENT = Set.of("nodes");

    private Kinds() {}

    static boolean hasGeneration(ServedResource resource) {
        return resource.custom().isPresent()
                || WITH_GENERATION.contains(resource.name().toString());
    }

    static boolean neverUpdatedUnconditionally(ServedResource resource) {
        return resource.custom().isPresent()
                || resource.name().equals(Resources.DEFINITIONS)
                || resource.name().toString().equals("leases.coordination.k8s.io");
    }

    /**
     * Metadata never does but a Deployment's annotations, status only of a custom resource without
     * a status subresource.
     */
    static boolean raisesGeneration(ServedResource resource, ObjectNode wanted, ObjectNode live) {
        if (resource.name().toString().equals("pods")) {
            return !wanted.path("spec").equals(live.path("spec"));
        }
        if (resource.name().toString().equals("deployments.apps")
                && !wanted.at("/metadata/annotations").equals(live.at("/metadata/annotations"))) {
            return true;
        }
        boolean statusCounts = resource.custom().isPresent() && !resource.has("status");
        return !content(wanted, statusCounts).equals(content(live, statusCounts));
    }

    private static ObjectNode content(ObjectNode object, boolean status) {
        ObjectNode content = object.objectNode();
        content.setAll(object);
        content.remove("metadata");
        if (!status) {
            content.remove("status");
        }
        return content;
    }

    static void onCreate(ServedResource resource, ObjectNode object, Instant now) {
        if (resource.has("status") && !STATUS_AS_SENT.contains(resource.name().toString())) {
            object.remove("status");
        }
        if (resource.custom().isEmpty()) {
            NewObjects.complete(resource, object, now);
        }
    }

    static void onUpdate(
            ServedResource resource, String subresource, ObjectNode wanted, ObjectNode live) {
        if (subresource.equals("status")) {
            statusOnly(resource, wanted, live);
        } else if (resource.has("status")) {
            take(wanted, live, "status");
        }
        if (resource.name().toString().equals("secrets")) {
            Secrets.encode(wanted);
        }
        if (resource.name().equals(Admission.NAMESPACES) && !subresource.equals("finalize")) {
            take(wanted, live, "spec");
        }
    }

    private static void statusOnly(ServedResource resource, ObjectNode wanted, ObjectNode live) {
        for (String field :
                List.copyOf(wanted.properties().stream().map(e -> e.getKey()).toList())) {
            if (!field.equals("status") && !field.equals("metadata")) {
                take(wanted, live, field);
            }
        }
        live.properties()
                .forEach(
                        field -> {
                            if (!field.getKey().equals("status")
                                    && !field.getKey().equals("metadata")) {
                                wanted.set(field.getKey(), field.getValue().deepCopy());
                            }
                        });
        if (resource.custom().isPresent()) {
            JsonNode managed = wanted.path("metadata").path("managedFields");
            wanted.set("metadata", live.path("metadata").deepCopy());
            if (!managed.isMissingNode()) {
                wanted.withObject("metadata").set("managedFields", managed);
            }
        } else {
            var meta = new Meta(wanted);
            meta.take(live, "ownerReferences");
            meta.take(live, "finalizers");
        }
    }

    private static void take(ObjectNode wanted, ObjectNode live, String field) {
        if (live.has(field)) {
            wanted.set(field, live.get(field).deepCopy());
        } else {
            wanted.remove(field);
        }
    }

    static void onDeletion(ServedResource resource, ObjectNode object, Instant now) {
        if (resource.name().equals(Admission.NAMESPACES)) {
            object.withObject("status").put("phase", "Terminating");
        } else if (resource.name().equals(Resources.DEFINITIONS)) {
            NewObjects.terminate(object, now);
        }
    }

    /**
     * A namespace and a definition go when their content is gone; everything else with its last
     * finalizer.
     */
    static boolean goesWithoutFinalizers(ServedResource resource, ObjectNode object) {
        return !resource.name().toString().equals("namespaces")
                || object.at("/spec/finalizers").isEmpty();
    }
}
