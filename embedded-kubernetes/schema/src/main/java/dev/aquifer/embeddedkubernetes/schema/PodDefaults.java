package dev.aquifer.embeddedkubernetes.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Defaults of pods, and of the pod specs inside of other kinds. */
final class PodDefaults {
    private static final int MODE_0644 = 420;

    private PodDefaults() {}

    static void pod(ObjectNode pod) {
        if (!(pod.get("spec") instanceof ObjectNode spec)) {
            return;
        }
        for (String list : List.of("containers", "initContainers")) {
            Fields.items(spec.path(list)).forEach(PodDefaults::requestsFromLimits);
        }
        Fields.flag(spec, "enableServiceLinks", true);
        template(pod);
        Fields.text(Fields.object(pod, "status"), "phase", "Pending");
    }

    private static void requestsFromLimits(ObjectNode container) {
        if (container.path("resources").get("limits") instanceof ObjectNode limits) {
            ObjectNode requests = Fields.object(Fields.object(container, "resources"), "requests");
            limits.properties()
                    .forEach(
                            limit -> {
                                if (!requests.has(limit.getKey())) {
                                    requests.set(limit.getKey(), limit.getValue());
                                }
                            });
        }
    }

    /** A pod template, or a pod: what has a pod spec. */
    static void template(JsonNode template) {
        if (!(template.get("spec") instanceof ObjectNode spec)) {
            return;
        }
        Fields.text(spec, "dnsPolicy", "ClusterFirst");
        Fields.text(spec, "restartPolicy", "Always");
        Fields.object(spec, "securityContext");
        Fields.number(spec, "terminationGracePeriodSeconds", 30);
        Fields.text(spec, "schedulerName", "default-scheduler");
        if (spec.has("serviceAccountName") && !spec.has("serviceAccount")) {
            spec.set("serviceAccount", spec.get("serviceAccountName"));
        }
        for (String list : List.of("initContainers", "containers", "ephemeralContainers")) {
            Fields.items(spec.path(list))
                    .forEach(c -> container(c, spec.path("hostNetwork").asBoolean()));
        }
        Fields.items(spec.path("volumes")).forEach(PodDefaults::volume);
    }

    private static void container(ObjectNode container, boolean hostNetwork) {
        String image = container.path("image").asText("");
        boolean pinned =
                image.contains("@") || image.substring(image.lastIndexOf('/') + 1).contains(":");
        boolean latest = image.endsWith(":latest") || !pinned;
        Fields.text(container, "imagePullPolicy", latest ? "Always" : "IfNotPresent");
        Fields.text(container, "terminationMessagePath", "/dev/termination-log");
        Fields.text(container, "terminationMessagePolicy", "File");
        for (ObjectNode port : Fields.items(container.path("ports"))) {
            Fields.text(port, "protocol", "TCP");
            if (hostNetwork && port.has("containerPort")) {
                Fields.positive(port, "hostPort", port.path("containerPort").asInt());
            }
        }
        for (String probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
            if (container.get(probe) instanceof ObjectNode set) {
                probe(set);
            }
        }
        for (String hook : List.of("postStart", "preStop")) {
            httpGet(container.path("lifecycle").path(hook));
        }
        Fields.items(container.path("env")).forEach(e -> fieldRef(e.path("valueFrom")));
    }

    private static void probe(ObjectNode probe) {
        Fields.positive(probe, "timeoutSeconds", 1);
        Fields.positive(probe, "periodSeconds", 10);
        Fields.positive(probe, "successThreshold", 1);
        Fields.positive(probe, "failureThreshold", 3);
        httpGet(probe);
        if (probe.get("grpc") instanceof ObjectNode grpc && !grpc.has("service")) {
            grpc.put("service", "");
        }
    }

    private static void httpGet(JsonNode holder) {
        if (holder.get("httpGet") instanceof ObjectNode get) {
            Fields.text(get, "path", "/");
            Fields.text(get, "scheme", "HTTP");
        }
    }

    private static void fieldRef(JsonNode holder) {
        if (holder.get("fieldRef") instanceof ObjectNode reference) {
            Fields.text(reference, "apiVersion", "v1");
        }
    }

    private static void volume(ObjectNode volume) {
        if (volume.size() <= 1) {
            volume.putObject("emptyDir");
        }
        for (String source : List.of("secret", "configMap", "downwardAPI", "projected")) {
            if (volume.get(source) instanceof ObjectNode set) {
                Fields.number(set, "defaultMode", MODE_0644);
                Fields.items(set.path("items")).forEach(PodDefaults::fieldRef);
                Fields.items(set.path("sources")).forEach(PodDefaults::projection);
            }
        }
        if (volume.get("hostPath") instanceof ObjectNode path && !path.has("type")) {
            path.put("type", "");
        }
        if (volume.path("ephemeral").path("volumeClaimTemplate").get("spec")
                instanceof ObjectNode claim) {
            Fields.text(claim, "volumeMode", "Filesystem");
        }
    }

    private static void projection(ObjectNode source) {
        Fields.items(source.path("downwardAPI").path("items")).forEach(PodDefaults::fieldRef);
        if (source.get("serviceAccountToken") instanceof ObjectNode token) {
            Fields.number(token, "expirationSeconds", 3600);
        }
    }
}
