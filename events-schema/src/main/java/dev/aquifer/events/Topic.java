package dev.aquifer.events;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The topics: what they hold, who writes them, how long they keep it. */
public enum Topic {
    /** What other systems ask for; anyone allowed may write. */
    REQUESTS("aquifer.requests", false, "other systems", DesiredEvent.class),
    /** What became of a request. */
    ANSWERS("aquifer.answers", false, "kube-bridge", AnswerEvent.class),
    /** What users want, as the control API admitted it. */
    DESIRED("aquifer.desired", true, "kube-bridge", DesiredEvent.class),
    /** Facts of caches. */
    CACHES("aquifer.caches", true, "cache-service", CacheEvent.class),
    /** Facts of clusters. */
    CLUSTERS("aquifer.clusters", true, "cluster-service, status-aggregator", ClusterEvent.class),
    /** Facts of serving. */
    DEPLOYMENTS("aquifer.deployments", true, "deployment-service", DeploymentEvent.class),
    /** Desired manifests; partitioned by cluster. */
    WORKS("aquifer.works", true, "cache-service, deployment-service", WorkEvent.class),
    /** What was seen of Works; partitioned by cluster. */
    OBSERVATIONS("aquifer.observations", true, "cluster-service", ObservationEvent.class),
    /** Numbers for people, kept for a short time. */
    MEASUREMENTS("aquifer.measurements", false, "cluster-service", MeasurementEvent.class),
    /** The whole current status of each resource. */
    CONDITIONS("aquifer.conditions", true, "status-aggregator", StatusEvent.class),
    /** One event per change of a condition. */
    TRANSITIONS("aquifer.transitions", false, "status-aggregator", TransitionEvent.class),
    /** Records that could not be decoded, untouched, with the reason in headers. */
    DEAD_LETTERS("aquifer.dead-letters", false, "all services", null);

    private final String topicName;
    private final boolean compacted;
    private final String writers;
    private final @Nullable Class<? extends Event> family;

    Topic(
            String topicName,
            boolean compacted,
            String writers,
            @Nullable Class<? extends Event> family) {
        this.topicName = topicName;
        this.compacted = compacted;
        this.writers = writers;
        this.family = family;
    }

    /** The name on the broker. */
    public String topicName() {
        return topicName;
    }

    /** Whether the topic keeps the newest record of each key for good, and so is a snapshot. */
    public boolean compacted() {
        return compacted;
    }

    /** Who may write it, for the documentation and the access rules. */
    public String writers() {
        return writers;
    }

    /** The sealed interface of the events it carries; none for dead letters. */
    public Optional<Class<? extends Event>> family() {
        return Optional.ofNullable(family);
    }

    /** The topic of that name. Throws IllegalArgumentException for a stranger. */
    public static Topic named(String topicName) {
        for (var topic : values()) {
            if (topic.topicName.equals(topicName)) {
                return topic;
            }
        }
        throw new IllegalArgumentException("'" + topicName + "' is not a topic of Aquifer");
    }
}
