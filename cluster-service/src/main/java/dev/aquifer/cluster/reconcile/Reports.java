package dev.aquifer.cluster.reconcile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.cluster.domain.ObjectTree;
import dev.aquifer.cluster.domain.Pods;
import dev.aquifer.cluster.domain.ReadinessRules;
import dev.aquifer.cluster.kubernetes.PodLogs.Ending;
import dev.aquifer.cluster.kubernetes.WorkloadCluster;
import dev.aquifer.events.wire.EventCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the pods of a finished Job left: the termination message, and what the last line of the log
 * that says that it is the result has beyond it. Pods write what they like; what is no JSON object
 * is no report.
 */
final class Reports {
    private static final int LARGEST = 512 * 1024;

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int MANY = 1000;

    private final WorkloadCluster cluster;
    private final Map<String, Long> waiting = new HashMap<>();

    Reports(WorkloadCluster cluster) {
        this.cluster = cluster;
    }

    /** What is known of the report of a Job that ended. */
    sealed interface Report {
        /** It is this one, or there is none. */
        record Known(Optional<JsonNode> content) implements Report {}

        /** It is not to be had now, and may be later. */
        record Pending(String why) implements Report {}
    }

    /**
     * The report of the pod of a Job that ended last. The pods are asked of the cluster itself, as
     * a watch may show that the Job ended before it shows how its pod did. What cannot be read is
     * waited for, but not forever.
     */
    Report of(ObjectTree job, String owner) {
        var all = cluster.lookAtPods(job.ref().namespace(), owner);
        var pods = ReadinessRules.podsOf(job, all);
        var patient = isPatient(job.uid());
        if (patient && pods.stream().anyMatch(pod -> !Pods.hasEnded(pod))) {
            return new Report.Pending("its pod has not ended yet");
        }
        var last = pods.stream().max(Comparator.comparing(Reports::endedAt));
        if (last.isEmpty()) {
            return new Report.Known(Optional.empty());
        }
        return switch (cluster.logs().lastLines(last.get(), 5)) {
            case Ending.Unknown(var why) when patient -> new Report.Pending("its log: " + why);
            case Ending.Unknown _ -> known(message(last.get()), Optional.empty());
            case Ending.Lines(var text) -> known(message(last.get()), result(text));
        };
    }

    private boolean isPatient(String job) {
        waiting.keySet().removeIf(j -> !j.equals(job) && waiting.size() > MANY);
        var since = waiting.computeIfAbsent(job, j -> System.nanoTime());
        return System.nanoTime() - since < PATIENCE.toNanos();
    }

    private static Report known(Optional<ObjectNode> message, Optional<ObjectNode> line) {
        return new Report.Known(merged(message, line));
    }

    /** The log may say more than fits into a termination message, and never something else. */
    private static Optional<JsonNode> merged(
            Optional<ObjectNode> message, Optional<ObjectNode> line) {
        if (message.isEmpty() || line.isEmpty()) {
            return message.or(() -> line).map(JsonNode.class::cast);
        }
        var all = message.get().deepCopy();
        line.get()
                .properties()
                .forEach(
                        field -> {
                            if (!all.has(field.getKey())) {
                                all.set(field.getKey(), field.getValue());
                            }
                        });
        return Optional.of(all);
    }

    private static Instant endedAt(ObjectTree pod) {
        return pod.list("status", "containerStatuses").stream()
                .flatMap(c -> c.time("state", "terminated", "finishedAt").stream())
                .max(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
    }

    private static Optional<ObjectNode> message(ObjectTree pod) {
        return pod.list("status", "containerStatuses").stream()
                .map(container -> container.text("state", "terminated", "message"))
                .flatMap(text -> object(text).stream())
                .findFirst();
    }

    private static Optional<ObjectNode> result(String log) {
        return log.lines()
                .flatMap(line -> object(line).stream())
                .filter(line -> line.path("t").asText().equals("result"))
                .reduce((first, second) -> second);
    }

    /** What a worker says that it will do, if the line of its log does. */
    static Optional<JsonNode> plan(String line) {
        return object(line)
                .filter(said -> said.path("t").asText().equals("plan"))
                .map(JsonNode.class::cast);
    }

    /** What a worker says of its plan with how far it is; as a plan, without what it leaves out. */
    static Optional<JsonNode> gist(String line) {
        return object(line)
                .filter(said -> said.path("t").asText().equals("progress"))
                .filter(said -> said.path("pinned").isTextual())
                .map(Reports::asPlan);
    }

    /** How much it is may be unknown, which is not nothing. */
    private static JsonNode asPlan(ObjectNode progress) {
        var plan = EventCodec.JSON.createObjectNode();
        plan.put("t", "plan").put("pinned", progress.path("pinned").asText());
        if (progress.path("bytesTotal").asLong() > 0) {
            plan.put("bytes", progress.path("bytesTotal").asLong());
        }
        return plan;
    }

    /** A JSON object of a size that can be passed on. */
    static Optional<ObjectNode> object(String text) {
        var trimmed = text.strip();
        if (!trimmed.startsWith("{") || trimmed.length() > LARGEST) {
            return Optional.empty();
        }
        try {
            var node = EventCodec.JSON.readTree(trimmed);
            return node instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
