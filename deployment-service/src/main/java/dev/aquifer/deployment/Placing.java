package dev.aquifer.deployment;

import dev.aquifer.deployment.domain.Candidate;
import dev.aquifer.deployment.domain.Candidate.CacheState;
import dev.aquifer.deployment.domain.Demand;
import dev.aquifer.deployment.domain.DerivedName;
import dev.aquifer.deployment.domain.Placement;
import dev.aquifer.deployment.domain.Replica;
import dev.aquifer.deployment.store.Deployments.RevisionRow;
import dev.aquifer.deployment.store.Inputs.ClusterRow;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.DeploymentEvent.PlacementDecided;
import dev.aquifer.events.DeploymentEvent.ReplicaScheduled;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where the replicas of a deployment are to be; free capacity is taken under a lock per cluster.
 */
final class Placing {
    private final Decision decision;
    private final RevisionRow revision;
    private final Demand demand;
    private final List<ClusterRow> clusters;
    private final List<Replica> replicas;

    private Placing(RevisionRow revision, Decision decision) {
        this.decision = decision;
        this.revision = revision;
        this.demand = Demand.of(revision.workers());
        this.clusters = decision.inputs().clusters();
        this.replicas = decision.replicas().of(decision.uid());
    }

    /** Places the replicas of a revision, retaining those that may stay. */
    static void place(RevisionRow revision, Decision decision) {
        new Placing(revision, decision).place();
    }

    private void place() {
        var spec = decision.row().spec();
        var missing = missingCache();
        var holding =
                replicas.stream()
                        .filter(r -> !r.leaving())
                        .map(Replica::cluster)
                        .filter(this::stillWanted)
                        .toList();
        var changing =
                replicas.stream()
                        .filter(r -> r.load().revision() != revision.revision())
                        .map(Replica::cluster)
                        .collect(Collectors.toSet());
        boolean takes = holding.size() < spec.replicas() || !changing.isEmpty();
        if (takes && missing.isEmpty()) {
            Turns.capacity(
                    candidateClusters().stream().map(ClusterRow::name).toList(), decision.tx());
        }
        var placement =
                Placement.decide(
                        spec.replicas(),
                        demand,
                        holding,
                        changing,
                        missing.isPresent() ? List.of() : candidates(),
                        spec.clusters().matchLabels());
        boolean noCache = missing.isPresent() && placement.placed().isEmpty();
        decision.say(
                new PlacementDecided(
                        decision.subject(),
                        spec.replicas(),
                        List.copyOf(placement.placed()),
                        noCache ? "CacheNotFound" : placement.reason(),
                        noCache ? missing.get() : placement.message(),
                        placement.excluded(),
                        decision.now()));
        carryOut(placement);
        sayScheduled();
    }

    private void carryOut(Placement placement) {
        var load = new Replica.Load(revision.revision(), demand.gpus(), demand.allPods());
        for (var replica : replicas) {
            if (replica.leaving() || placement.notFitting().contains(replica.cluster())) {
                continue;
            }
            decision.replicas()
                    .save(
                            placement.placed().contains(replica.cluster())
                                    ? withCachesOfRevision(replica).carrying(load)
                                    : replica.leave());
        }
        var taken = replicas.stream().map(Replica::cluster).collect(Collectors.toSet());
        for (var cluster : placement.placed()) {
            if (!taken.contains(cluster)) {
                var name = DerivedName.of(decision.subject().resource().name(), cluster.value());
                var seat = new Replica.Seat(decision.uid(), name, cluster);
                decision.replicas().save(Replica.scheduled(seat, load));
            }
        }
    }

    private void sayScheduled() {
        for (var replica : decision.replicas().of(decision.uid())) {
            if (!replica.leaving()) {
                decision.say(
                        new ReplicaScheduled(
                                decision.subject(),
                                replica.name(),
                                replica.cluster(),
                                replica.load().revision(),
                                replica.load().pods(),
                                demand.gpusPerPod(),
                                decision.now()));
            }
        }
    }

    private Replica withCachesOfRevision(Replica replica) {
        return decision.deployments()
                        .revision(decision.uid(), replica.load().revision())
                        .filter(former -> former.caches().equals(revision.caches()))
                        .isPresent()
                ? replica
                : replica.withoutGrant();
    }

    /** A cluster that is not known (yet) is no reason to leave it. */
    private boolean stillWanted(ClusterName name) {
        return clusters.stream()
                .filter(cluster -> cluster.name().equals(name))
                .filter(ClusterRow::known)
                .allMatch(cluster -> cluster.wanted() && matches(cluster));
    }

    private boolean matches(ClusterRow cluster) {
        var selector = decision.row().spec().clusters().matchLabels();
        return cluster.labels().entrySet().containsAll(selector.entrySet());
    }

    private Optional<String> missingCache() {
        return decision.row().spec().cacheNames().stream()
                .filter(name -> decision.inputs().usableCache(decision.cache(name)).isEmpty())
                .findFirst()
                .map(
                        name ->
                                "spec.caches: there is no ModelCache %s in namespace %s; apply it"
                                        .formatted(name, decision.namespace()));
    }

    /** One replica at a time on a cluster: the old one goes first. */
    private List<ClusterRow> candidateClusters() {
        var leaving =
                replicas.stream()
                        .filter(Replica::leaving)
                        .map(Replica::cluster)
                        .collect(Collectors.toSet());
        return clusters.stream()
                .filter(cluster -> cluster.wanted() && matches(cluster))
                .filter(cluster -> !leaving.contains(cluster.name()))
                .toList();
    }

    private List<Candidate> candidates() {
        var caches = caches();
        var fallback =
                decision.row().spec().cacheNames().isEmpty()
                        ? CacheState.NOT_NEEDED
                        : CacheState.NOT_READY;
        return candidateClusters().stream()
                .map(
                        cluster ->
                                new Candidate(
                                        cluster.name(),
                                        cluster.reachable(),
                                        cluster.capabilities().contains("LeaderWorkerSet"),
                                        cluster.pools(),
                                        decision.replicas()
                                                .gpusTaken(cluster.name(), decision.uid()),
                                        caches.getOrDefault(cluster.name(), fallback)))
                .toList();
    }

    private Map<ClusterName, CacheState> caches() {
        var states = new HashMap<ClusterName, CacheState>();
        for (var name : decision.row().spec().cacheNames()) {
            decision.inputs().usableCache(decision.cache(name)).stream()
                    .flatMap(uid -> decision.inputs().holding(uid).stream())
                    .forEach(cluster -> states.put(cluster, CacheState.READY));
        }
        return states;
    }
}
