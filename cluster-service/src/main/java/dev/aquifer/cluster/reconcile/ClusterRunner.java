package dev.aquifer.cluster.reconcile;

import dev.aquifer.cluster.ClusterLog;
import dev.aquifer.cluster.domain.ClusterPlan;
import dev.aquifer.cluster.domain.KubeconfigRules.Access;
import dev.aquifer.cluster.kubernetes.ClusterAwayException;
import dev.aquifer.cluster.kubernetes.ClusterClients;
import dev.aquifer.cluster.kubernetes.ClusterRefusedException;
import dev.aquifer.cluster.kubernetes.ControlCluster;
import dev.aquifer.cluster.kubernetes.WorkloadCluster;
import dev.aquifer.cluster.store.ClusterRow;
import dev.aquifer.cluster.store.ClusterStore;
import dev.aquifer.cluster.store.Facts;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.WorkId;
import dev.aquifer.ledger.Cause;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Keeps one cluster: finds out whether it can be used, opens a session while it answers, and opens
 * the next one when that ended. It has threads and connections of its own.
 */
final class ClusterRunner implements AutoCloseable {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(15);

    private final ClusterName cluster;
    private final Transactions transactions;
    private final ClusterClients clients;
    private final ControlCluster control;
    private final Clock clock;
    private final BooleanSupplier silenceIsOurs;
    private final ClusterFacts facts;
    private final Backoff<ClusterName> backoff;
    private final Nudge nudge = new Nudge();
    private final Sessions sessions;
    private volatile Optional<Instant> silentSince = Optional.empty();
    private volatile Optional<Instant> failingSince = Optional.empty();
    private final Thread thread;
    private volatile boolean closed;
    private volatile String kubeconfigVersion = "";
    private volatile ClusterPlan adopted = new ClusterPlan.Invalid("nothing adopted yet");

    /**
     * Begins at once.
     *
     * @param silenceIsOurs whether the silence of clusters is taken for a fault on our side
     */
    ClusterRunner(ClusterName cluster, FleetTools tools, BooleanSupplier silenceIsOurs) {
        this.cluster = cluster;
        this.transactions = tools.transactions();
        this.clients = tools.clients();
        this.control = tools.control();
        this.clock = tools.clock();
        this.silenceIsOurs = silenceIsOurs;
        this.facts = new ClusterFacts(cluster, transactions);
        this.sessions = new Sessions(cluster, tools, facts);
        this.backoff = new Backoff<>(Duration.ofSeconds(1), Duration.ofSeconds(15));
        this.thread = Thread.ofVirtual().name("cluster " + cluster).start(this::run);
    }

    /** The database has something new of a Work. */
    void workChanged(WorkId work) {
        sessions.current().ifPresent(s -> s.wanted(work));
    }

    /** The database may have something new of the cluster or of a class. */
    void specChanged() {
        sessions.current().ifPresent(Session::specChanged);
        nudge.raise();
        Thread.ofVirtual().start(this::compareSpec);
    }

    /** Everything may have changed: something was not told. */
    void lookAtAll() {
        sessions.current().ifPresent(Session::sweepSoon);
        specChanged();
    }

    private void compareSpec() {
        try {
            var row = transactions.read(handle -> ClusterStore.cluster(handle, cluster));
            var plan = row.filter(r -> !r.removed()).map(r -> Plans.of(transactions, r));
            var stands =
                    plan.filter(p -> p.equals(adopted) || p instanceof ClusterPlan.WaitForClasses);
            if (stands.isEmpty()) {
                sessions.current().ifPresent(s -> s.end("the spec changed"));
            }
        } catch (RuntimeException e) {
            ClusterLog.databaseAway(e);
        }
    }

    /** A Secret of the control cluster changed, maybe the kubeconfig. */
    void secretChanged(String name) {
        Thread.ofVirtual().start(() -> compareKubeconfig(name));
    }

    private void compareKubeconfig(String name) {
        try {
            if (Kubeconfigs.isAnother(control, name, kubeconfigVersion)) {
                sessions.current().ifPresent(s -> s.end("the kubeconfig changed"));
            }
        } catch (ClusterAwayException | ClusterRefusedException e) {
            ClusterLog.unusable(cluster, "ControlCluster", String.valueOf(e.getMessage()));
        }
        nudge.raise();
    }

    /**
     * Since when this replica tries in vain to have a session; empty while it has one, or did not
     * fail yet.
     */
    Optional<Instant> failingSince() {
        return failingSince;
    }

    /** Since when a cluster that answered before does not; empty while it does. */
    Optional<Instant> silentSince() {
        return silentSince;
    }

    private void failed() {
        failingSince = failingSince.or(() -> Optional.of(clock.instant()));
    }

    private void run() {
        while (!closed) {
            var pause = LOOK_AGAIN;
            try {
                pause = attempt();
            } catch (DeposedException e) {
                ClusterLog.sessionEnded(cluster, 0, String.valueOf(e.getMessage()));
            } catch (InterruptedException e) {
                return;
            } catch (ClusterAwayException | ClusterRefusedException e) {
                // Only the control cluster can be meant: no fact of this cluster.
                ClusterLog.unusable(cluster, "ControlCluster", String.valueOf(e.getMessage()));
                pause = backoff.failed(cluster);
            } catch (RuntimeException e) {
                // The database is away, or a mistake of ours: this cluster waits, others go on.
                ClusterLog.clusterFailed(cluster, e);
                pause = backoff.failed(cluster);
            }
            try {
                nudge.await(pause);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** One attempt to use the cluster; returns after how long to make the next one. */
    private Duration attempt() throws InterruptedException {
        var found = transactions.read(handle -> ClusterStore.cluster(handle, cluster));
        if (found.isEmpty() || found.get().removed()) {
            return LOOK_AGAIN;
        }
        var row = found.get();
        return switch (Plans.of(transactions, row)) {
            case ClusterPlan.Unimplemented u -> {
                facts.unimplemented(row.session(), u.feature(), u.message());
                yield LOOK_AGAIN;
            }
            case ClusterPlan.WaitForClasses w -> {
                facts.provisioning(row.session(), "WaitingForClasses", w.message());
                yield LOOK_AGAIN;
            }
            case ClusterPlan.Invalid i -> {
                facts.provisioning(row.session(), "InvalidSpec", i.message());
                yield LOOK_AGAIN;
            }
            case ClusterPlan.Adopt adopt -> adopt(row, adopt);
        };
    }

    private Duration adopt(ClusterRow row, ClusterPlan.Adopt adopt) throws InterruptedException {
        adopted = adopt;
        var found = Kubeconfigs.find(control, adopt);
        kubeconfigVersion = found.version();
        return switch (found) {
            case Kubeconfigs.Found.Unusable unusable -> {
                failed();
                facts.provisioning(row.session(), unusable.reason(), unusable.message());
                yield LOOK_AGAIN;
            }
            case Kubeconfigs.Found.Usable usable -> use(row, usable.access());
        };
    }

    private Duration use(ClusterRow row, Access access) throws InterruptedException {
        var epoch = row.session();
        // Events of the watches come before the session is there: the first sweep sees all.
        try (var workload = clients.workload(access, sessions::objectChanged)) {
            var look = look(workload);
            epoch = open(row);
            failingSince = Optional.empty();
            silentSince = Optional.empty();
            facts.ready(epoch, look, workload);
            backoff.succeeded(cluster);
            ClusterLog.sessionOpened(cluster, epoch, look.version());
            var why = sessions.run(epoch, workload, look);
            ClusterLog.sessionEnded(cluster, epoch, why.message());
            return why.away() ? away(row, epoch, access, why.message()) : Duration.ZERO;
        } catch (ClusterRefusedException e) {
            failed();
            facts.provisioning(epoch, e.reason(), String.valueOf(e.getMessage()));
            return LOOK_AGAIN;
        } catch (ClusterAwayException e) {
            return away(row, epoch, access, String.valueOf(e.getMessage()));
        }
    }

    private Duration away(ClusterRow row, long epoch, Access access, String message) {
        failed();
        if (epoch > 0 || row.lastSeen().isPresent()) {
            silentSince = silentSince.or(() -> Optional.of(clock.instant()));
        }
        var retry = backoff.failed(cluster);
        ClusterLog.unreachable(cluster, message, retry);
        var ours =
                silenceIsOurs.getAsBoolean()
                        ? "; a third of the clusters fell silent at once, so the fault is taken to"
                                + " be on the side of cluster-service"
                        : "";
        facts.unreachable(epoch, access.server() + " does not answer: " + message + ours);
        return retry;
    }

    private static ClusterFacts.Look look(WorkloadCluster workload) {
        var version = workload.version();
        var capabilities = workload.capabilities();
        workload.watchBasics();
        return new ClusterFacts.Look(version, capabilities);
    }

    private long open(ClusterRow row) {
        return transactions.in(
                Cause.continuing(row.correlation()),
                tx -> {
                    if (!transactions.isAbreast(tx.jdbi(), cluster)) {
                        throw new DeposedException(cluster, row.session());
                    }
                    return Facts.openSession(tx, row);
                });
    }

    @Override
    public void close() {
        closed = true;
        sessions.close();
        nudge.raise();
    }

    /** Waits until the runner has ended, for a while. */
    void join(Duration atMost) throws InterruptedException {
        thread.join(atMost);
        thread.interrupt();
    }
}
