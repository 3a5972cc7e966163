package dev.aquifer.deployment;

import dev.aquifer.deployment.DeploymentFlow.EngineAnswer;
import dev.aquifer.deployment.domain.Candidate;
import dev.aquifer.deployment.domain.Candidate.CacheState;
import dev.aquifer.deployment.domain.Demand;
import dev.aquifer.deployment.domain.DerivedName;
import dev.aquifer.deployment.domain.Normal;
import dev.aquifer.deployment.domain.Placement;
import dev.aquifer.deployment.store.Deployments;
import dev.aquifer.deployment.store.Deployments.DeploymentRow;
import dev.aquifer.deployment.store.Deployments.RevisionRow;
import dev.aquifer.deployment.store.Inputs;
import dev.aquifer.deployment.store.Inputs.ClusterRow;
import dev.aquifer.deployment.store.ReplicaRow;
import dev.aquifer.deployment.store.Said;
import dev.aquifer.events.CacheEvent;
import dev.aquifer.events.CacheEvent.CacheUseGranted;
import dev.aquifer.events.CacheEvent.CacheUseRefused;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.DeploymentEvent.DeploymentDeletionBlocked;
import dev.aquifer.events.DeploymentEvent.DeploymentRemoved;
import dev.aquifer.events.DeploymentEvent.DeploymentSupported;
import dev.aquifer.events.DeploymentEvent.DeploymentUnimplemented;
import dev.aquifer.events.DeploymentEvent.PlacementDecided;
import dev.aquifer.events.DeploymentEvent.ReplicaScheduled;
import dev.aquifer.events.DeploymentEvent.RevisionActivated;
import dev.aquifer.events.DeploymentEvent.RevisionCreated;
import dev.aquifer.events.ObservationEvent;
import dev.aquifer.events.Topic;
import dev.aquifer.events.Uid;
import dev.aquifer.events.spec.Workers;
import dev.aquifer.ledger.Cause;
import dev.aquifer.ledger.LedgerTransaction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Decides a deployment from what the database holds: its revision, where its replicas are, and the
 * next step of each. Deciding again without news says nothing and requests nothing.
 */
final class ReplicaDecisions {
    private final RoutingFlow routing;

    ReplicaDecisions(RoutingFlow routing) {
        this.routing = routing;
    }

    /** Every deployment, because something changed that any of them may stand on. */
    void decideAll(LedgerTransaction tx) {
        for (var uid : new Deployments(tx.jdbi()).all()) {
            new Deployments(tx.jdbi())
                    .lock(uid)
                    .ifPresent(row -> decide(uid, tx, answering(tx, row)));
        }
    }

    /** One deployment. */
    void decide(Uid uid, LedgerTransaction tx, Cause cause) {
        var deployments = new Deployments(tx.jdbi());
        var found = deployments.lock(uid);
        if (found.isEmpty()) {
            return;
        }
        var row = found.get();
        var said = new Said(tx, cause);
        if (row.going()) {
            deployments.replicas(uid).forEach(r -> deployments.save(r.leave()));
        } else {
            switch (Normal.of(row.spec())) {
                case Normal.Unimplemented u ->
                        said.say(
                                Topic.DEPLOYMENTS,
                                new DeploymentUnimplemented(
                                        row.subject(), u.feature(), u.message(), row.since()));
                case Normal.Supported supported -> {
                    said.say(
                            Topic.DEPLOYMENTS, new DeploymentSupported(row.subject(), row.since()));
                    var revision = revision(row, supported.workers(), deployments, said, tx);
                    place(row, revision, deployments, said, tx);
                }
            }
        }
        var steps = new ReplicaSteps(row, deployments, said, tx);
        deployments.replicas(uid).forEach(steps::next);
        if (row.going()) {
            goOn(row, deployments, said, tx);
        }
        routing.reroute(row.subject().resource().namespace(), tx, cause);
    }

    private static RevisionRow revision(
            DeploymentRow row,
            Workers workers,
            Deployments deployments,
            Said said,
            LedgerTransaction tx) {
        var uid = row.subject().admittedUid();
        var caches = row.spec().cacheNames();
        var active = deployments.revision(uid, row.revision());
        if (active.isPresent()
                && active.get().workers().equals(workers)
                && active.get().caches().equals(caches)) {
            return active.get();
        }
        var next = new RevisionRow(row.revision() + 1, workers, caches);
        deployments.addRevision(uid, next);
        said.say(
                Topic.DEPLOYMENTS,
                new RevisionCreated(row.subject(), next.revision(), workers, caches, tx.now()));
        said.say(
                Topic.DEPLOYMENTS, new RevisionActivated(row.subject(), next.revision(), tx.now()));
        return next;
    }

    private static void place(
            DeploymentRow row,
            RevisionRow revision,
            Deployments deployments,
            Said said,
            LedgerTransaction tx) {
        var inputs = new Inputs(tx.jdbi());
        var uid = row.subject().admittedUid();
        var replicas = deployments.replicas(uid);
        var demand = Demand.of(revision.workers());
        var clusters = inputs.lockClusters();
        var cache = missingCache(row, inputs);
        var holding =
                replicas.stream()
                        .filter(r -> !r.leaving())
                        .map(ReplicaRow::cluster)
                        .filter(name -> stillWanted(name, row, clusters))
                        .toList();
        var candidates =
                cache.isPresent()
                        ? List.<Candidate>of()
                        : candidates(row, clusters, replicas, inputs, deployments);
        var placement =
                Placement.decide(
                        row.spec().replicas(),
                        demand,
                        holding,
                        candidates,
                        row.spec().clusters().matchLabels());
        boolean noCache = cache.isPresent() && placement.placed().isEmpty();
        said.say(
                Topic.DEPLOYMENTS,
                new PlacementDecided(
                        row.subject(),
                        row.spec().replicas(),
                        List.copyOf(placement.placed()),
                        noCache ? "CacheNotFound" : placement.reason(),
                        noCache ? cache.get() : placement.message(),
                        placement.excluded(),
                        tx.now()));
        var byCluster = replicas.stream().collect(Collectors.toMap(ReplicaRow::cluster, r -> r));
        for (var replica : replicas) {
            if (!replica.leaving()) {
                var kept = withCachesOf(revision, replica, deployments);
                deployments.save(
                        placement.placed().contains(replica.cluster())
                                ? kept.of(revision.revision(), demand.gpus(), demand.allPods())
                                : replica.leave());
            }
        }
        for (var cluster : placement.placed()) {
            if (!byCluster.containsKey(cluster)) {
                schedule(row, revision, cluster, demand, deployments);
            }
        }
        for (var replica : deployments.replicas(uid)) {
            if (!replica.leaving()) {
                said.say(
                        Topic.DEPLOYMENTS,
                        new ReplicaScheduled(
                                row.subject(),
                                replica.name(),
                                replica.cluster(),
                                replica.revision(),
                                replica.pods(),
                                demand.gpusPerPod(),
                                tx.now()));
            }
        }
    }

    private static ReplicaRow withCachesOf(
            RevisionRow revision, ReplicaRow replica, Deployments deployments) {
        return deployments
                        .revision(replica.deployment(), replica.revision())
                        .filter(former -> former.caches().equals(revision.caches()))
                        .isPresent()
                ? replica
                : replica.withoutGrant();
    }

    private static void schedule(
            DeploymentRow row,
            RevisionRow revision,
            ClusterName cluster,
            Demand demand,
            Deployments deployments) {
        var name = DerivedName.of(row.subject().resource().name(), cluster.value());
        deployments.save(
                ReplicaRow.scheduled(
                        row.subject().admittedUid(),
                        name,
                        cluster,
                        revision.revision(),
                        demand.gpus(),
                        demand.allPods()));
    }

    /** A cluster that is not known (yet) is no reason to leave it. */
    private static boolean stillWanted(
            ClusterName name, DeploymentRow row, List<ClusterRow> clusters) {
        return clusters.stream()
                .filter(c -> c.name().equals(name))
                .findFirst()
                .map(c -> c.wanted() && matches(c, row))
                .orElse(true);
    }

    private static boolean matches(ClusterRow cluster, DeploymentRow row) {
        return cluster.labels()
                .entrySet()
                .containsAll(row.spec().clusters().matchLabels().entrySet());
    }

    private static Optional<String> missingCache(DeploymentRow row, Inputs inputs) {
        var namespace = row.subject().resource().namespace();
        return row.spec().cacheNames().stream()
                .filter(name -> inputs.usableCache(namespace, name).isEmpty())
                .findFirst()
                .map(
                        name ->
                                "spec.caches: there is no ModelCache %s in namespace %s; apply it"
                                        .formatted(name, namespace));
    }

    private static List<Candidate> candidates(
            DeploymentRow row,
            List<ClusterRow> clusters,
            List<ReplicaRow> replicas,
            Inputs inputs,
            Deployments deployments) {
        var namespace = row.subject().resource().namespace();
        Map<ClusterName, CacheState> caches = new HashMap<>();
        for (var cache : row.spec().cacheNames()) {
            inputs.usableCache(namespace, cache)
                    .ifPresent(
                            uid ->
                                    inputs.holding(uid)
                                            .forEach(c -> caches.put(c, CacheState.READY)));
        }
        var fallback =
                row.spec().cacheNames().isEmpty() ? CacheState.NOT_NEEDED : CacheState.NOT_READY;
        var leaving =
                replicas.stream()
                        .filter(ReplicaRow::leaving)
                        .map(ReplicaRow::cluster)
                        .collect(Collectors.toSet());
        return clusters.stream()
                .filter(ClusterRow::wanted)
                .filter(cluster -> matches(cluster, row))
                // One replica at a time on a cluster: the old one goes first.
                .filter(cluster -> !leaving.contains(cluster.name()))
                .map(
                        cluster ->
                                new Candidate(
                                        cluster.name(),
                                        cluster.reachable(),
                                        cluster.capabilities().contains("LeaderWorkerSet"),
                                        cluster.pools(),
                                        deployments.gpusTaken(
                                                cluster.name(), row.subject().admittedUid()),
                                        caches.getOrDefault(cluster.name(), fallback)))
                .toList();
    }

    private static void goOn(
            DeploymentRow row, Deployments deployments, Said said, LedgerTransaction tx) {
        var uid = row.subject().admittedUid();
        var left = deployments.replicas(uid);
        if (!left.isEmpty()) {
            said.say(
                    Topic.DEPLOYMENTS,
                    new DeploymentDeletionBlocked(
                            row.subject(),
                            left.stream()
                                    .map(r -> "replica " + r.name() + " on " + r.cluster())
                                    .toList(),
                            tx.now()));
            return;
        }
        for (var facet : List.of("support", "revision", "active-revision", "placement")) {
            said.unsayAll(Topic.DEPLOYMENTS, row.subject().resource(), facet);
        }
        said.say(Topic.DEPLOYMENTS, new DeploymentRemoved(row.subject(), tx.now()));
        deployments.delete(uid);
    }

    /** cache-service lets a replica mount. */
    void granted(CacheUseGranted grant, LedgerTransaction tx) {
        change(grant, r -> r.granted(grant), tx);
    }

    /** cache-service does not let a replica mount now. */
    void refused(CacheUseRefused refusal, LedgerTransaction tx) {
        change(refusal, r -> r.refused(refusal.reason() + ": " + refusal.message()), tx);
    }

    private void change(
            CacheEvent.Use use, UnaryOperator<ReplicaRow> change, LedgerTransaction tx) {
        var uid = use.user().admittedUid();
        var deployments = new Deployments(tx.jdbi());
        if (deployments.lock(uid).isEmpty()) {
            return; // of an older life
        }
        deployments.replicas(uid).stream()
                .filter(r -> r.cluster().equals(use.cluster()) && !r.leaving())
                .filter(r -> mounts(r, use.subject().resource().name(), deployments))
                .findFirst()
                .ifPresent(
                        replica -> {
                            deployments.save(change.apply(replica));
                            decide(uid, tx, tx.cause());
                        });
    }

    /** What is said of a cache that an edit took out says nothing of the one that came in. */
    private static boolean mounts(ReplicaRow replica, String cache, Deployments deployments) {
        return deployments
                .revision(replica.deployment(), replica.revision())
                .filter(revision -> revision.caches().contains(cache))
                .isPresent();
    }

    /** Something was seen of a replica's Work. */
    void observed(ObservationEvent event, LedgerTransaction tx) {
        var deployments = new Deployments(tx.jdbi());
        deployments
                .byWork(event.work())
                .filter(r -> r.isOfNow(event))
                .ifPresent(
                        replica -> {
                            deployments.save(replica.observed(event));
                            decide(replica.deployment(), tx, tx.cause());
                        });
    }

    /** An engine answered: if it still is the one that was asked, the endpoint is ready. */
    void answered(EngineAnswer answer, LedgerTransaction tx) {
        var deployments = new Deployments(tx.jdbi());
        deployments
                .lock(answer.deployment())
                .ifPresent(
                        row ->
                                deployments.replicas(answer.deployment()).stream()
                                        .filter(r -> r.name().equals(answer.replica()))
                                        .filter(r -> answer.url().equals(r.url()))
                                        .forEach(
                                                r -> {
                                                    deployments.save(r.answered(answer.models()));
                                                    decide(
                                                            answer.deployment(),
                                                            tx,
                                                            answering(tx, row));
                                                }));
    }

    /** The event at hand is what made it happen; whom it serves is who asked for the deployment. */
    private static Cause answering(LedgerTransaction tx, DeploymentRow row) {
        return new Cause(row.correlation(), tx.cause().causationId(), tx.cause().traceparent());
    }
}
