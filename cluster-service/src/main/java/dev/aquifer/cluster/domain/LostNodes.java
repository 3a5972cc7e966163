package dev.aquifer.cluster.domain;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Pods on nodes that nobody hears of. They cannot say it themselves: what a pod says is what its
 * node said last. A node that says of itself that it is not Ready is heard of, and so are its pods.
 */
public final class LostNodes {
    /** The reason of a pod whose node is lost. */
    public static final String REASON = "NodeLost";

    private LostNodes() {}

    /** Whether nothing is heard of a node, as the cluster says. */
    public static boolean isLost(ObjectTree node) {
        return node.condition("Ready")
                .filter(ready -> ready.text("status").equals("Unknown"))
                .isPresent();
    }

    /**
     * The pods, where those that a lost node keeps from being Ready say so.
     *
     * @param nodes by their names
     */
    public static List<ObjectTree> told(
            List<ObjectTree> pods, Function<String, Optional<ObjectTree>> nodes) {
        return pods.stream()
                .map(
                        pod ->
                                Pods.isReady(pod) || Pods.hasEnded(pod)
                                        ? pod
                                        : nodes.apply(pod.text("spec", "nodeName"))
                                                .filter(LostNodes::isLost)
                                                .map(node -> told(pod, words(node)))
                                                .orElse(pod))
                .toList();
    }

    private static String words(ObjectTree node) {
        var ready = node.condition("Ready").orElse(ObjectTree.EMPTY);
        var heard = ready.text("lastHeartbeatTime");
        return "node "
                + node.ref().name()
                + " is not heard of: "
                + ready.text("reason")
                + ": "
                + ready.text("message")
                + (heard.isEmpty() ? "" : " Heard last at " + heard + ".");
    }

    private static ObjectTree told(ObjectTree pod, String why) {
        var status = new LinkedHashMap<>(pod.part("status").root());
        status.put("reason", REASON);
        status.put("message", why);
        var told = new LinkedHashMap<>(pod.root());
        told.put("status", status);
        return new ObjectTree(told);
    }
}
