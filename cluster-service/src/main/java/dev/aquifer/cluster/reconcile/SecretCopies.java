package dev.aquifer.cluster.reconcile;

import dev.aquifer.cluster.domain.ObjectRef;
import dev.aquifer.cluster.domain.ObjectTree;
import dev.aquifer.cluster.domain.Rendering;
import dev.aquifer.cluster.domain.WorkPlan.Applied;
import dev.aquifer.cluster.domain.WorkPlan.Wanted;
import dev.aquifer.cluster.kubernetes.ClusterAwayException;
import dev.aquifer.cluster.kubernetes.ControlCluster;
import dev.aquifer.cluster.kubernetes.ControlCluster.SecretContent;
import dev.aquifer.cluster.store.WorkRow;
import dev.aquifer.events.WorkEvent.SecretCopy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The Secrets a Work needs. Their content goes from the control cluster to the workload cluster and
 * nowhere else; it is read when it is written, and not kept.
 */
final class SecretCopies {
    private final ControlCluster control;
    private final Duration compared;
    private final Map<String, Known> versions = new ConcurrentHashMap<>();

    /**
     * Copies from there.
     *
     * @param compared how often copies that are in use are compared with their sources
     */
    SecretCopies(ControlCluster control, Duration compared) {
        this.control = control;
        this.compared = compared;
    }

    /** What names the kind of the copies. */
    static final ObjectRef KIND = new ObjectRef("v1", "Secret", "", "");

    /** The names of the copies of a Work. */
    static List<ObjectRef> targets(WorkRow row) {
        return row.secrets().stream()
                .map(SecretCopy::targetName)
                .distinct()
                .map(name -> ref(row, name))
                .toList();
    }

    /**
     * Whether nobody needs the copies any more: the Work is about Jobs, and all of them ended, and
     * what they left was taken.
     */
    static boolean areOver(WorkRow row, Function<ObjectRef, Optional<ObjectTree>> seen) {
        var jobs =
                row.manifests().stream()
                        .map(m -> Rendering.inNamespace(m, row.namespace()).ref())
                        .filter(ref -> ref.is("batch", "Job"))
                        .toList();
        return !jobs.isEmpty()
                && jobs.stream()
                        .allMatch(
                                ref ->
                                        seen.apply(ref)
                                                .flatMap(job -> row.result(job.uid()))
                                                .isPresent());
    }

    /** The copies as objects that are wanted, without content. */
    List<Wanted> wanted(WorkRow row) {
        return targets(row).stream().map(ref -> wanted(row, ref)).toList();
    }

    private Wanted wanted(WorkRow row, ObjectRef ref) {
        var manifest = Rendering.of(skeleton(row, ref.name(), Map.of()), row.ownership());
        return new Wanted(ref, manifest, version(row, ref));
    }

    /**
     * Names what is to be copied: the request, and the writes of the sources. While these cannot be
     * read, or are not there any more, it is what was copied last: what runs keeps what it has.
     */
    private String version(WorkRow row, ObjectRef target) {
        var last =
                row.applied().stream()
                        .filter(a -> a.ref().equals(target))
                        .map(Applied::wantedHash)
                        .findFirst();
        var request = "version:" + row.version();
        var parts = new ArrayList<String>();
        for (var copy : row.secrets()) {
            if (copy.targetName().equals(target.name())) {
                var source = versionOf(copy.namespace(), copy.name());
                if (source.isEmpty()) {
                    return last.filter(l -> l.startsWith(request + " ")).orElse(request);
                }
                parts.add(source.get());
            }
        }
        return request + " of " + String.join(",", parts);
    }

    /** The write of a source, as it was within the last while; empty when it cannot be read. */
    private Optional<String> versionOf(String namespace, String name) {
        var known = versions.get(namespace + "/" + name);
        if (known != null && System.nanoTime() - known.atNanos() < compared.toNanos()) {
            return known.version();
        }
        Optional<String> version;
        try {
            version = control.secret(namespace, name).map(SecretContent::version);
        } catch (ClusterAwayException e) {
            version = Optional.empty();
        }
        versions.put(namespace + "/" + name, new Known(version, System.nanoTime()));
        return version;
    }

    private record Known(Optional<String> version, long atNanos) {}

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
