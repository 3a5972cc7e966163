package dev.aquifer.sandbox.launcher.demo;

import java.util.ArrayList;
import java.util.List;

/** The tree of what Aquifer created on the clusters. */
final class ShowCreated implements Stage {
    private static final List<Kind> KINDS =
            List.of(
                    new Kind("v1", "PersistentVolumeClaim"),
                    new Kind("batch/v1", "Job"),
                    new Kind("apps/v1", "Deployment"),
                    new Kind("leaderworkerset.x-k8s.io/v1", "LeaderWorkerSet"),
                    new Kind("v1", "Pod"));

    private final Clusters clusters;

    private record Kind(String apiVersion, String name) {}

    ShowCreated(Clusters clusters) {
        this.clusters = clusters;
    }

    @Override
    public String headline() {
        return "What was created on the clusters";
    }

    @Override
    public String behind() {
        return "applied by cluster-service with server-side apply, watched, restored when somebody changes it";
    }

    @Override
    public Outcome run(Progress progress) {
        var lines = new ArrayList<String>();
        int objects = 0;
        for (var cluster : clusters.workload().keySet()) {
            var found = new ArrayList<String>();
            for (var kind : KINDS) {
                for (var object : clusters.created(cluster, kind.apiVersion(), kind.name())) {
                    found.add(line(kind, object));
                }
            }
            objects += found.size();
            lines.add(cluster + "/" + Clusters.NAMESPACE);
            for (int i = 0; i < found.size(); i++) {
                lines.add((i == found.size() - 1 ? "└─ " : "├─ ") + found.get(i));
            }
        }
        return new Outcome(objects + " objects", lines);
    }

    private static String line(Kind kind, Resource object) {
        var node = object.text("spec.nodeName");
        var phase = object.text("status.phase");
        return "%-22s %s%s%s"
                .formatted(
                        kind.name(),
                        object.name(),
                        node.isEmpty() ? "" : " on " + node,
                        phase.isEmpty() ? "" : ", " + phase);
    }
}
