package dev.aquifer.events;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;

/** What became of a request on {@link Topic#REQUESTS}. */
public sealed interface AnswerEvent extends Event {
    /** The id of the request that is answered. */
    String request();

    @Override
    @JsonIgnore
    default Slot slot() {
        return Slot.of(subject().resource());
    }

    /** The control API took it; the subject has the uid. */
    @EventType("aquifer.answer.RequestAdmitted.v1")
    record RequestAdmitted(Subject subject, String request, Instant since) implements AnswerEvent {}

    /** The control API refused it, in its own words, or a required feature is missing. */
    @EventType("aquifer.answer.RequestRejected.v1")
    record RequestRejected(Subject subject, String request, String message, Instant since)
            implements AnswerEvent {}
}
