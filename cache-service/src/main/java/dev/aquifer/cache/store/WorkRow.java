package dev.aquifer.cache.store;

import dev.aquifer.events.ClusterName;
import dev.aquifer.events.ObservationEvent;
import dev.aquifer.events.ObservationEvent.WorkRemoved;
import dev.aquifer.events.Uid;
import dev.aquifer.events.WorkId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Work that was requested.
 *
 * @param attempt that was requested last
 * @param generation that was requested last
 * @param session of the newest observation
 * @param inputs versions of what the attempt was given of the control cluster, as they were first
 *     heard; null before
 */
public record WorkRow(
        ClusterName cluster,
        WorkId work,
        Uid cache,
        String purpose,
        long attempt,
        long generation,
        Phase phase,
        long session,
        @Nullable Map<String, String> inputs) {
    public WorkRow {
        inputs = inputs == null ? null : Map.copyOf(inputs);
    }

    /** How far it is. */
    public enum Phase {
        /** It is to exist. */
        REQUESTED,
        /** It is to exist no more. */
        WITHDRAWN,
        /** Nothing of it exists. */
        REMOVED
    }

    /** Whether it is to exist. */
    public boolean isRequested() {
        return phase == Phase.REQUESTED;
    }

    /** Asked for (again), for that attempt and edit. */
    public WorkRow requested(long newAttempt, long newGeneration) {
        return new WorkRow(
                cluster,
                work,
                cache,
                purpose,
                newAttempt,
                newGeneration,
                Phase.REQUESTED,
                session,
                newAttempt == attempt ? inputs : null);
    }

    /** It is to exist no more. */
    public WorkRow withdrawn() {
        return at(Phase.WITHDRAWN, session);
    }

    /** With what the attempt was given; the first word counts. */
    public WorkRow given(Map<String, String> versions) {
        return inputs != null
                ? this
                : new WorkRow(
                        cluster,
                        work,
                        cache,
                        purpose,
                        attempt,
                        generation,
                        phase,
                        session,
                        versions);
    }

    /** Whether the attempt would be given something else now. */
    public boolean wouldBeGivenElse(Map<String, String> versions) {
        return inputs != null && !inputs.equals(versions);
    }

    /**
     * Whether that was seen of what is asked for now, and by no session before the last. A cluster
     * that never had it knows no attempt.
     */
    public boolean isSeenBy(ObservationEvent seen) {
        boolean neverThere =
                phase == Phase.WITHDRAWN && seen instanceof WorkRemoved && seen.attempt() == 0;
        return cache.equals(seen.subject().uid())
                && (attempt == seen.attempt() || neverThere)
                && session <= seen.session();
    }

    /** Whether that was seen of an attempt of which nothing is known here. */
    public boolean isFollowedBy(ObservationEvent seen) {
        return isRequested()
                && cache.equals(seen.subject().uid())
                && attempt < seen.attempt()
                && session <= seen.session();
    }

    /** That was seen. That nothing exists ends it only if nothing is to exist. */
    public WorkRow seen(ObservationEvent seen) {
        boolean gone = seen instanceof WorkRemoved && phase == Phase.WITHDRAWN;
        return at(gone ? Phase.REMOVED : phase, seen.session());
    }

    private WorkRow at(Phase next, long newest) {
        return new WorkRow(
                cluster, work, cache, purpose, attempt, generation, next, newest, inputs);
    }
}
