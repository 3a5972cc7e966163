package dev.aquifer.sandbox.launcher.demo;

import dev.aquifer.sandbox.launcher.processes.Trouble;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Both pods of the gang say which file they opened. */
final class ProveSameBytes implements Stage {
    static final String WORDS = "weights: ";

    private final Clusters clusters;
    private final String deployment;

    ProveSameBytes(Clusters clusters, String deployment) {
        this.clusters = clusters;
        this.deployment = deployment;
    }

    @Override
    public String headline() {
        return "Both pods read the very same bytes";
    }

    @Override
    public String behind() {
        return "each pod looked at the file it opened, and says so in its log: inode and SHA-256";
    }

    @Override
    public Outcome run(Progress progress) {
        var seen = new ArrayList<Seen>();
        clusters.workload()
                .forEach(
                        (cluster, client) -> {
                            var pods =
                                    client.pods()
                                            .inNamespace(Clusters.NAMESPACE)
                                            .withLabel("modelplane.ai/kind", "ModelDeployment")
                                            .withLabel("modelplane.ai/name", deployment)
                                            .list()
                                            .getItems();
                            for (var pod : pods) {
                                var log = client.pods().resource(pod).getLog();
                                seen.add(Seen.of(cluster, pod, log));
                            }
                        });
        return judged(seen);
    }

    static Outcome judged(List<Seen> seen) {
        var nodes = new TreeSet<String>();
        var files = new TreeSet<String>();
        var details = new ArrayList<String>();
        for (var pod : seen) {
            nodes.add(pod.node());
            files.add(pod.weights());
            details.add("%s on %s".formatted(pod.pod(), pod.node()));
            details.addAll(Narrator.wrapped("  " + pod.weights()));
        }
        if (seen.size() < 2 || nodes.size() < 2 || files.size() != 1 || files.contains("")) {
            throw new Trouble("The pods do not read the same file on different nodes: " + seen);
        }
        return new Outcome(
                "%d pods, %d nodes, one file".formatted(seen.size(), nodes.size()), details);
    }

    /** What one pod said. */
    record Seen(String cluster, String pod, String node, String weights) {
        static Seen of(String cluster, Pod pod, String log) {
            var weights =
                    log.lines()
                            .filter(line -> line.contains(WORDS))
                            .map(line -> line.substring(line.indexOf(WORDS) + WORDS.length()))
                            .reduce("", (earlier, later) -> later);
            return new Seen(
                    cluster, pod.getMetadata().getName(), pod.getSpec().getNodeName(), weights);
        }
    }
}
