package dev.aquifer.cache.store;

import dev.aquifer.cache.domain.Origin;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Uid;
import java.time.Instant;

/**
 * An attempt that has streams to an origin, or waits for some.
 *
 * @param attempt its number; 0 while it waits
 * @param streams that it has; 0 while it waits
 * @param budget of all together when it got them
 * @param repairs whether it is a Job that fetches single files again, and no attempt
 * @param fetches whether it may be fetching: its cluster and its node answer, and nothing keeps it
 *     from running
 * @param throttled whether it was told to slow down, and the budget made smaller for that
 */
public record StreamRow(
        Uid cache,
        ResourceRef resource,
        String cluster,
        Origin origin,
        long attempt,
        int streams,
        int budget,
        Instant askedAt,
        boolean repairs,
        boolean fetches,
        boolean throttled) {

    /** Whether it has none yet. */
    public boolean waits() {
        return streams == 0;
    }
}
