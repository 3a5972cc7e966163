package dev.aquifer.cluster.domain;

import dev.aquifer.events.ClusterEvent.NodePool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the nodes of a cluster can hold. */
public final class Capacity {
    private static final String POOL = "modelplane.ai/pool";
    private static final String GPU = "nvidia.com/gpu";

    private Capacity() {}

    /** A hardware class, as far as pools need it. */
    public record HardwareClass(String name, String acceleratorType, String memory, int gpus) {}

    /** A pool as the spec names it. */
    public record NamedPool(String name, String className) {}

    /**
     * The pools of the spec, and those that only nodes name. A node counts while it is Ready and
     * may be scheduled to; a pool of the spec that has no such node appears with none. Where nodes
     * of one pool differ, what each of them has at least is said.
     */
    public static List<NodePool> of(
            List<ObjectTree> nodes, List<NamedPool> named, Map<String, HardwareClass> classes) {
        var byPool = new TreeMap<String, List<ObjectTree>>();
        named.forEach(pool -> byPool.put(pool.name(), new ArrayList<>()));
        for (var node : nodes) {
            var pool = node.label(POOL);
            if (usable(node) && (!pool.isEmpty() || gpus(node) > 0)) {
                byPool.computeIfAbsent(pool, name -> new ArrayList<>()).add(node);
            }
        }
        var pools = new ArrayList<NodePool>();
        byPool.forEach((name, members) -> pools.add(pool(name, members, named, classes)));
        return pools;
    }

    private static NodePool pool(
            String name,
            List<ObjectTree> members,
            List<NamedPool> named,
            Map<String, HardwareClass> classes) {
        var className =
                named.stream()
                        .filter(pool -> pool.name().equals(name))
                        .map(NamedPool::className)
                        .findFirst()
                        .orElse("");
        @Nullable HardwareClass hardware = classes.get(className);
        var gpus =
                members.stream()
                        .mapToInt(Capacity::gpus)
                        .min()
                        .orElse(hardware == null ? 0 : hardware.gpus());
        return new NodePool(
                name,
                className,
                hardware == null ? "" : hardware.acceleratorType(),
                hardware == null ? "" : hardware.memory(),
                gpus,
                members.size());
    }

    private static boolean usable(ObjectTree node) {
        return !node.isDeleting()
                && !node.isTrue("spec", "unschedulable")
                && node.condition("Ready").map(c -> c.text("status").equals("True")).orElse(false);
    }

    private static int gpus(ObjectTree node) {
        return (int) node.number(0, "status", "allocatable", GPU);
    }
}
