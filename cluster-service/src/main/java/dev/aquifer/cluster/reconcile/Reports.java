package dev.aquifer.cluster.reconcile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aquifer.cluster.domain.ObjectTree;
import dev.aquifer.cluster.kubernetes.ClusterAwayException;
import dev.aquifer.cluster.kubernetes.WorkloadCluster;
import dev.aquifer.events.wire.EventCodec;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the pods of a finished Job left: the termination message, and what the last line of the log
 * that says that it is the result has beyond it. Pods write what they like; what is no JSON object
 * is no report.
 */
final class Reports {
    private static final int LARGEST = 512 * 1024;

    private final WorkloadCluster cluster;

    Reports(WorkloadCluster cluster) {
        this.cluster = cluster;
    }

    /** The report of the pod that ended last. */
    Optional<JsonNode> of(List<ObjectTree> pods) {
        var last = pods.stream().max(Comparator.comparing(Reports::endedAt));
        return last.flatMap(pod -> merged(message(pod), fromLog(pod)));
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

    private Optional<ObjectNode> fromLog(ObjectTree pod) {
        try {
            return cluster.lastLines(pod, 5)
                    .lines()
                    .flatMap(line -> object(line).stream())
                    .filter(line -> line.path("t").asText().equals("result"))
                    .reduce((first, second) -> second);
        } catch (ClusterAwayException e) {
            return Optional.empty(); // Nothing to be had: the requester decides on a new attempt.
        }
    }

    /** What a worker says that it will do, if the line of its log does. */
    static Optional<JsonNode> plan(String line) {
        return object(line)
                .filter(said -> said.path("t").asText().equals("plan"))
                .map(JsonNode.class::cast);
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
