package dev.aquifer.events;

import java.time.Instant;

/**
 * A condition by the Kubernetes contract.
 *
 * @param type CamelCase
 * @param reason CamelCase, of the closed list in docs/status.md
 * @param message for people; names what and what to do
 * @param observedGeneration the generation of the spec that this speaks of
 * @param lastTransitionTime the newest <em>since</em> among the facts that decide it
 */
public record Condition(
        String type,
        Status status,
        String reason,
        String message,
        long observedGeneration,
        Instant lastTransitionTime) {

    /** Whether a condition holds. */
    public enum Status {
        /** It holds. */
        True,
        /** It does not hold, or not yet. */
        False,
        /** It cannot be observed. */
        Unknown
    }
}
