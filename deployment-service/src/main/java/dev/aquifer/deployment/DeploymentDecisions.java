package dev.aquifer.deployment;

import dev.aquifer.deployment.domain.Normal;
import dev.aquifer.deployment.domain.Replica;
import dev.aquifer.deployment.store.Deployments;
import dev.aquifer.deployment.store.Deployments.DeploymentRow;
import dev.aquifer.deployment.store.Deployments.RevisionRow;
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
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

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

    /** Every deployment, because something changed that any of them may stand on. */
    void decideAll(LedgerTransaction tx) {
        Turns.fleet(tx);
        var namespaces = new TreeSet<String>();
        for (var uid : new Deployments(tx.jdbi()).all()) {
            new Deployments(tx.jdbi())
                    .find(uid)
                    .ifPresent(
                            row -> {
                                decide(row, tx);
                                namespaces.add(row.subject().resource().namespace());
                            });
        }
        namespaces.forEach(namespace -> routing.reroute(namespace, tx));
    }

    /** The deployments that mount a cache of which something is known anew. */
    void decideThatMount(ResourceRef cache, LedgerTransaction tx) {
        decide(new Deployments(tx.jdbi()).mounting(cache), () -> {}, tx);
    }

    /** One deployment. */
    void decide(Uid uid, LedgerTransaction tx) {
        decide(List.of(uid), () -> {}, tx);
    }

    /**
     * Some deployments, after a change of what is known of them. Routes are told anew only when
     * something that services select is another than before: it is what all of a namespace share.
     */
    void decide(List<Uid> uids, Runnable change, LedgerTransaction tx) {
        take(uids, tx);
        if (uids.size() > 1) {
            // Each takes those that it may need; all of them at once, so that it is in order.
            Placing.lockAll(tx);
        }
        var routes = new Routes(tx.jdbi());
        var before = routes.selectable(uids);
        change.run();
        uids.stream().flatMap(uid -> find(uid, tx)).forEach(row -> decide(row, tx));
        var after = routes.selectable(uids);
        if (!after.equals(before)) {
            var namespaces = new TreeSet<>(before.keySet());
            namespaces.addAll(after.keySet());
            namespaces.forEach(namespace -> routing.reroute(namespace, tx));
        }
    }

    private static Stream<DeploymentRow> find(Uid uid, LedgerTransaction tx) {
        return new Deployments(tx.jdbi()).find(uid).stream();
    }

    /** Nobody else decides these, and what is known of the caches that they name stays as it is. */
    static void take(Collection<Uid> deployments, LedgerTransaction tx) {
        var caches =
                deployments.stream()
                        .flatMap(uid -> find(uid, tx))
                        .flatMap(row -> caches(row).stream())
                        .toList();
        Turns.deployments(deployments, caches, tx);
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
                        decision.say(
                                new DeploymentUnimplemented(
                                        row.subject(), feature, message, row.since()));
                case Normal.Supported(var workers) -> {
                    decision.say(new DeploymentSupported(row.subject(), row.since()));
                    Placing.place(revision(workers, decision), decision);
                }
            }
        }
        decision.replicas().of(decision.uid()).forEach(replica -> steps.next(replica, decision));
        if (row.going()) {
            goOn(decision);
        }
    }

    /** The active one, unless an edit since then wants something else of the replicas. */
    private static RevisionRow revision(Workers workers, Decision decision) {
        var row = decision.row();
        var caches = row.spec().cacheNames();
        long generation = row.subject().generation();
        var active = decision.deployments().revision(decision.uid(), row.revision());
        if (active.isPresent()
                && (active.get().generation() >= generation
                        || (active.get().workers().equals(workers)
                                && active.get().caches().equals(caches)))) {
            return confirmed(active.get(), generation, decision);
        }
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
