package dev.aquifer.cluster.domain;

import dev.aquifer.events.ObservationEvent.Readiness;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether an object does what it is for.
 *
 * @param reason in the cluster's words; empty when there is nothing to say
 * @param message to the reason
 * @param since when that began, where the object itself says so
 */
public record Verdict(Readiness readiness, String reason, String message, Optional<Instant> since) {

    static Verdict ready(Optional<Instant> since) {
        return new Verdict(Readiness.READY, "", "", since);
    }

    static Verdict progressing(String reason, String message) {
        return new Verdict(Readiness.PROGRESSING, reason, message, Optional.empty());
    }

    static Verdict failed(String reason, String message, Optional<Instant> since) {
        return new Verdict(Readiness.FAILED, reason, message, since);
    }

    /** The object does not exist. */
    public static Verdict absent() {
        return new Verdict(Readiness.ABSENT, "", "", Optional.empty());
    }
}
