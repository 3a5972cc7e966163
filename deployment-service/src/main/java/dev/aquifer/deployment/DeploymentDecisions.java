package dev.aquifer.deployment;

import dev.aquifer.deployment.domain.Normal;
import dev.aquifer.deployment.domain.Replica;
import dev.aquifer.deployment.store.Deployments;
import dev.aquifer.deployment.store.Deployments.DeploymentRow;
import dev.aquifer.deployment.store.Deployments.RevisionRow;
import dev.aquifer.deployment.store.Due;
import dev.aquifer.deployment.store.Due.DueRow;
import dev.aquifer.deployment.store.Routes;
import dev.aquifer.events.DeploymentEvent.DeploymentDeletionBlocked;
import dev.aquifer.events.DeploymentEvent.DeploymentRemoved;
import dev.aquifer.events.DeploymentEvent.DeploymentSupported;
import dev.aquifer.events.DeploymentEvent.DeploymentUnimplemented;
import dev.aquifer.events.DeploymentEvent.RevisionActivated;
import dev.aquifer.events.DeploymentEvent.RevisionCreated;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Uid;
import dev.aquifer.events.spec.Workers;
import dev.aquifer.ledger.LedgerTransaction;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Decides a deployment from what the database holds: its revision, where its replicas are, and the
 * next step of each. Deciding again without news says nothing and requests nothing.
 */
final class DeploymentDecisions {
    private final RoutingFlow routing;
    private final ReplicaSteps steps;

    DeploymentDecisions(RoutingFlow routing, ReplicaSteps steps) {
        this.routing = routing;
        this.steps = steps;
    }

    /** Every deployment is due, because something changed that any of them may stand on. */
    static void allAreDue(LedgerTransaction tx) {
        new Due(tx.jdbi()).all(tx.cause(), tx.now());
    }

    /** So are the deployments that mount a cache of which something is known anew. */
    static void mountingAreDue(ResourceRef cache, LedgerTransaction tx) {
        var mounting = new Deployments(tx.jdbi()).mounting(cache);
        new Due(tx.jdbi()).these(mounting, tx.cause(), tx.now());
    }

    /** A deployment that is due, unless that was done. */
    void decide(DueRow due, LedgerTransaction tx) {
        take(due.deployment(), tx);
        if (new Due(tx.jdbi()).take(due)) {
            decide(due.deployment(), tx);
        }
    }

    /** One deployment. */
    void decide(Uid uid, LedgerTransaction tx) {
        decide(uid, () -> {}, tx);
    }

    /**
     * One deployment, after a change of what is known of it. Routes are told anew only when
     * something that services select is another than before: it is what all of a namespace share.
     */
    void decide(Uid uid, Runnable change, LedgerTransaction tx) {
        take(uid, tx);
        var routes = new Routes(tx.jdbi());
        var before = routes.selectable(List.of(uid));
        change.run();
        find(uid, tx).ifPresent(row -> decide(row, tx));
        var after = routes.selectable(List.of(uid));
        if (!after.equals(before)) {
            var namespaces = new TreeSet<>(before.keySet());
            namespaces.addAll(after.keySet());
            namespaces.forEach(namespace -> routing.reroute(namespace, tx));
        }
    }

    private static Optional<DeploymentRow> find(Uid uid, LedgerTransaction tx) {
        return new Deployments(tx.jdbi()).find(uid);
    }

    /** Nobody else decides it, and what is known of the caches that it names stays as it is. */
    static void take(Uid deployment, LedgerTransaction tx) {
        var caches = find(deployment, tx).map(DeploymentDecisions::caches).orElse(List.of());
        Turns.deployment(deployment, caches, tx);
    }

    private static List<ResourceRef> caches(DeploymentRow row) {
        var namespace = row.subject().resource().namespace();
        return row.spec().cacheNames().stream()
                .map(name -> new ResourceRef("ModelCache", namespace, name))
                .toList();
    }

    private void decide(DeploymentRow row, LedgerTransaction tx) {
        var decision = Decision.about(row, tx);
        if (row.going()) {
            decision.replicas().of(decision.uid()).stream()
                    .map(Replica::leave)
                    .forEach(decision.replicas()::save);
        } else {
            switch (Normal.of(row.spec())) {
                case Normal.Unimplemented(var feature, var message) ->
                        notCarriedOut(feature, message, decision);
                case Normal.Supported(var workers) -> carryOut(workers, decision);
            }
        }
        decision.replicas().of(decision.uid()).forEach(replica -> steps.next(replica, decision));
        if (row.going()) {
            goOn(decision);
        }
    }

    private static void notCarriedOut(String feature, String message, Decision decision) {
        var row = decision.row();
        decision.say(new DeploymentUnimplemented(row.subject(), feature, message, row.since()));
    }

    private void carryOut(Workers workers, Decision decision) {
        var active = active(workers, decision);
        if (active.isEmpty()) {
            var tooLarge = steps.tooLarge(workers, decision);
            if (tooLarge.isPresent()) {
                notCarriedOut("spec.workers.template", tooLarge.get(), decision);
                return;
            }
        }
        decision.say(new DeploymentSupported(decision.subject(), decision.row().since()));
        Placing.place(active.orElseGet(() -> next(workers, decision)), decision);
    }

    /** The active one, unless an edit since then wants something else of the replicas. */
    private static Optional<RevisionRow> active(Workers workers, Decision decision) {
        var row = decision.row();
        var caches = row.spec().cacheNames();
        long generation = row.subject().generation();
        return decision.deployments()
                .revision(decision.uid(), row.revision())
                .filter(
                        active ->
                                active.generation() >= generation
                                        || (active.workers().equals(workers)
                                                && active.caches().equals(caches)))
                .map(active -> confirmed(active, generation, decision));
    }

    private static RevisionRow next(Workers workers, Decision decision) {
        var row = decision.row();
        var caches = row.spec().cacheNames();
        long generation = row.subject().generation();
        var next = new RevisionRow(row.revision() + 1, workers, caches, generation, generation);
        decision.deployments().activate(decision.uid(), next);
        decision.say(
                new RevisionCreated(
                        row.subject(), next.revision(), workers, caches, decision.now()));
        decision.say(new RevisionActivated(row.subject(), next.revision(), decision.now()));
        return next;
    }

    private static RevisionRow confirmed(RevisionRow active, long generation, Decision decision) {
        if (active.generation() >= generation) {
            return active;
        }
        var now = active.confirmedBy(generation);
        decision.deployments().activate(decision.uid(), now);
        return now;
    }

    /** The deletion goes as far as it can now. */
    private static void goOn(Decision decision) {
        var subject = decision.subject();
        var left = decision.replicas().of(decision.uid());
        if (!left.isEmpty()) {
            decision.say(
                    new DeploymentDeletionBlocked(
                            subject,
                            left.stream()
                                    .map(r -> "replica " + r.name() + " on " + r.cluster())
                                    .toList(),
                            decision.now()));
            return;
        }
        for (var facet : List.of("support", "revision", "active-revision", "placement")) {
            decision.unsayAll(facet);
        }
        decision.say(new DeploymentRemoved(subject, decision.now()));
        decision.deployments().delete(decision.uid());
    }
}
