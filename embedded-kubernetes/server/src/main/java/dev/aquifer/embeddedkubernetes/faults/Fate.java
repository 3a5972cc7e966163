package dev.aquifer.embeddedkubernetes.faults;

import java.time.Duration;
import java.util.Optional;

/**
 * What becomes of one call.
 *
 * @param delay before anything is done
 * @param fault how it goes wrong after that; empty when it does not
 * @param code the answer's, when the fault is an answer
 */
public record Fate(Duration delay, Optional<Fault> fault, int code) {
    /** All goes well. */
    public static final Fate GOOD = new Fate(Duration.ZERO, Optional.empty(), 200);
}
