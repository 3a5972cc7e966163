package dev.aquifer.deployment.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import dev.aquifer.deployment.domain.Demand;
import dev.aquifer.events.CacheEvent.CacheUseGranted;
import dev.aquifer.events.Subject;
import dev.aquifer.events.spec.Workers;
import dev.aquifer.events.spec.Workers.Container;
import dev.aquifer.events.wire.EventCodec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Renders a replica: a Deployment when a worker is one pod, a LeaderWorkerSet when it is several.
 * Called once for a revision and a grant; the result is stored and never rendered again.
 */
public final class GangManifests {
    private static final String ENGINE = "engine";
    private static final String VOLUME = "model";
    private static final String REPLICA = "modelplane.ai/replica";

    private final Subject deployment;
    private final String replica;
    private final Workers workers;
    private final Optional<CacheUseGranted> grant;

    private GangManifests(
            Subject deployment, String replica, Workers workers, Optional<CacheUseGranted> grant) {
        this.deployment = deployment;
        this.replica = replica;
        this.workers = workers;
        this.grant = grant;
    }

    /**
     * The objects of a replica.
     *
     * @param workers of a revision, in the current dialect, with nothing left to defaults
     * @param grant of the cache to mount, if there is one
     */
    public static List<JsonNode> render(
            Subject deployment, String replica, Workers workers, Optional<CacheUseGranted> grant) {
        var manifests = new GangManifests(deployment, replica, workers, grant);
        return List.of(
                EventCodec.JSON.valueToTree(
                        workers.topology().pods() == 1
                                ? manifests.deployment()
                                : manifests.leaderWorkerSet()));
    }

    private Map<String, Object> deployment() {
        var selector = Map.of(REPLICA, replica);
        return object(
                "apps/v1",
                "Deployment",
                Map.of(
                        "replicas",
                        Demand.of(workers).workers(),
                        "selector",
                        Map.of("matchLabels", selector),
                        // GPUs are counted: a second pod beside the first would find none free.
                        "strategy",
                        Map.of("type", "Recreate"),
                        "template",
                        template(true)));
    }

    private Map<String, Object> leaderWorkerSet() {
        return object(
                "leaderworkerset.x-k8s.io/v1",
                "LeaderWorkerSet",
                Map.of(
                        "replicas",
                        Demand.of(workers).workers(),
                        "startupPolicy",
                        "LeaderCreated",
                        "leaderWorkerTemplate",
                        Map.of(
                                "size",
                                workers.topology().pods(),
                                "restartPolicy",
                                "RecreateGroupOnPodRestart",
                                "leaderTemplate",
                                template(true),
                                "workerTemplate",
                                template(false))));
    }

    private Map<String, Object> object(String apiVersion, String kind, Map<String, Object> spec) {
        return Map.of(
                "apiVersion",
                apiVersion,
                "kind",
                kind,
                "metadata",
                Map.of(
                        "name",
                        replica,
                        "namespace",
                        deployment.resource().namespace(),
                        "labels",
                        labels()),
                "spec",
                spec);
    }

    private Map<String, String> labels() {
        return Map.of(
                "modelplane.ai/uid",
                deployment.admittedUid().value(),
                "modelplane.ai/kind",
                deployment.resource().kind(),
                "modelplane.ai/name",
                deployment.resource().name(),
                REPLICA,
                replica,
                "app.kubernetes.io/managed-by",
                "aquifer");
    }

    private Map<String, Object> template(boolean leads) {
        var template = Objects.requireNonNull(workers.template());
        var labels = new LinkedHashMap<String, String>();
        var annotations = new LinkedHashMap<String, String>();
        if (template.metadata() != null) {
            labels.putAll(Objects.requireNonNullElse(template.metadata().labels(), Map.of()));
            annotations.putAll(
                    Objects.requireNonNullElse(template.metadata().annotations(), Map.of()));
        }
        labels.putAll(labels());
        var spec = new LinkedHashMap<String, Object>();
        spec.put("automountServiceAccountToken", false);
        spec.put(
                "containers",
                template.spec().containers().stream()
                        .map(c -> c.name().equals(ENGINE) ? engine(c, leads) : plain(c))
                        .toList());
        if (template.spec().imagePullSecrets() != null) {
            spec.put(
                    "imagePullSecrets",
                    template.spec().imagePullSecrets().stream()
                            .map(s -> Map.of("name", s.name()))
                            .toList());
        }
        grant.ifPresent(
                use ->
                        spec.put(
                                "volumes",
                                List.of(
                                        Map.of(
                                                "name",
                                                VOLUME,
                                                "persistentVolumeClaim",
                                                Map.of("claimName", use.claim())))));
        // Empty annotations would be left out by whoever writes the object back, and look edited.
        var metadata =
                annotations.isEmpty()
                        ? Map.of("labels", labels)
                        : Map.of("labels", labels, "annotations", annotations);
        return Map.of("metadata", metadata, "spec", spec);
    }

    private Map<String, Object> plain(Container container) {
        var map = new LinkedHashMap<String, Object>();
        map.put("name", container.name());
        map.put("image", container.image());
        if (container.command() != null) {
            map.put("command", container.command());
        }
        if (container.args() != null) {
            map.put("args", container.args());
        }
        if (container.env() != null) {
            map.put("env", container.env());
        }
        return map;
    }

    private Map<String, Object> engine(Container container, boolean leads) {
        var map = plain(container);
        map.put("args", args(container));
        map.put(
                "resources",
                Map.of(
                        "limits",
                        Map.of("nvidia.com/gpu", Integer.toString(workers.topology().tensor()))));
        if (leads) {
            int port = port(workers);
            map.put(
                    "ports",
                    List.of(Map.of("name", "http", "containerPort", port, "protocol", "TCP")));
            map.put("readinessProbe", probe(port));
        }
        grant.ifPresent(use -> map.put("volumeMounts", List.of(mount(use))));
        return map;
    }

    private static Map<String, Object> mount(CacheUseGranted use) {
        var mount = new LinkedHashMap<String, Object>();
        mount.put("name", VOLUME);
        mount.put("mountPath", use.mountPath());
        mount.put("readOnly", true);
        if (!use.subPath().isEmpty()) {
            mount.put("subPath", use.subPath());
        }
        return mount;
    }

    /** Whether objects that were rendered, by whichever release, mount what the grant says. */
    public static boolean mounts(List<JsonNode> objects, CacheUseGranted use) {
        return has(objects, "claimName", use.claim())
                && objects.stream()
                        .flatMap(object -> object.findParents("mountPath").stream())
                        .anyMatch(
                                mount ->
                                        text(mount, "mountPath").equals(use.mountPath())
                                                && text(mount, "subPath").equals(use.subPath()));
    }

    private static boolean has(List<JsonNode> objects, String field, String value) {
        return objects.stream()
                .flatMap(object -> object.findValues(field).stream())
                .anyMatch(found -> found.asText().equals(value));
    }

    private static String text(JsonNode object, String field) {
        return object.path(field).asText("");
    }

    private Map<String, Object> probe(int port) {
        var path = Objects.requireNonNull(serving(workers).healthPath());
        return Map.of(
                "httpGet",
                Map.of("path", path, "port", port),
                "periodSeconds",
                1,
                "timeoutSeconds",
                2,
                "failureThreshold",
                3);
    }

    /** Where the engine of these workers listens. */
    public static int port(Workers workers) {
        return Objects.requireNonNull(serving(workers).port());
    }

    private static Workers.Serving serving(Workers workers) {
        return Objects.requireNonNull(workers.serving());
    }

    /**
     * With a cache the engine loads what was staged, and nothing else: a model named by the user is
     * taken out. A command of the user's own is left alone.
     */
    private List<String> args(Container container) {
        var given = Objects.requireNonNullElse(container.args(), List.<String>of());
        if (grant.isEmpty() || container.command() != null) {
            return given;
        }
        var args = new ArrayList<String>();
        for (int i = 0; i < given.size(); i++) {
            if (given.get(i).equals("--model")) {
                i++;
            } else if (!given.get(i).startsWith("--model=")) {
                args.add(given.get(i));
            }
        }
        args.add("--model=" + grant.get().mountPath());
        return args;
    }
}
