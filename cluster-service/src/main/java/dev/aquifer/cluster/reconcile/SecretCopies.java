package dev.aquifer.cluster.reconcile;

import dev.aquifer.cluster.domain.ObjectRef;
import dev.aquifer.cluster.domain.ObjectTree;
import dev.aquifer.cluster.domain.Rendering;
import dev.aquifer.cluster.domain.WorkPlan.Wanted;
import dev.aquifer.cluster.kubernetes.ControlCluster;
import dev.aquifer.cluster.kubernetes.ControlCluster.SecretContent;
import dev.aquifer.cluster.store.WorkRow;
import dev.aquifer.events.WorkEvent.SecretCopy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The Secrets a Work needs. Their content goes from the control cluster to the workload cluster and
 * nowhere else; it is read when it is written, and not kept.
 */
final class SecretCopies {
    private final ControlCluster control;

    SecretCopies(ControlCluster control) {
        this.control = control;
    }

    /** The copies as objects that are wanted, without content. */
    static List<Wanted> wanted(WorkRow row) {
        return row.secrets().stream()
                .map(SecretCopy::targetName)
                .distinct()
                .map(name -> wanted(row, name))
                .toList();
    }

    private static Wanted wanted(WorkRow row, String name) {
        var manifest = Rendering.of(skeleton(row, name, Map.of()), row.ownership());
        return new Wanted(ref(row, name), manifest, "version:" + row.version());
    }

    private static ObjectRef ref(WorkRow row, String name) {
        return new ObjectRef("v1", "Secret", row.namespace(), name);
    }

    private static ObjectTree skeleton(WorkRow row, String name, Map<String, Object> data) {
        return new ObjectTree(
                Map.of(
                        "apiVersion",
                        "v1",
                        "kind",
                        "Secret",
                        "metadata",
                        Map.of("name", name, "namespace", row.namespace()),
                        "type",
                        "Opaque",
                        "data",
                        data));
    }

    /** What came of reading the sources. */
    sealed interface Filled {
        /** The whole object. */
        record Complete(ObjectTree manifest) implements Filled {}

        /** A Secret or key is not there. */
        record Missing(String message) implements Filled {}
    }

    /** The copy of that name with its content, read now. */
    Filled fill(WorkRow row, ObjectRef target) {
        var data = new LinkedHashMap<String, Object>();
        for (var copy : row.secrets()) {
            if (!copy.targetName().equals(target.name())) {
                continue;
            }
            var source = control.secret(copy.namespace(), copy.name());
            var value = source.map(SecretContent::data).map(all -> all.get(copy.key()));
            if (value.isEmpty()) {
                return new Filled.Missing(missing(copy, source));
            }
            data.put(copy.targetKey(), value.get());
        }
        return new Filled.Complete(
                Rendering.of(skeleton(row, target.name(), data), row.ownership()));
    }

    private static String missing(SecretCopy copy, Optional<SecretContent> source) {
        var name = "Secret " + copy.name() + " in namespace " + copy.namespace();
        return source.isEmpty()
                ? name + " does not exist on the control cluster"
                : name + " on the control cluster has no key " + copy.key();
    }
}
