package dev.aquifer.cluster.domain;

import dev.aquifer.events.ObservationEvent.Readiness;
import dev.aquifer.events.PodState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Readiness per kind, from what that kind really reports. A controller's own word is not taken
 * where it is known to lie: gangs are judged by their pods.
 */
public final class ReadinessRules {
    private ReadinessRules() {}

    /**
     * An object's verdict.
     *
     * @param pods all pods that were seen; those that belong to the object are picked out
     */
    public static Verdict of(ObjectTree object, List<ObjectTree> pods) {
        if (object.isDeleting()) {
            return Verdict.progressing("Terminating", "is being deleted");
        }
        var ref = object.ref();
        var own = Pods.of(object, pods);
        return switch (ref.group() + "/" + ref.kind()) {
            case "/PersistentVolumeClaim" -> claim(object);
            case "batch/Job" -> job(object, own);
            case "apps/Deployment", "apps/StatefulSet" -> replicas(object, own);
            case "leaderworkerset.x-k8s.io/LeaderWorkerSet" -> gang(object, own);
            case "/Pod" -> pod(object, own);
            default -> Verdict.ready(created(object));
        };
    }

    /** Whether a verdict is the last one that something which runs once can get. */
    public static boolean hasEnded(Verdict verdict) {
        return verdict.readiness() == Readiness.READY || verdict.readiness() == Readiness.FAILED;
    }

    /** The states of the pods that belong to an object, by index. */
    public static List<PodState> pods(ObjectTree object, List<ObjectTree> pods) {
        return Pods.of(object, pods).stream().map(pod -> PodReading.of(object, pod)).toList();
    }

    /** The pods that belong to an object, by index. */
    public static List<ObjectTree> podsOf(ObjectTree object, List<ObjectTree> pods) {
        return Pods.of(object, pods);
    }

    private static Optional<Instant> created(ObjectTree object) {
        return object.time("metadata", "creationTimestamp");
    }

    private static Verdict claim(ObjectTree claim) {
        return switch (claim.text("status", "phase")) {
            case "Bound" -> Verdict.ready(Optional.empty());
            case "Lost" ->
                    Verdict.failed(
                            "Lost",
                            "the volume " + claim.text("spec", "volumeName") + " is gone",
                            Optional.empty());
            default ->
                    Verdict.progressing(
                            "Pending",
                            "waits for a volume of the StorageClass "
                                    + className(claim)
                                    + ", or for the first pod that uses it");
        };
    }

    private static String className(ObjectTree claim) {
        var name = claim.text("spec", "storageClassName");
        return name.isEmpty() ? "that is the cluster's default" : name;
    }

    private static Verdict job(ObjectTree job, List<ObjectTree> pods) {
        var complete = isTrue(job, "Complete");
        if (complete.isPresent()) {
            return Verdict.ready(
                    job.time("status", "completionTime")
                            .or(() -> complete.get().time("lastTransitionTime")));
        }
        var failed = isTrue(job, "Failed");
        if (failed.isPresent()) {
            var condition = failed.get();
            return Verdict.failed(
                    condition.text("reason"),
                    condition.text("message"),
                    condition.time("lastTransitionTime"));
        }
        var failing = isTrue(job, "FailureTarget");
        if (failing.isPresent()) {
            return failing(failing.get(), pods);
        }
        if (isTrue(job, "Suspended").isPresent()) {
            return Verdict.progressing("Suspended", "the Job is suspended");
        }
        return Pods.progress(
                job, pods, job.number(1, "spec", "parallelism"), pods.isEmpty() ? "Pending" : "");
    }

    /**
     * It failed for good, and is Failed once its pods have ended. On a node that is lost they never
     * do: whoever reads this has to know which one.
     */
    private static Verdict failing(ObjectTree condition, List<ObjectTree> pods) {
        var last =
                pods.stream()
                        .filter(pod -> !Pods.hasEnded(pod))
                        .map(pod -> pod.ref().name() + " on node " + pod.text("spec", "nodeName"))
                        .collect(Collectors.joining(", "));
        return Verdict.progressing(
                "FailureTarget",
                "the Job failed ("
                        + condition.text("reason")
                        + ": "
                        + condition.text("message")
                        + ") and waits for the end of its pods"
                        + (last.isEmpty() ? "" : ": " + last)
                        + "; where a node is lost, delete the Node");
    }

    private static Optional<ObjectTree> isTrue(ObjectTree object, String type) {
        return object.condition(type).filter(c -> c.text("status").equals("True"));
    }

    private static Verdict replicas(ObjectTree object, List<ObjectTree> pods) {
        var wanted = object.number(1, "spec", "replicas");
        if (!controllerSawIt(object)) {
            return Pods.progress(object, pods, wanted, "RollingOut");
        }
        var updated = object.number(0, "status", "updatedReplicas");
        var all = object.number(updated, "status", "replicas");
        if (updated >= wanted && all <= wanted && Pods.ready(pods) >= wanted) {
            return Verdict.ready(Pods.readySince(pods).or(() -> created(object)));
        }
        return Pods.progress(object, pods, wanted, updated < wanted ? "RollingOut" : "Pending");
    }

    /** False when the controller says that it has not looked at the newest spec yet. */
    private static boolean controllerSawIt(ObjectTree object) {
        var generation = object.number(0, "metadata", "generation");
        return object.number(generation, "status", "observedGeneration") >= generation;
    }

    private static Verdict gang(ObjectTree gang, List<ObjectTree> pods) {
        var groups = gang.number(1, "spec", "replicas");
        var wanted = groups * gang.number(1, "spec", "leaderWorkerTemplate", "size");
        var templates =
                pods.stream()
                        .map(pod -> pod.label("leaderworkerset.sigs.k8s.io/template-revision-hash"))
                        .filter(hash -> !hash.isEmpty())
                        .distinct()
                        .count();
        // Right after an edit all pods still have one template: the old one.
        var known = gang.number(0, "status", "replicas") > 0;
        var updated = gang.number(known ? 0 : groups, "status", "updatedReplicas");
        if (templates > 1 || updated < groups || !controllerSawIt(gang)) {
            return Pods.progress(gang, pods, wanted, "RollingOut");
        }
        if (Pods.ready(pods) >= wanted) {
            return Verdict.ready(Pods.readySince(pods).or(() -> created(gang)));
        }
        return Pods.progress(gang, pods, wanted, "Pending");
    }

    private static Verdict pod(ObjectTree pod, List<ObjectTree> itself) {
        return switch (pod.text("status", "phase")) {
            case "Succeeded" -> Verdict.ready(Optional.empty());
            case "Failed" -> {
                var state = PodReading.of(pod, pod);
                yield Verdict.failed(state.reason(), state.message(), Optional.empty());
            }
            default ->
                    Pods.isReady(pod)
                            ? Verdict.ready(Pods.readySince(itself))
                            : Pods.progress(pod, itself, 1, "Pending");
        };
    }
}
