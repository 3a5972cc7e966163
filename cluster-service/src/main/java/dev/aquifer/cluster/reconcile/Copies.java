package dev.aquifer.cluster.reconcile;

import dev.aquifer.cluster.domain.ObjectRef;
import dev.aquifer.cluster.domain.ObjectTree;
import dev.aquifer.cluster.domain.Rendering;
import dev.aquifer.cluster.domain.WorkPlan.Applied;
import dev.aquifer.cluster.domain.WorkPlan.Wanted;
import dev.aquifer.cluster.kubernetes.ControlCluster;
import dev.aquifer.cluster.kubernetes.ControlCluster.Content;
import dev.aquifer.cluster.reconcile.Sources.Source;
import dev.aquifer.cluster.store.WorkRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The Secrets and ConfigMaps a Work needs. Their content goes from the control cluster to the
 * workload cluster and nowhere else; it is read when it is written, and not kept.
 */
final class Copies {
    private static final String OF = " of ";
    private static final String AND = ",";

    private final ControlCluster control;
    private final Sources sources;

    /** Copies from there. */
    Copies(ControlCluster control, Sources sources) {
        this.control = control;
        this.sources = sources;
    }

    /** The names of the copies of a Work. */
    static List<ObjectRef> targets(WorkRow row) {
        return CopyPart.of(row).stream().map(CopyPart::target).distinct().toList();
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
        return !jobs.isEmpty() && jobs.stream().allMatch(ref -> isOver(row, ref, seen.apply(ref)));
    }

    private static boolean isOver(WorkRow row, ObjectRef job, Optional<ObjectTree> there) {
        return there.isEmpty()
                ? row.ended(job).isPresent()
                : row.result(there.get().uid()).isPresent();
    }

    /** The copies as objects that are wanted, without content. */
    List<Wanted> wanted(WorkRow row) {
        return targets(row).stream().map(ref -> wanted(row, ref)).toList();
    }

    private Wanted wanted(WorkRow row, ObjectRef ref) {
        var manifest = Rendering.of(skeleton(ref, Map.of(), Map.of()), row.ownership());
        return Wanted.copy(manifest, hash(row, ref));
    }

    private static List<CopyPart> parts(WorkRow row, ObjectRef target) {
        return CopyPart.of(row).stream().filter(part -> part.target().equals(target)).toList();
    }

    /**
     * Names what is to be copied: the request, and the writes of the sources. While these cannot be
     * read, or are not there any more, it is what was copied last: what runs keeps what it has.
     */
    private String hash(WorkRow row, ObjectRef target) {
        var request = "version:" + row.version();
        var versions = new ArrayList<String>();
        for (var part : parts(row, target)) {
            var version = sources.version(part.source()).orElse("");
            if (version.isEmpty()) {
                return applied(row, target)
                        .filter(last -> last.startsWith(request + OF))
                        .orElse(request);
            }
            versions.add(version);
        }
        return request + OF + String.join(AND, versions);
    }

    private static Optional<String> applied(WorkRow row, ObjectRef target) {
        return row.applied().stream()
                .filter(a -> a.ref().equals(target))
                .map(Applied::wantedHash)
                .findFirst();
    }

    /** The writes of the sources that were copied for what is wanted now. */
    static Map<Source, String> copied(WorkRow row) {
        var copied = new LinkedHashMap<Source, String>();
        for (var target : targets(row)) {
            var start = "version:" + row.version() + OF;
            var versions =
                    applied(row, target)
                            .filter(hash -> hash.startsWith(start))
                            .map(hash -> List.of(hash.substring(start.length()).split(AND)))
                            .orElse(List.of());
            var parts = parts(row, target);
            for (int at = 0; at < parts.size() && at < versions.size(); at++) {
                copied.put(parts.get(at).source(), versions.get(at));
            }
        }
        return copied;
    }

    private static ObjectTree skeleton(
            ObjectRef ref, Map<String, Object> data, Map<String, Object> binaryData) {
        var root = new LinkedHashMap<String, Object>();
        root.put("apiVersion", ref.apiVersion());
        root.put("kind", ref.kind());
        root.put("metadata", Map.of("name", ref.name(), "namespace", ref.namespace()));
        root.put("data", data);
        if (ref.is("", "Secret")) {
            root.put("type", "Opaque");
        } else {
            root.put("binaryData", binaryData);
        }
        return new ObjectTree(root);
    }

    /** What came of reading the sources. */
    sealed interface Filled {
        /** The whole object. */
        record Complete(ObjectTree manifest) implements Filled {}

        /**
         * A Secret, a ConfigMap or a key is not there.
         *
         * @param code SecretMissing or ConfigMapMissing
         */
        record Missing(String code, String message) implements Filled {}
    }

    /** The copy of that name with its content, read now. */
    Filled fill(WorkRow row, ObjectRef target) {
        var data = new LinkedHashMap<String, Object>();
        var binaryData = new LinkedHashMap<String, Object>();
        for (var part : parts(row, target)) {
            var source = part.source();
            var content = control.content(source.kind(), source.namespace(), source.name());
            if (content.isEmpty()) {
                return missing(source, " does not exist on the control cluster");
            }
            if (!take(part, content.get(), data, binaryData) && !part.optional()) {
                return missing(
                        source, " on the control cluster has no key " + part.key().orElse(""));
            }
        }
        return new Filled.Complete(
                Rendering.of(skeleton(target, data, binaryData), row.ownership()));
    }

    private static boolean take(
            CopyPart part,
            Content content,
            Map<String, Object> data,
            Map<String, Object> binaryData) {
        if (part.key().isEmpty()) {
            data.putAll(content.data());
            binaryData.putAll(content.binaryData());
            return true;
        }
        var key = part.key().get();
        Optional.ofNullable(content.data().get(key))
                .ifPresent(value -> data.put(part.targetKey(), value));
        Optional.ofNullable(content.binaryData().get(key))
                .ifPresent(value -> binaryData.put(part.targetKey(), value));
        return content.data().containsKey(key) || content.binaryData().containsKey(key);
    }

    private static Filled missing(Source source, String what) {
        return new Filled.Missing(
                source.kind() + "Missing",
                source.kind() + " " + source.name() + " in namespace " + source.namespace() + what);
    }
}
