package dev.aquifer.sandbox.cluster.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Carries out the probes of one pod, each on a thread of its own, and tells of those that fail. */
final class ProbeRunner implements Probes.Execution {
    private final NodeParts parts;
    private final Runnable wakeUp;
    private volatile LaunchPlanner.@Nullable PodPlace place;

    ProbeRunner(NodeParts parts, Runnable wakeUp) {
        this.parts = parts;
        this.wakeUp = wakeUp;
    }

    /** Where the pod is. */
    void at(LaunchPlanner.PodPlace podPlace) {
        place = podPlace;
    }

    @Override
    public void run(
            String kind, Container container, Probe probe, Consumer<Optional<String>> result) {
        var podPlace = place;
        if (podPlace == null) {
            return;
        }
        Thread.ofVirtual()
                .start(
                        () -> {
                            var failure = probe(podPlace, container, probe);
                            result.accept(failure);
                            failure.ifPresent(
                                    message ->
                                            parts.events()
                                                    .warning(
                                                            podPlace.pod(),
                                                            "spec.containers{"
                                                                    + container.getName()
                                                                    + '}',
                                                            "Unhealthy",
                                                            kind + " probe failed: " + message));
                            wakeUp.run();
                        });
    }

    private Optional<String> probe(
            LaunchPlanner.PodPlace podPlace, Container container, Probe probe) {
        try {
            List<String> command = List.of();
            Map<String, String> environment = Map.of();
            if (probe.getExec() != null) {
                var attempt =
                        Attempt.newest(
                                        podPlace.folder()
                                                .resolve("containers")
                                                .resolve(container.getName()))
                                .orElseThrow();
                var launch = parts.planner().plan(podPlace, container, attempt);
                command =
                        parts.isolation()
                                .enter(attempt.alive().orElseThrow(), probe.getExec().getCommand());
                environment = launch.environment();
            }
            return ProbeExecution.run(container, probe, podPlace.address(), command, environment);
        } catch (NotYet | IOException | java.util.NoSuchElementException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
