package dev.aquifer.sandbox.launcher.demo;

import java.util.ArrayList;

/** The clusters are adopted. */
final class AwaitClusters implements Stage {
    private final Clusters clusters;
    private final Waiting waiting;

    AwaitClusters(Clusters clusters, Waiting waiting) {
        this.clusters = clusters;
        this.waiting = waiting;
    }

    @Override
    public String headline() {
        return "Adopt the clusters";
    }

    @Override
    public String behind() {
        return "cluster-service reads their kubeconfigs from Secrets, opens a session, counts GPUs, tries the storage";
    }

    @Override
    public Outcome run(Progress progress) throws InterruptedException {
        var details = new ArrayList<String>();
        int gpus = 0;
        for (var name : clusters.workload().keySet()) {
            var cluster =
                    waiting.untilReady(
                            "InferenceCluster " + name,
                            () -> clusters.findGlobal("InferenceCluster", name),
                            found -> name + ": " + found.whyNotReady(),
                            progress);
            int here = cluster.at("status.capacity.gpus").asInt();
            gpus += here;
            details.add(
                    "%-12s Kubernetes %s, %d GPUs, storage %s"
                            .formatted(
                                    name,
                                    cluster.text("status.kubernetesVersion"),
                                    here,
                                    cluster.text("status.storage.storageClassName")));
        }
        return new Outcome("%d clusters, %d GPUs".formatted(details.size(), gpus), details);
    }
}
