package dev.aquifer.cluster.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * What a worker said, by the log of its pod, on which others act while it runs. Numbers for people
 * are {@link Progress}.
 *
 * @param plan what it will do
 * @param throttled whether its origin asked it to slow down
 */
record Heard(Optional<JsonNode> plan, boolean throttled) {
    static final Heard NOTHING = new Heard(Optional.empty(), false);

    Heard planning(JsonNode said) {
        return new Heard(Optional.of(said), throttled);
    }

    Heard throttled(boolean said) {
        return new Heard(plan, throttled || said);
    }
}
