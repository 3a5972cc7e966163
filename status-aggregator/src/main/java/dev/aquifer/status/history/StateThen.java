package dev.aquifer.status.history;

import com.fasterxml.jackson.databind.JsonNode;
import dev.aquifer.events.Condition;
import dev.aquifer.events.Subject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a name was at an instant. */
public sealed interface StateThen {
    /**
     * It was there.
     *
     * @param fields the rest of the status; empty where only transitions are left of that time
     * @param saidAt when this had been said
     */
    record There(
            Subject subject, List<Condition> conditions, Optional<JsonNode> fields, Instant saidAt)
            implements StateThen {
        public There {
            conditions = List.copyOf(conditions);
        }
    }

    /**
     * It was not there, or nothing was said of it yet.
     *
     * @param goneSince when it went; empty when nothing is known from before
     */
    record NotThere(Optional<Instant> goneSince) implements StateThen {}
}
