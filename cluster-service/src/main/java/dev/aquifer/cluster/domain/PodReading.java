package dev.aquifer.cluster.domain;

import dev.aquifer.events.PodState;
import java.util.ArrayList;
import java.util.List;

/** What a pod says of itself. */
public final class PodReading {
    private static final int LONGEST_MESSAGE = 1024;
    private static final List<String> BORING = List.of("ContainerCreating", "PodInitializing");

    private PodReading() {}

    /** The state of a pod that belongs to an object. */
    public static PodState of(ObjectTree object, ObjectTree pod) {
        var why = why(pod);
        return new PodState(
                pod.ref().name(),
                pod.uid(),
                index(object, pod),
                pod.at("spec", "nodeName").map(String::valueOf).orElse(null),
                pod.at("status", "podIP").map(String::valueOf).orElse(null),
                pod.text("status", "phase").isEmpty() ? "Unknown" : pod.text("status", "phase"),
                Pods.isReady(pod),
                restarts(pod),
                why.reason(),
                shortened(why.message()));
    }

    /** 0 for the leader; pods of the second group of a gang follow those of the first. */
    static int index(ObjectTree object, ObjectTree pod) {
        var inGroup = parsed(pod.label("leaderworkerset.sigs.k8s.io/worker-index"));
        var group = parsed(pod.label("leaderworkerset.sigs.k8s.io/group-index"));
        var size = (int) object.number(1, "spec", "leaderWorkerTemplate", "size");
        if (!pod.label(Pods.GANG_NAME).isEmpty()) {
            return group * size + inGroup;
        }
        return parsed(pod.label("apps.kubernetes.io/pod-index"));
    }

    private static int parsed(String text) {
        try {
            return text.isEmpty() ? 0 : Math.max(0, Integer.parseInt(text));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static int restarts(ObjectTree pod) {
        return (int)
                pod.list("status", "containerStatuses").stream()
                        .mapToLong(container -> container.number(0, "restartCount"))
                        .sum();
    }

    private record Why(String reason, String message) {}

    private static Why why(ObjectTree pod) {
        if (pod.isDeleting() && !pod.text("status", "reason").equals(LostNodes.REASON)) {
            return terminating(pod);
        }
        if (!pod.text("status", "reason").isEmpty()) {
            return new Why(pod.text("status", "reason"), pod.text("status", "message"));
        }
        var unscheduled =
                pod.condition("PodScheduled").filter(c -> c.text("status").equals("False"));
        if (unscheduled.isPresent()) {
            return new Why(unscheduled.get().text("reason"), unscheduled.get().text("message"));
        }
        var candidates = new ArrayList<Why>();
        for (var list : List.of("initContainerStatuses", "containerStatuses")) {
            for (var container : pod.list("status", list)) {
                candidates.add(why(container, list.startsWith("init")));
            }
        }
        candidates.removeIf(why -> why.reason().isEmpty());
        return candidates.stream()
                .filter(why -> !BORING.contains(why.reason()))
                .findFirst()
                .or(() -> candidates.stream().findFirst())
                .orElseGet(() -> notReady(pod));
    }

    private static Why why(ObjectTree container, boolean init) {
        var waiting = container.part("state", "waiting");
        if (!waiting.text("reason").isEmpty()) {
            var last = container.part("lastState", "terminated");
            var message =
                    last.root().isEmpty()
                            ? waiting.text("message")
                            : waiting.text("message") + " (last: " + ending(last) + ")";
            return new Why(waiting.text("reason"), message.strip());
        }
        var ended = container.part("state", "terminated");
        if (ended.root().isEmpty() || (init && ended.number(0, "exitCode") == 0)) {
            return new Why("", "");
        }
        var reason = ended.text("reason");
        return new Why(reason.isEmpty() ? "Terminated" : reason, ending(ended));
    }

    /** How a container ended; a report in JSON is not for people and is left out. */
    private static String ending(ObjectTree terminated) {
        var reason = terminated.text("reason");
        var words = terminated.text("message").strip();
        return "exit code "
                + terminated.number(0, "exitCode")
                + (reason.isEmpty() ? "" : ", " + reason)
                + (words.isEmpty() || words.startsWith("{") ? "" : ": " + words);
    }

    /** A pod on a node that is lost terminates until somebody deletes the Node. */
    private static Why terminating(ObjectTree pod) {
        return pod.condition("DisruptionTarget")
                .filter(c -> c.text("status").equals("True"))
                .map(
                        c ->
                                new Why(
                                        "Terminating",
                                        (c.text("reason") + ": " + c.text("message")).strip()))
                .orElse(new Why("Terminating", ""));
    }

    private static Why notReady(ObjectTree pod) {
        var ready = pod.condition("Ready").filter(c -> c.text("status").equals("False"));
        return ready.map(c -> new Why(c.text("reason"), c.text("message"))).orElse(new Why("", ""));
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE) + "…";
    }
}
