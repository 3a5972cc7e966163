package dev.aquifer.cluster.reconcile;

import dev.aquifer.cluster.ClusterLog;
import dev.aquifer.cluster.kubernetes.ClusterAwayException;
import dev.aquifer.cluster.kubernetes.ClusterRefusedException;
import dev.aquifer.cluster.kubernetes.WorkloadCluster;
import dev.aquifer.events.ClusterName;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Renews a session while its cluster answers. It has a thread of its own, so that slow work on the
 * cluster is not taken for silence. After two failures in a row the session ends.
 */
final class Renewal implements AutoCloseable {
    private static final int FAILURES = 2;

    private final long epoch;
    private final WorkloadCluster workload;
    private final ClusterFacts facts;
    private final Session session;
    private final ReconcileLimits limits;
    private final Thread thread;
    private volatile boolean away;
    private int failures;

    Renewal(
            ClusterName cluster,
            long epoch,
            WorkloadCluster workload,
            ClusterFacts facts,
            Session session,
            ReconcileLimits limits) {
        this.epoch = epoch;
        this.workload = workload;
        this.facts = facts;
        this.session = session;
        this.limits = limits;
        this.thread = Thread.ofVirtual().name("session " + cluster).start(this::run);
    }

    /** Whether the session ended because the cluster does not answer. */
    boolean isAway() {
        return away;
    }

    private void run() {
        for (long renewals = 0; !Thread.currentThread().isInterrupted(); renewals++) {
            try {
                renew(renewals);
                Thread.sleep(failures == 0 ? limits.renewal() : limits.renewal().dividedBy(5));
            } catch (InterruptedException e) {
                return;
            } catch (DeposedException e) {
                session.end(String.valueOf(e.getMessage()));
                return;
            } catch (RuntimeException e) {
                // The database is away; the session waits for it.
                ClusterLog.databaseAway(e);
            }
        }
    }

    private void renew(long renewals) {
        try {
            workload.proveLogin();
            if (!workload.isWatching()) {
                session.end("a watch ended");
                return;
            }
            if (renewals % 6 == 3 && isBehind()) {
                session.end("a watch is behind and does not catch up");
                return;
            }
            if (renewals % 6 == 5) {
                session.specChanged(); // Capabilities come and go without a watch.
            }
            failures = 0;
        } catch (ClusterAwayException e) {
            failures++;
            if (failures >= FAILURES) {
                away = true;
                session.end(String.valueOf(e.getMessage()));
            }
            return;
        } catch (ClusterRefusedException e) {
            session.end(String.valueOf(e.getMessage()));
            return;
        }
        facts.renewed(epoch);
    }

    /** Behind twice, with a pause in which a watch that lives would have caught up. */
    private boolean isBehind() {
        if (!workload.isBehind()) {
            return false;
        }
        LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
        return workload.isBehind();
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
