package dev.aquifer.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** The uid that the control API gave a resource: a name that is used again has another. */
public record Uid(@JsonValue String value) implements Comparable<Uid> {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Uid {
        if (value.isBlank()) {
            throw new IllegalArgumentException("uid is blank");
        }
    }

    @Override
    public int compareTo(Uid other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
