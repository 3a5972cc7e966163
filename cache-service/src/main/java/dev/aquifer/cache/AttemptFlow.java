package dev.aquifer.cache;

import dev.aquifer.cache.domain.Hydration;
import dev.aquifer.cache.domain.RetryPolicy;
import dev.aquifer.cache.domain.Signal;
import dev.aquifer.cache.store.CacheRow;
import dev.aquifer.cache.store.Caches;
import dev.aquifer.cache.store.WorkRow;
import dev.aquifer.cache.store.Works;
import dev.aquifer.events.ObservationEvent;
import dev.aquifer.events.ObservationEvent.WorkRejected;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Topic;
import dev.aquifer.ledger.LedgerTransaction;
import dev.aquifer.ledger.Received;
import dev.aquifer.ledger.Received.Fact;
import java.util.Optional;

/**
 * What is seen of attempts: keeps how far each is, when it is of the current one, then decides what
 * follows.
 */
final class AttemptFlow {
    private final CacheDecisions decisions;
    private final RetryPolicy policy;

    AttemptFlow(CacheDecisions decisions, RetryPolicy policy) {
        this.decisions = decisions;
        this.policy = policy;
    }

    /** {@link Topic#OBSERVATIONS}. */
    void onObservation(Received received, LedgerTransaction tx) {
        if (received instanceof Fact fact && fact.event() instanceof ObservationEvent event) {
            var works = new Works(tx.jdbi());
            var ours = // else of another service, or long gone
                    works.find(event.cluster(), event.work()).flatMap(work -> nameOf(work, tx));
            if (ours.isPresent()) {
                Turns.cache(ours.get(), tx);
                works.find(event.cluster(), event.work())
                        .filter(work -> work.isSeenBy(event))
                        .ifPresent(work -> observed(event, work, tx));
            }
        }
    }

    private static Optional<ResourceRef> nameOf(WorkRow work, LedgerTransaction tx) {
        return new Caches(tx.jdbi()).find(work.cache()).map(CacheRow::resource);
    }

    private void observed(ObservationEvent event, WorkRow work, LedgerTransaction tx) {
        new Works(tx.jdbi()).save(work.seen(event));
        if (work.isRequested()) {
            signal(event, work).ifPresent(signal -> heard(signal, work, tx));
        }
        decisions.decide(work.cache(), tx);
    }

    private static Optional<Signal> signal(ObservationEvent event, WorkRow work) {
        if (work.purpose().equals(CacheWorks.HYDRATION)) {
            return WorkSignals.of(event);
        }
        return event instanceof WorkRejected rejected
                ? Optional.of(WorkSignals.rejected(rejected))
                : Optional.empty();
    }

    private void heard(Signal signal, WorkRow work, LedgerTransaction tx) {
        var caches = new Caches(tx.jdbi());
        var cluster = work.cluster().value();
        var cache = caches.find(work.cache());
        var before = caches.hydration(work.cache(), cluster);
        if (cache.isEmpty() || before.isEmpty()) {
            return;
        }
        // The claim serves every attempt; what is said of it concerns the current one.
        var after = before.get().after(signal, policy, tx.now());
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
