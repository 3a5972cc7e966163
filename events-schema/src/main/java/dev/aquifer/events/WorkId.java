package dev.aquifer.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Names one Work on one cluster; a function of what the Work is for, so that a repeat is the same
 * Work.
 */
public record WorkId(@JsonValue String value) implements Comparable<WorkId> {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public WorkId {
        if (value.isBlank()) {
            throw new IllegalArgumentException("work is blank");
        }
    }

    @Override
    public int compareTo(WorkId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
