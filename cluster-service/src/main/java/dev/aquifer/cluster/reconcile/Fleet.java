package dev.aquifer.cluster.reconcile;

import dev.aquifer.cluster.ClusterLog;
import dev.aquifer.cluster.domain.FleetSilence;
import dev.aquifer.cluster.kubernetes.ClusterClients;
import dev.aquifer.cluster.kubernetes.ControlCluster;
import dev.aquifer.cluster.store.ClusterRow;
import dev.aquifer.cluster.store.ClusterStore;
import dev.aquifer.cluster.store.Facts;
import dev.aquifer.cluster.store.WorkStore;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.WorkId;
import dev.aquifer.ledger.Cause;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All clusters that this replica has: a runner for each, told of what the database has new. */
public final class Fleet implements AutoCloseable {
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Transactions transactions;
    private final ControlCluster control;
    private final ReconcileLimits limits;
    private final Clock clock;
    private final Map<ClusterName, ClusterRunner> runners = new HashMap<>();
    private final FleetTools tools;

    /** Until then silence said nothing about the clusters themselves. */
    private volatile Optional<Instant> oursUntil = Optional.empty();

    private boolean closed;
    private final ScheduledExecutorService timer = timer("fleet");

    /** What may wait for the database: it holds up neither the other nor the look at clusters. */
    private final ScheduledExecutorService abandoning = timer("fleet-abandoning");

    private final ScheduledExecutorService measurements = timer("fleet-measurements");

    /** A fleet that does nothing before its start. */
    public Fleet(
            Transactions transactions,
            ClusterClients clients,
            ControlCluster control,
            ReconcileLimits limits,
            Clock clock) {
        this.transactions = transactions;
        this.control = control;
        this.limits = limits;
        this.clock = clock;
        this.tools =
                new FleetTools(
                        transactions,
                        clients,
                        control,
                        new Sources(control, limits.secrets().dividedBy(2)),
                        limits,
                        measurements,
                        clock);
    }

    private static ScheduledExecutorService timer(String name) {
        return Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name(name).factory());
    }

    /** Begins to look after the clusters of this replica. */
    public void start() {
        control.watchSecrets(Kubeconfigs.NAMESPACE, this::secretChanged);
        every(timer, this::look);
        every(abandoning, this::abandon);
    }

    private static void every(ScheduledExecutorService timer, Runnable look) {
        var _ = timer.scheduleWithFixedDelay(look, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void secretChanged(String name) {
        runners.values().forEach(runner -> runner.secretChanged(name));
    }

    /** The database has something new: of {@code cluster/work}, of a cluster, or of anything. */
    public void changed(String what) {
        var slash = what.indexOf('/');
        if (slash > 0) {
            var runner = runner(new ClusterName(what.substring(0, slash)));
            if (runner != null) {
                runner.workChanged(new WorkId(what.substring(slash + 1)));
            }
            return;
        }
        if (!timer.isShutdown()) {
            timer.execute(this::look);
        }
        tell(what);
    }

    private synchronized @Nullable ClusterRunner runner(ClusterName cluster) {
        return runners.get(cluster);
    }

    private synchronized void tell(String cluster) {
        runners.forEach(
                (name, runner) -> {
                    if (cluster.isEmpty() || name.value().equals(cluster)) {
                        runner.specChanged();
                    }
                });
    }

    /** Something may have been missed. */
    public synchronized void lookAtAll() {
        runners.values().forEach(ClusterRunner::lookAtAll);
    }

    private void look() {
        try {
            each(this::keep);
            if (isSilenceOurs()) {
                oursUntil = Optional.of(clock.instant());
            }
        } catch (RuntimeException e) {
            // The database is away: clusters that have a session go on without.
            ClusterLog.databaseAway(e);
        }
    }

    private void abandon() {
        try {
            each(this::abandon);
        } catch (RuntimeException e) {
            // As above; what is gone for good can wait.
            ClusterLog.databaseAway(e);
        }
    }

    /** One cluster that makes trouble keeps no other waiting. */
    private void each(Consumer<ClusterRow> look) {
        for (var row : transactions.read(ClusterStore::clusters)) {
            try {
                look.accept(row);
            } catch (RuntimeException e) {
                ClusterLog.clusterFailed(row.name(), e);
            }
        }
    }

    private synchronized void keep(ClusterRow row) {
        if (closed) {
            return;
        }
        var wanted = !row.removed() && transactions.owns(row.name());
        var runner = runners.get(row.name());
        if (wanted && runner == null && transactions.hasCaughtUp()) {
            runners.put(row.name(), new ClusterRunner(row.name(), tools, this::isSilenceOurs));
        } else if (!wanted && runner != null) {
            runners.remove(row.name());
            runner.close();
        }
    }

    /** Whether the silence of clusters is taken for a fault on our side. */
    public synchronized boolean isSilenceOurs() {
        var silent = runners.values().stream().flatMap(r -> r.silentSince().stream()).toList();
        return FleetSilence.isOurs(runners.size(), silent);
    }

    /** A cluster that was withdrawn and is gone for good must not hang its deletion forever. */
    private void abandon(ClusterRow row) {
        var runner = runner(row.name());
        var failing = runner == null ? Optional.<Instant>empty() : runner.failingSince();
        if (row.withdrawnSince().isEmpty() || row.removed() || failing.isEmpty()) {
            return;
        }
        var silentSince =
                Stream.of(row.withdrawnSince(), failing, row.lastSeen(), oursUntil)
                        .flatMap(Optional::stream)
                        .max(Comparator.naturalOrder())
                        .orElseThrow();
        var silent = Duration.between(silentSince, clock.instant());
        if (silent.compareTo(limits.grace()) < 0) {
            return;
        }
        transactions.in(
                Cause.continuing(row.correlation()),
                tx -> {
                    var session = Facts.openSession(tx, row);
                    for (var work : WorkStore.of(tx.jdbi(), row.name())) {
                        if (!work.removed()) {
                            ClusterLog.abandoned(row.name(), work.work(), silent);
                            Reporter.removed(tx, work, session, "ClusterGone");
                        }
                    }
                    Deletions.cluster(tx, row.name());
                    return true;
                });
    }

    @Override
    public void close() {
        timer.shutdown();
        abandoning.shutdown();
        measurements.shutdown();
        List<ClusterRunner> closing;
        synchronized (this) {
            closed = true;
            closing = List.copyOf(runners.values());
            runners.clear();
        }
        closing.forEach(ClusterRunner::close);
        try {
            for (var runner : closing) {
                runner.join(Duration.ofSeconds(1));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        control.close();
    }
}
