package dev.aquifer.status.history;

import dev.aquifer.events.StatusEvent.ResourceStatus;
import dev.aquifer.events.TransitionEvent.ConditionChanged;
import java.time.Instant;
import java.util.Optional;

/** Something that was said of a resource, in the order of its topic. */
public sealed interface Said {
    /** When it was said: from then on it could be read. */
    Instant at();

    /**
     * A condition changed.
     *
     * @param causationId the fact that brought it about
     */
    record Changed(Instant at, String id, Optional<String> causationId, ConditionChanged change)
            implements Said {}

    /** The whole status, as it was from then on. */
    record Whole(Instant at, ResourceStatus status) implements Said {}

    /** There is no such resource any more. */
    record Gone(Instant at) implements Said {}
}
