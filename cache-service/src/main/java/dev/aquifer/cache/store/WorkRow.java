package dev.aquifer.cache.store;

import dev.aquifer.events.ClusterName;
import dev.aquifer.events.Uid;
import dev.aquifer.events.WorkId;

/**
 * A Work that was requested.
 *
 * @param attempt that was requested last
 * @param generation that was requested last
 * @param session of the newest observation
 */
public record WorkRow(
        ClusterName cluster,
        WorkId work,
        Uid cache,
        String purpose,
        long attempt,
        long generation,
        Phase phase,
        long session) {

    /** How far it is. */
    public enum Phase {
        /** It is to exist. */
        REQUESTED,
        /** It is to exist no more. */
        WITHDRAWN,
        /** Nothing of it exists. */
        REMOVED
    }
}
