package dev.aquifer.sandbox.cluster.node;

import dev.aquifer.sandbox.cluster.Events;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Clock;

/** What every pod of this node is run with. */
record NodeParts(
        KubernetesClient client,
        Clock clock,
        Path podsFolder,
        Scripts scripts,
        Isolation isolation,
        PodAddresses addresses,
        PodVolumes volumes,
        HostNames hostNames,
        LaunchPlanner planner,
        Events events) {}
