package dev.aquifer.deployment;

import dev.aquifer.deployment.domain.Replica;
import dev.aquifer.deployment.store.Deployments;
import dev.aquifer.deployment.store.Replicas;
import dev.aquifer.events.CacheEvent.CacheUseGranted;
import dev.aquifer.events.CacheEvent.CacheUseRefused;
import dev.aquifer.events.CacheEvent.Use;
import dev.aquifer.events.ObservationEvent;
import dev.aquifer.events.Topic;
import dev.aquifer.events.Uid;
import dev.aquifer.ledger.LedgerTransaction;
import dev.aquifer.ledger.Received;
import dev.aquifer.ledger.Received.Fact;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * What concerns one replica: whether it may mount its cache, what was seen of its Work, what its
 * engine answered. Each is kept, when it is of what the replica is now, and then decided.
 */
final class ReplicaFlow {
    private final DeploymentDecisions decisions;

    /** Observations of our Works that did not count; what is handled again counts again. */
    private final LongAdder stale = new LongAdder();

    ReplicaFlow(DeploymentDecisions decisions) {
        this.decisions = decisions;
    }

    /** How many observations did not count, since the start. */
    long staleSignals() {
        return stale.sum();
    }

    /** cache-service lets a replica mount, or does not now. */
    void onUse(Use use, LedgerTransaction tx) {
        var cache = use.subject().resource().name();
        change(
                use.user().admittedUid(),
                replica ->
                        replica.cluster().equals(use.cluster())
                                && !replica.leaving()
                                && mounts(replica, cache, tx),
                replica ->
                        switch (use) {
                            case CacheUseGranted granted -> replica.granted(granted);
                            case CacheUseRefused refused ->
                                    replica.refused(refused.reason() + ": " + refused.message());
                        },
                tx);
    }

    /** What is said of a cache that an edit took out says nothing of the one that came in. */
    private static boolean mounts(Replica replica, String cache, LedgerTransaction tx) {
        return new Deployments(tx.jdbi())
                .revision(replica.seat().deployment(), replica.load().revision())
                .filter(revision -> revision.caches().contains(cache))
                .isPresent();
    }

    /** {@link Topic#OBSERVATIONS}. */
    void onObservation(Received received, LedgerTransaction tx) {
        if (received instanceof Fact fact && fact.event() instanceof ObservationEvent event) {
            new Replicas(tx.jdbi())
                    .byWork(event.work()) // else the Work is cache-service's
                    .ifPresent(found -> onObservation(event, found, tx));
        }
    }

    private void onObservation(ObservationEvent event, Replica found, LedgerTransaction tx) {
        boolean counts =
                change(
                        found.seat().deployment(),
                        replica -> replica.name().equals(found.name()) && replica.isOfNow(event),
                        replica -> replica.observed(event),
                        tx);
        if (!counts) {
            stale.increment();
        }
    }

    /**
     * What an engine listed.
     *
     * @param url that was asked; an answer of another one than the replica has now is void
     */
    record EngineAnswer(Uid deployment, String replica, String url, List<String> models) {
        EngineAnswer {
            models = List.copyOf(models);
        }
    }

    /** The engine of a replica answered through its route. */
    void onAnswer(EngineAnswer answer, LedgerTransaction tx) {
        change(
                answer.deployment(),
                replica -> replica.name().equals(answer.replica()),
                replica -> replica.answered(answer.url(), answer.models()),
                tx);
    }

    /**
     * Another life of the deployment, or of the replica, is not concerned; says whether any was.
     */
    private boolean change(
            Uid deployment,
            Predicate<Replica> which,
            UnaryOperator<Replica> move,
            LedgerTransaction tx) {
        DeploymentDecisions.take(deployment, tx);
        var replicas = new Replicas(tx.jdbi());
        var before = replicas.of(deployment).stream().filter(which).findFirst();
        before.map(move)
                .filter(after -> !before.get().equals(after))
                .ifPresent(after -> decisions.decide(deployment, () -> replicas.save(after), tx));
        return before.isPresent();
    }
}
