package dev.aquifer.bridge.domain;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What to do about the Lease that says who leads. */
public sealed interface LeaseStep {

    /** Take it, as the next holder. */
    record Take(int transitions) implements LeaseStep {}

    /** It is ours: say that we are alive. */
    record Renew() implements LeaseStep {}

    /** Another one holds it. */
    record StandBy(String holder) implements LeaseStep {}

    /**
     * The Lease as it was read.
     *
     * @param holder empty when it was given back
     * @param transitions how often it changed hands
     */
    record Seen(String holder, int transitions) {}

    /**
     * Decides. Times of other machines are not trusted: what counts is for how long this replica
     * saw no sign of life.
     *
     * @param seen null when there is no Lease yet
     * @param leading whether this process took it before; one that just started and finds its own
     *     name there is the successor of a process that died
     * @param unchangedFor for how long the Lease was seen without a change
     */
    static LeaseStep next(
            @Nullable Seen seen,
            String identity,
            boolean leading,
            Duration unchangedFor,
            Duration validFor) {
        if (seen == null) {
            return new Take(0);
        }
        if (seen.holder().equals(identity)) {
            return leading ? new Renew() : new Take(seen.transitions() + 1);
        }
        var free = seen.holder().isEmpty() || unchangedFor.compareTo(validFor) > 0;
        return free ? new Take(seen.transitions() + 1) : new StandBy(seen.holder());
    }
}
