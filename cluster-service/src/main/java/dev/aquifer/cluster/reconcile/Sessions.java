package dev.aquifer.cluster.reconcile;

import dev.aquifer.cluster.domain.ObjectTree;
import dev.aquifer.cluster.kubernetes.WorkloadCluster;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.WorkId;
import java.util.Optional;

/** The session on one cluster, if there is one, with everything that works in it. */
final class Sessions {
    private final ClusterName cluster;
    private final FleetTools tools;
    private final ClusterFacts facts;
    private volatile Optional<Session> current = Optional.empty();
    private volatile boolean closed;

    Sessions(ClusterName cluster, FleetTools tools, ClusterFacts facts) {
        this.cluster = cluster;
        this.tools = tools;
        this.facts = facts;
    }

    /** The one that is open now. */
    Optional<Session> current() {
        return current;
    }

    /** An object of the cluster appeared, changed or went. */
    void objectChanged(ObjectTree object) {
        current.ifPresent(s -> s.changed(object));
    }

    /**
     * Why a session ended.
     *
     * @param away whether the cluster does not answer
     */
    record Ending(String message, boolean away) {}

    /** Works in a session until it ends. */
    Ending run(long epoch, WorkloadCluster workload, ClusterFacts.Look first)
            throws InterruptedException {
        try (var progresses =
                new Progresses(workload, tools.transactions(), tools.timer(), this::spoke)) {
            var session = session(epoch, workload, first, progresses);
            try (var renewal =
                    new Renewal(cluster, epoch, workload, facts, session, tools.limits())) {
                current = Optional.of(session);
                if (closed) {
                    session.end("the service stops");
                }
                return new Ending(session.run(), renewal.isAway());
            } finally {
                current = Optional.empty();
            }
        }
    }

    private Session session(
            long epoch, WorkloadCluster workload, ClusterFacts.Look first, Progresses progresses) {
        var reconciler =
                new WorkReconciler(
                        workload,
                        tools.transactions(),
                        new Copies(tools.control(), tools.sources()),
                        new Inputs(tools.sources()),
                        new Reporter(cluster, epoch, tools.transactions()),
                        progresses::heard,
                        tools.clock());
        return new Session(
                cluster,
                workload,
                tools.transactions(),
                reconciler,
                progresses,
                new ClusterFacts.Speaker(facts, epoch, workload, first),
                tools.limits());
    }

    private void spoke(WorkId work) {
        current.ifPresent(s -> s.wanted(work));
    }

    /** Ends the one that is open, and each that may open still. */
    void close() {
        closed = true;
        current.ifPresent(s -> s.end("the service stops or another replica has the cluster"));
    }
}
