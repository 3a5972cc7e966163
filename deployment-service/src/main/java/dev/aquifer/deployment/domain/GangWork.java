package dev.aquifer.deployment.domain;

import dev.aquifer.events.ObservationEvent;
import dev.aquifer.events.WorkId;
import java.util.Optional;

/** What was requested of the cluster for a replica, and what was seen of it. */
public sealed interface GangWork {

    /**
     * How often it was rendered. It is the attempt that observations echo; those of older ones do
     * not count.
     */
    long rendering();

    /** Whether what runs was rendered for just that revision and mount. */
    default boolean isFor(String revisionAndMount) {
        return false;
    }

    /** The newest observation. */
    default Optional<ObservationEvent> seen() {
        return Optional.empty();
    }

    /**
     * Requested, by that rendering: what was seen of an older one does not count.
     *
     * @param rendering a number that was not issued before, or that of what stands already
     */
    default Requested request(WorkId id, String revisionAndMount, long rendering) {
        return new Requested(id, rendering, revisionAndMount, Optional.empty(), false);
    }

    /** Whether an observation speaks of the newest rendering, and of no session before the last. */
    default boolean isOfNow(ObservationEvent observation) {
        return false;
    }

    /** This was seen of it. */
    default GangWork observed(ObservationEvent observation) {
        return this;
    }

    /** The gang is ready. */
    default GangWork ready() {
        return this;
    }

    /** Nothing was requested. */
    record None() implements GangWork {
        @Override
        public long rendering() {
            return 0;
        }
    }

    /**
     * It was requested.
     *
     * @param wasReady whether this rendering of the gang was ready once
     */
    record Requested(
            WorkId id,
            long rendering,
            String revisionAndMount,
            Optional<ObservationEvent> seen,
            boolean wasReady)
            implements GangWork {

        @Override
        public boolean isFor(String asked) {
            return revisionAndMount.equals(asked);
        }

        @Override
        public boolean isOfNow(ObservationEvent observation) {
            return observation.attempt() == rendering
                    && seen.map(last -> last.session() <= observation.session()).orElse(true);
        }

        @Override
        public GangWork observed(ObservationEvent observation) {
            return new Requested(
                    id, rendering, revisionAndMount, Optional.of(observation), wasReady);
        }

        @Override
        public GangWork ready() {
            return new Requested(id, rendering, revisionAndMount, seen, true);
        }
    }
}
