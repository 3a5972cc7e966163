package dev.aquifer.sandbox.cluster.controllers;

import dev.aquifer.sandbox.cluster.Events;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** The cluster as controllers use it: read now, create once, delete the very one. */
record Api(KubernetesClient client, Events events, Clock clock) {
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;

    Instant now() {
        return clock.instant();
    }

    /** Now, as precise as the API keeps times. */
    String timestamp() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    List<Pod> podsOf(HasMetadata owner) {
        return client
                .pods()
                .inNamespace(owner.getMetadata().getNamespace())
                .list()
                .getItems()
                .stream()
                .filter(pod -> Owners.owns(owner, pod))
                .toList();
    }

    /** Creates an object; false if one of that name is there already. */
    boolean create(HasMetadata object) {
        try {
            client.resource(object).create();
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == CONFLICT) {
                return false;
            }
            throw e;
        }
    }

    /** Creates a pod for an owner and says so; a refusal is told and thrown on. */
    boolean createPod(HasMetadata owner, Pod pod) {
        try {
            var created = client.resource(pod).create();
            events.normal(
                    owner,
                    "",
                    "SuccessfulCreate",
                    "Created pod: " + created.getMetadata().getName());
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == CONFLICT) {
                return false;
            }
            events.warning(
                    owner, "", "FailedCreate", "Error creating: " + e.getStatus().getMessage());
            throw e;
        }
    }

    /** Asks for a deletion of exactly this object, with what it owns in its wake. */
    void delete(HasMetadata object) {
        delete(object, Map.of("propagationPolicy", "Background"));
    }

    /** Removes a pod that no node will ever end. */
    void removePod(Pod pod) {
        delete(pod, Map.of("gracePeriodSeconds", 0));
    }

    private void delete(HasMetadata object, Map<String, Object> options) {
        var metadata = object.getMetadata();
        var body = new java.util.HashMap<>(options);
        body.put("preconditions", Map.of("uid", metadata.getUid()));
        try {
            client.raw(path(object), "DELETE", body);
        } catch (KubernetesClientException e) {
            if (e.getCode() != NOT_FOUND && e.getCode() != CONFLICT) {
                throw e;
            }
        }
    }

    private static String path(HasMetadata object) {
        var group = object.getApiVersion().contains("/") ? "/apis/" : "/api/";
        var namespace = object.getMetadata().getNamespace();
        return group
                + object.getApiVersion()
                + (namespace == null ? "/" : "/namespaces/" + namespace + '/')
                + object.getPlural()
                + '/'
                + object.getMetadata().getName();
    }
}
