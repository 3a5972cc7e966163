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
     * Who asks.
     *
     * @param term the number under which this process leads; {@link #NONE} when it does not. One
     *     that just started and finds its own name on the Lease is the successor of a process that
     *     died
     * @param highest number that it saw or used; {@link #NONE} when there was none
     */
    record Asking(String identity, int term, int highest) {
        /** Below all numbers. */
        public static final int NONE = -1;

        private boolean leads() {
            return term != NONE;
        }

        /** The number of a new term: no earlier one is used again, whatever the Lease says. */
        private Take next(int seen) {
            return new Take(Math.max(seen, highest) + 1);
        }
    }

    /**
     * Decides. A Lease that was lost, or set back to an earlier state, begins another term. Times
     * of other machines are not trusted: what counts is for how long this replica saw no sign of
     * life.
     *
     * @param seen null when there is no Lease yet
     * @param unchangedFor for how long the Lease was seen without a change
     */
    static LeaseStep next(
            @Nullable Seen seen, Asking us, Duration unchangedFor, Duration validFor) {
        if (seen == null) {
            return us.next(Asking.NONE);
        }
        if (seen.holder().equals(us.identity())) {
            return us.leads() && seen.transitions() == us.term()
                    ? new Renew()
                    : us.next(seen.transitions());
        }
        var free = seen.holder().isEmpty() || unchangedFor.compareTo(validFor) > 0;
        return free ? us.next(seen.transitions()) : new StandBy(seen.holder());
    }
}
