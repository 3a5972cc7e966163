package dev.aquifer.cluster.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * What a worker said, by the log of its pod, on which others act while it runs. Numbers for people
 * are {@link Progress}.
 *
 * @param plan what it will do
 * @param gist what matters of its plan, by a line that repeats it: the plan itself is said once,
 *     and who comes later, or loses the connection, does not hear it
 * @param throttled whether its origin asked it to slow down
 */
record Heard(Optional<JsonNode> plan, Optional<JsonNode> gist, boolean throttled) {
    static final Heard NOTHING = new Heard(Optional.empty(), Optional.empty(), false);

    /** After one more line of its log, and what was counted by then. */
    Heard after(String line, Progress known) {
        return new Heard(
                Reports.plan(line).or(() -> plan),
                gist.or(() -> Reports.gist(line)),
                throttled || known.throttled().orElse(0) > 0);
    }

    /** The plan, if it was heard or known; else what is known of it. */
    Optional<JsonNode> planOr(Optional<JsonNode> before) {
        return plan.or(() -> before).or(() -> gist);
    }
}
