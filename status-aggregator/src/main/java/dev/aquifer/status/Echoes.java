package dev.aquifer.status;

import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.StatusEvent.ResourceStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * Tells the echo of our own statuses from the words of another aggregator: one that was frozen, or
 * is being replaced, wakes behind, says old things under newer numbers, and dies. What it said is
 * then answered by saying ours again.
 *
 * <p>Two that see the same facts end in the same words, so there is nothing to answer. Two that
 * fold differently would contradict each other for ever: of each resource ours is said again at
 * once, then after a minute, then after pauses that double up to an hour.
 */
final class Echoes {
    private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private record Word(long sequence, Instant at) {}

    /** A status, or empty: that there is no such resource. */
    private record Contradiction(Optional<ResourceStatus> word) {}

    private record Answer(Instant at, Duration pause) {
        boolean isDue(Instant now) {
            return !now.isBefore(at.plus(pause));
        }

        boolean isForgotten(Instant now) {
            return !now.isBefore(at.plus(pause).plus(LONGEST_PAUSE));
        }

        Answer next(Instant now) {
            var doubled = pause.multipliedBy(2);
            return new Answer(now, doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled);
        }
    }

    private final Map<ResourceRef, Word> ours = new HashMap<>();
    private final Map<ResourceRef, Contradiction> others = new HashMap<>();
    private final Map<ResourceRef, Answer> answers = new HashMap<>();

    /** We said how a resource is, or that it is gone; whatever was said before counts no more. */
    void said(ResourceRef resource, long sequence, Instant at) {
        ours.put(resource, new Word(sequence, at));
        others.remove(resource);
    }

    /**
     * Somebody said that, maybe we. Of what we never spoke of nothing is kept: a newer aggregator
     * may know more than we do.
     *
     * @param word empty when it is said to be gone
     */
    void heard(ResourceRef resource, long sequence, Optional<ResourceStatus> word) {
        var own = ours.get(resource);
        if (own != null && sequence > own.sequence()) {
            others.put(resource, new Contradiction(word));
        }
    }

    /**
     * What is to be said again now, as another one said otherwise and that is the newest word.
     *
     * @param published how we said that a resource is; empty when it is gone
     * @param same whether two statuses say the same
     */
    Set<ResourceRef> contradicted(
            Instant now,
            Function<ResourceRef, Optional<ResourceStatus>> published,
            BiPredicate<ResourceStatus, ResourceStatus> same) {
        ours.entrySet()
                .removeIf(
                        word ->
                                !now.isBefore(word.getValue().at().plus(LONGEST_PAUSE))
                                        && published.apply(word.getKey()).isEmpty());
        answers.values().removeIf(answer -> answer.isForgotten(now));
        others.entrySet()
                .removeIf(other -> agree(published.apply(other.getKey()), other.getValue(), same));
        var due = new HashSet<ResourceRef>();
        for (var resource : others.keySet()) {
            var last = answers.get(resource);
            if (last == null || last.isDue(now)) {
                answers.put(resource, last == null ? new Answer(now, FIRST_PAUSE) : last.next(now));
                due.add(resource);
            }
        }
        return due;
    }

    private static boolean agree(
            Optional<ResourceStatus> published,
            Contradiction other,
            BiPredicate<ResourceStatus, ResourceStatus> same) {
        if (published.isEmpty() || other.word().isEmpty()) {
            return published.isEmpty() && other.word().isEmpty();
        }
        return same.test(published.get(), other.word().get());
    }
}
