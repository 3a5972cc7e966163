package dev.aquifer.embeddedkubernetes.tables;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * What {@code kubectl get pods} says of a pod: the rules of a real API server, which look through
 * phase, conditions and containers.
 */
final class PodSummary {
    private final JsonNode pod;
    private final Set<String> sidecars = new HashSet<>();
    private final int containers;
    private String status;
    private int ready;
    private int restarts;
    private String lastRestart = "";

    private PodSummary(JsonNode pod) {
        this.pod = pod;
        pod.at("/spec/initContainers")
                .valueStream()
                .filter(container -> container.path("restartPolicy").asText("").equals("Always"))
                .forEach(container -> sidecars.add(container.path("name").asText()));
        this.containers = pod.at("/spec/containers").size() + sidecars.size();
        String reason = pod.at("/status/reason").asText("");
        this.status = reason.isEmpty() ? pod.at("/status/phase").asText("") : reason;
    }

    static PodSummary of(JsonNode pod) {
        var summary = new PodSummary(pod);
        summary.look();
        return summary;
    }

    String readiness() {
        return ready + "/" + containers;
    }

    String status() {
        return status;
    }

    String restarts(Instant now) {
        return restarts == 0 || lastRestart.isEmpty()
                ? Integer.toString(restarts)
                : "%d (%s ago)".formatted(restarts, HumanDuration.since(lastRestart, now));
    }

    private void look() {
        if (Conditions.find(pod, "PodScheduled")
                .path("reason")
                .asText("")
                .equals("SchedulingGated")) {
            status = "SchedulingGated";
        }
        boolean initializing = lookAtInitContainers();
        if (!initializing || Conditions.isTrue(pod, "Initialized")) {
            lookAtContainers();
        }
        String phase = pod.at("/status/phase").asText("");
        if (pod.at("/metadata").hasNonNull("deletionTimestamp")) {
            if (pod.at("/status/reason").asText("").equals("NodeLost")) {
                status = "Unknown";
            } else if (!phase.equals("Succeeded") && !phase.equals("Failed")) {
                status = "Terminating";
            }
        }
    }

    private boolean lookAtInitContainers() {
        JsonNode statuses = pod.at("/status/initContainerStatuses");
        for (int i = 0; i < statuses.size(); i++) {
            JsonNode container = statuses.get(i);
            count(container);
            boolean sidecar = sidecars.contains(container.path("name").asText());
            JsonNode terminated = container.at("/state/terminated");
            if (!terminated.isMissingNode() && terminated.path("exitCode").asInt() == 0) {
                continue;
            }
            if (sidecar && container.path("started").asBoolean(false)) {
                ready += container.path("ready").asBoolean(false) ? 1 : 0;
                continue;
            }
            String waiting = container.at("/state/waiting/reason").asText("");
            if (!terminated.isMissingNode()) {
                status = "Init:" + ending(terminated);
            } else if (!waiting.isEmpty() && !waiting.equals("PodInitializing")) {
                status = "Init:" + waiting;
            } else {
                status = "Init:%d/%d".formatted(i, pod.at("/spec/initContainers").size());
            }
            return true;
        }
        return false;
    }

    private void lookAtContainers() {
        restarts = 0;
        for (JsonNode container : pod.at("/status/initContainerStatuses")) {
            if (sidecars.contains(container.path("name").asText())) {
                count(container);
            }
        }
        boolean running = false;
        JsonNode statuses = pod.at("/status/containerStatuses");
        for (int i = statuses.size() - 1; i >= 0; i--) {
            JsonNode container = statuses.get(i);
            count(container);
            String waiting = container.at("/state/waiting/reason").asText("");
            JsonNode terminated = container.at("/state/terminated");
            if (!waiting.isEmpty()) {
                status = waiting;
            } else if (!terminated.isMissingNode()) {
                status = ending(terminated);
            } else if (container.path("ready").asBoolean(false)
                    && container.path("state").has("running")) {
                running = true;
                ready++;
            }
        }
        if (status.equals("Completed") && running) {
            status = Conditions.isTrue(pod, "Ready") ? "Running" : "NotReady";
        }
    }

    private void count(JsonNode container) {
        restarts += container.path("restartCount").asInt(0);
        String finished = container.at("/lastState/terminated/finishedAt").asText("");
        if (finished.compareTo(lastRestart) > 0) {
            lastRestart = finished;
        }
    }

    private static String ending(JsonNode terminated) {
        String reason = terminated.path("reason").asText("");
        if (!reason.isEmpty()) {
            return reason;
        }
        int signal = terminated.path("signal").asInt(0);
        return signal == 0 ? "ExitCode:" + terminated.path("exitCode").asInt() : "Signal:" + signal;
    }
}
