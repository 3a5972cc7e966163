package dev.aquifer.cache;

import dev.aquifer.cache.domain.Errand;
import dev.aquifer.cache.domain.Hydration;
import dev.aquifer.cache.domain.RetryPolicy;
import dev.aquifer.cache.domain.Signal;
import dev.aquifer.cache.store.CacheRow;
import dev.aquifer.cache.store.Caches;
import dev.aquifer.cache.store.Upkeeps;
import dev.aquifer.cache.store.WorkRow;
import dev.aquifer.cache.store.Works;
import dev.aquifer.events.ObservationEvent;
import dev.aquifer.events.ObservationEvent.WorkRejected;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Topic;
import dev.aquifer.ledger.LedgerTransaction;
import dev.aquifer.ledger.Received;
import dev.aquifer.ledger.Received.Fact;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What is seen of attempts: keeps how far each is, when it is of the current one, then decides what
 * follows.
 */
final class AttemptFlow {
    private final CacheDecisions decisions;
    private final RetryPolicy policy;
    private final Duration mendAgain;
    private final StaleSignals stale = new StaleSignals();

    AttemptFlow(CacheDecisions decisions, RetryPolicy policy, Duration mendAgain) {
        this.decisions = decisions;
        this.policy = policy;
        this.mendAgain = mendAgain;
    }

    /** {@link Topic#OBSERVATIONS}. */
    void onObservation(Received received, LedgerTransaction tx) {
        if (received instanceof Fact fact && fact.event() instanceof ObservationEvent event) {
            var works = new Works(tx.jdbi());
            var ours = // else of another service, or long gone
                    works.find(event.cluster(), event.work()).flatMap(work -> nameOf(work, tx));
            if (ours.isPresent()) {
                Turns.cache(ours.get(), tx);
                var work = works.find(event.cluster(), event.work());
                work.filter(known -> known.isSeenBy(event))
                        .ifPresent(known -> observed(event, known, tx));
                work.filter(known -> known.isFollowedBy(event))
                        .ifPresent(known -> doubted(event, known, tx));
                work.filter(known -> !known.isSeenBy(event) && !known.isFollowedBy(event))
                        .ifPresent(_ -> stale.drop(event));
            }
        }
    }

    /** How many observations did not count, since the start. */
    long staleSignals() {
        return stale.count();
    }

    private static Optional<ResourceRef> nameOf(WorkRow work, LedgerTransaction tx) {
        return new Caches(tx.jdbi()).find(work.cache()).map(CacheRow::resource);
    }

    private void observed(ObservationEvent event, WorkRow work, LedgerTransaction tx) {
        var given = WorkSignals.inputs(event);
        new Works(tx.jdbi())
                .save(
                        given.map(versions -> work.seen(event).given(versions))
                                .orElse(work.seen(event)));
        if (work.isRequested()) {
            switch (work.purpose()) {
                case CacheWorks.HYDRATION -> {
                    if (WorkSignals.isThrottled(event)) {
                        decisions.throttled(work, tx);
                    }
                    WorkSignals.of(event).ifPresent(signal -> heard(signal, work, tx));
                    if (given.filter(work::wouldBeGivenElse).isPresent()) {
                        causeChanged(work, tx);
                    }
                }
                case CacheWorks.VERIFICATION ->
                        UpkeepSignals.of(event).ifPresent(outcome -> tended(outcome, work, tx));
                default -> {
                    if (event instanceof WorkRejected rejected) {
                        heard(WorkSignals.rejected(rejected), work, tx);
                    }
                }
            }
        }
        decisions.decide(work.cache(), tx);
    }

    /**
     * An attempt failed that came after the one that completed, and of which nothing is known here:
     * what is there is read again, and nothing is taken away before.
     */
    private void doubted(ObservationEvent event, WorkRow work, LedgerTransaction tx) {
        var cluster = work.cluster().value();
        var known = new Caches(tx.jdbi()).hydration(work.cache(), cluster).orElse(null);
        if (work.purpose().equals(CacheWorks.HYDRATION)
                && known instanceof Hydration.Completed
                && WorkSignals.of(event).orElse(null) instanceof Signal.Ended) {
            var upkeeps = new Upkeeps(tx.jdbi());
            upkeeps.save(work.cache(), cluster, upkeeps.find(work.cache(), cluster).doubted());
            decisions.decide(work.cache(), tx);
        }
    }

    /** A Secret was rotated or repaired: what failed with the former one is tried at once. */
    private static void causeChanged(WorkRow work, LedgerTransaction tx) {
        var caches = new Caches(tx.jdbi());
        var cluster = work.cluster().value();
        if (caches.hydration(work.cache(), cluster).orElse(null) instanceof Hydration.Failed failed
                && failed.attempt() == work.attempt()) {
            caches.save(work.cache(), cluster, failed.causeChanged(tx.now()));
        }
    }

    private void tended(Errand.Outcome outcome, WorkRow work, LedgerTransaction tx) {
        var upkeeps = new Upkeeps(tx.jdbi());
        var cluster = work.cluster().value();
        var before = upkeeps.find(work.cache(), cluster);
        var cache = new Caches(tx.jdbi()).find(work.cache());
        var errand = before.errand();
        if (cache.isEmpty() || errand == null || !Objects.equals(errand.job(), work.attempt())) {
            return;
        }
        var mounted =
                new CacheUses(tx).digests(cache.get().resource()).getOrDefault(cluster, Set.of());
        boolean mendable =
                Sources.brought(cache.get().spec()) == null
                        && !(outcome instanceof Errand.Outcome.Differs differs
                                && CacheUpkeep.lacksItsMarker(differs.paths())
                                && mounted.contains(before.digest()));
        var after = before.after(outcome, mendable, mendAgain, tx.now());
        upkeeps.save(work.cache(), cluster, after);
        var verdict = after.verdict();
        if (verdict != null && !verdict.equals(before.verdict())) {
            CacheLog.verified(cache.get().resource(), cluster, verdict);
        }
    }

    private void heard(Signal signal, WorkRow work, LedgerTransaction tx) {
        var caches = new Caches(tx.jdbi());
        var cluster = work.cluster().value();
        var cache = caches.find(work.cache());
        var before = caches.hydration(work.cache(), cluster);
        if (cache.isEmpty() || before.isEmpty()) {
            return;
        }
        var counts = Pins.unlessOther(cache.get(), before.get(), cluster, signal);
        // The claim serves every attempt; what is said of it concerns the current one.
        var after =
                work.purpose().equals(CacheWorks.CLAIM)
                        ? before.get().after(counts, policy, tx.now())
                        : before.get().after(work.attempt(), counts, policy, tx.now());
        if (!after.equals(before.get())) {
            caches.save(work.cache(), cluster, after);
            log(cache.get(), cluster, after);
        }
    }

    private static void log(CacheRow cache, String cluster, Hydration after) {
        if (after instanceof Hydration.Completed done) {
            CacheLog.completed(cache.resource(), cluster, done.attempt(), done.artifact().digest());
        } else if (after instanceof Hydration.Failed failed) {
            CacheLog.failed(cache.resource(), cluster, failed.attempt(), failed.failure());
        }
    }
}
