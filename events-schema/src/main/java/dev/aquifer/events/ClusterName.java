package dev.aquifer.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** The name of an InferenceCluster. */
public record ClusterName(@JsonValue String value) implements Comparable<ClusterName> {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public ClusterName {
        if (value.isBlank()) {
            throw new IllegalArgumentException("cluster is blank");
        }
    }

    @Override
    public int compareTo(ClusterName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
