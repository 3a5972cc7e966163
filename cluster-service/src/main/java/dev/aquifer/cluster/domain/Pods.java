package dev.aquifer.cluster.domain;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which pods belong to an object, and what pods say together. */
public final class Pods {
    static final String GANG_NAME = "leaderworkerset.sigs.k8s.io/name";

    private Pods() {}

    /** Those of all pods that the object made, in the order of their index. */
    static List<ObjectTree> of(ObjectTree object, List<ObjectTree> all) {
        var ref = object.ref();
        return all.stream()
                .filter(pod -> pod.text("metadata", "namespace").equals(ref.namespace()))
                .filter(pod -> belongs(object, ref, pod))
                .sorted(
                        Comparator.comparingInt((ObjectTree pod) -> PodReading.index(object, pod))
                                .thenComparing(pod -> pod.ref().name()))
                .toList();
    }

    private static boolean belongs(ObjectTree object, ObjectRef ref, ObjectTree pod) {
        if (ref.is("batch", "Job")) {
            return jobOf(pod).equals(ref.name()) && !ofAnotherLife(object, pod, "Job");
        }
        if (ref.is("leaderworkerset.x-k8s.io", "LeaderWorkerSet")) {
            return pod.label(GANG_NAME).equals(ref.name());
        }
        if (ref.is("apps", "Deployment") || ref.is("apps", "StatefulSet")) {
            return matches(object.texts("spec", "selector", "matchLabels"), pod);
        }
        return ref.is("", "Pod") && pod.uid().equals(object.uid());
    }

    private static String jobOf(ObjectTree pod) {
        var name = pod.label("batch.kubernetes.io/job-name");
        return name.isEmpty() ? pod.label("job-name") : name;
    }

    /** Whether the pod says that it belongs to an object of the same name that was before. */
    private static boolean ofAnotherLife(ObjectTree object, ObjectTree pod, String kind) {
        return pod.list("metadata", "ownerReferences").stream()
                .filter(owner -> owner.text("kind").equals(kind))
                .anyMatch(owner -> !owner.text("uid").equals(object.uid()));
    }

    private static boolean matches(Map<String, String> selector, ObjectTree pod) {
        return !selector.isEmpty()
                && pod.texts("metadata", "labels").entrySet().containsAll(selector.entrySet());
    }

    static boolean isReady(ObjectTree pod) {
        return !pod.isDeleting()
                && pod.condition("Ready").map(c -> c.text("status").equals("True")).orElse(false);
    }

    /** Whether none of its containers runs, or ever will. */
    public static boolean hasEnded(ObjectTree pod) {
        return List.of("Succeeded", "Failed").contains(pod.text("status", "phase"));
    }

    static long ready(List<ObjectTree> pods) {
        return pods.stream().filter(Pods::isReady).count();
    }

    /** When the last of them became Ready. */
    static Optional<Instant> readySince(List<ObjectTree> pods) {
        return pods.stream()
                .flatMap(pod -> pod.condition("Ready").stream())
                .flatMap(condition -> condition.time("lastTransitionTime").stream())
                .max(Comparator.naturalOrder());
    }

    /**
     * Progress in words: how many are Ready, and what holds up the first that is held up.
     *
     * @param otherwise the reason when no pod gives one
     */
    static Verdict progress(
            ObjectTree object, List<ObjectTree> pods, long wanted, String otherwise) {
        var counted = ready(pods) + " of " + wanted + " pods are Ready";
        for (var pod : pods) {
            var state = PodReading.of(object, pod);
            if (!state.ready() && !state.reason().isEmpty()) {
                var detail = state.message().isEmpty() ? "" : ": " + state.message();
                return Verdict.progressing(
                        state.reason(),
                        counted + "; " + state.name() + ": " + state.reason() + detail);
            }
        }
        return Verdict.progressing(otherwise, counted);
    }
}
