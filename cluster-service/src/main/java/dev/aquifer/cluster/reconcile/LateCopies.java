package dev.aquifer.cluster.reconcile;

import dev.aquifer.cluster.domain.ObjectRef;
import dev.aquifer.events.WorkId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Copies that the network may deliver when nobody needs them any more: their Work is over, removed
 * or at another attempt, and the write was on its way, maybe on behalf of a replica that had the
 * cluster before. No watch tells of Secrets, so those of which a session knows are asked for, for a
 * while.
 */
final class LateCopies {
    /** How long something that was sent may be on its way. */
    private static final Duration LATE = Duration.ofMinutes(2);

    private final Clock clock;

    /** Since when each copy is not needed; nothing while it is. */
    private final Map<WorkId, Map<ObjectRef, Optional<Instant>>> known = new HashMap<>();

    LateCopies(Clock clock) {
        this.clock = clock;
    }

    /** The copies that a Work names now, and whether it needs them; it needs no others. */
    void note(WorkId work, Collection<ObjectRef> targets, boolean needed) {
        var unneeded = Optional.of(clock.instant());
        var copies = known.computeIfAbsent(work, w -> new LinkedHashMap<>());
        targets.forEach(ref -> copies.putIfAbsent(ref, Optional.empty()));
        copies.replaceAll(
                (ref, since) ->
                        needed && targets.contains(ref)
                                ? Optional.empty()
                                : since.or(() -> unneeded));
    }

    /** Those that may still come late. */
    List<ObjectRef> expected(WorkId work) {
        var before = clock.instant().minus(LATE);
        return known.getOrDefault(work, Map.of()).entrySet().stream()
                .filter(copy -> copy.getValue().filter(before::isBefore).isPresent())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** There is no such Work any more. */
    void forget(WorkId work) {
        known.remove(work);
    }
}
