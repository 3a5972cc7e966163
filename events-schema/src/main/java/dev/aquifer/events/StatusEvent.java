package dev.aquifer.events;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;

/** The whole current status of a resource. */
public sealed interface StatusEvent extends Event {

    /**
     * The status as it is to be shown.
     *
     * @param conditions in the order in which to show them, Ready first
     * @param fields the other fields of the status, as the kind's schema says
     */
    @EventType("aquifer.status.ResourceStatus.v1")
    record ResourceStatus(
            Subject subject, List<Condition> conditions, JsonNode fields, Instant since)
            implements StatusEvent {
        public ResourceStatus {
            conditions = List.copyOf(conditions);
        }

        @Override
        @JsonIgnore
        public Slot slot() {
            return Slot.of(subject.resource());
        }
    }
}
