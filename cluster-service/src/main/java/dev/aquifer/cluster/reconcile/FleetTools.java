package dev.aquifer.cluster.reconcile;

import dev.aquifer.cluster.kubernetes.ClusterClients;
import dev.aquifer.cluster.kubernetes.ControlCluster;
import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;

/** What all clusters of a replica are kept with. */
record FleetTools(
        Transactions transactions,
        ClusterClients clients,
        ControlCluster control,
        Sources sources,
        ReconcileLimits limits,
        ScheduledExecutorService timer,
        Clock clock) {}
