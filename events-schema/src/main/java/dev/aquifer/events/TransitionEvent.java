package dev.aquifer.events;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One change of a condition. */
public sealed interface TransitionEvent extends Event {

    /**
     * A condition changed its status or its reason.
     *
     * @param before null when the condition is new
     * @param after the condition now
     * @param cause type of the fact that brought it about; empty when it was time alone
     */
    @EventType("aquifer.status.ConditionChanged.v1")
    record ConditionChanged(
            Subject subject,
            @Nullable Condition before,
            Condition after,
            String cause,
            Instant since)
            implements TransitionEvent {
        @Override
        @JsonIgnore
        public Slot slot() {
            return Slot.of(subject.resource());
        }
    }
}
