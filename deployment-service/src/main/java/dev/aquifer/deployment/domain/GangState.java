package dev.aquifer.deployment.domain;

import dev.aquifer.events.ObservationEvent;
import dev.aquifer.events.ObservationEvent.ObservedObject;
import dev.aquifer.events.ObservationEvent.Readiness;
import dev.aquifer.events.ObservationEvent.WorkApplied;
import dev.aquifer.events.ObservationEvent.WorkObserved;
import dev.aquifer.events.ObservationEvent.WorkRejected;
import dev.aquifer.events.ObservationEvent.WorkRemoved;
import dev.aquifer.events.PodState;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** How the gang of a replica is, as its Work's newest observation tells. */
public sealed interface GangState {
    /** Its pods, the leader first. */
    List<PodState> pods();

    /** Since when. */
    Instant since();

    /** It is not up yet, or not any more. */
    record NotReady(String reason, String message, List<PodState> pods, Instant since)
            implements GangState {}

    /** All pods are Ready, and the leader's probe reached the engine. */
    record Ready(List<PodState> pods, Instant since) implements GangState {
        /** Where the leader can be reached. */
        public Optional<String> leaderAddress() {
            return pods.stream()
                    .filter(pod -> pod.index() == 0)
                    .findFirst()
                    .flatMap(pod -> Optional.ofNullable(pod.address()));
        }
    }

    /** The cluster holds nothing of it. */
    record Gone(Instant since) implements GangState {
        @Override
        public List<PodState> pods() {
            return List.of();
        }
    }

    /** Whether the cluster holds nothing of it. */
    static boolean isGone(ObservationEvent observation, int expectedPods) {
        return of(observation, expectedPods) instanceof Gone;
    }

    /**
     * Reads an observation.
     *
     * @param expectedPods of the replica; readiness of fewer is not the gang's
     */
    static GangState of(ObservationEvent observation, int expectedPods) {
        return switch (observation) {
            case WorkApplied applied ->
                    new NotReady(
                            "PodsStarting",
                            "the cluster took the objects; no pod was seen yet",
                            List.of(),
                            applied.since());
            case WorkRejected rejected ->
                    new NotReady(
                            "Rejected",
                            rejected.object() + ": " + rejected.code() + ": " + rejected.message(),
                            List.of(),
                            rejected.since());
            case WorkRemoved removed -> new Gone(removed.since());
            case WorkObserved observed -> ofObjects(observed, expectedPods);
        };
    }

    private static GangState ofObjects(WorkObserved observed, int expectedPods) {
        var pods =
                observed.objects().stream()
                        .flatMap(object -> object.pods().stream())
                        .sorted(Comparator.comparing(PodState::index).thenComparing(PodState::name))
                        .toList();
        var open =
                observed.objects().stream()
                        .filter(object -> object.readiness() != Readiness.READY)
                        .findFirst();
        long ready = pods.stream().filter(PodState::ready).count();
        if (open.isEmpty() && ready >= expectedPods) {
            return new Ready(pods, observed.since());
        }
        var reasons = observed.reasons();
        if (reasons != null && !reasons.isEmpty()) {
            var first = reasons.getFirst();
            var message = first.object() + ": " + first.message();
            return new NotReady(first.code(), message, pods, observed.since());
        }
        return pods.stream()
                .filter(pod -> !pod.ready())
                .filter(pod -> !pod.reason().isEmpty())
                .findFirst()
                .map(pod -> waitingFor(pod, pods, observed))
                .orElseGet(
                        () ->
                                new NotReady(
                                        pods.isEmpty() ? "PodsStarting" : "EngineStarting",
                                        words(open, pods, ready, expectedPods),
                                        pods,
                                        observed.since()));
    }

    private static GangState waitingFor(PodState pod, List<PodState> pods, WorkObserved observed) {
        var message = "pod " + pod.name() + ": " + pod.reason();
        return new NotReady(
                pod.reason(),
                pod.message().isEmpty() ? message : message + ": " + pod.message(),
                pods,
                observed.since());
    }

    private static String words(
            Optional<ObservedObject> open, List<PodState> pods, long ready, int expected) {
        var waiting =
                pods.stream()
                        .filter(pod -> !pod.ready())
                        .map(pod -> "pod " + pod.name() + " is " + pod.phase())
                        .findFirst()
                        .or(() -> open.map(o -> o.kind() + " " + o.name() + ": " + o.message()))
                        .orElse("pods are being created");
        return ready + " of " + expected + " pods Ready; " + waiting;
    }
}
