package dev.aquifer.sandbox.cluster.node;

import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Where a container stands. */
sealed interface ContainerState {

    /** As a pod's status says it. */
    io.fabric8.kubernetes.api.model.ContainerState asKubernetes();

    /** It does not run, and why. */
    record Waiting(String reason, String message) implements ContainerState {
        @Override
        public io.fabric8.kubernetes.api.model.ContainerState asKubernetes() {
            return new ContainerStateBuilder()
                    .withNewWaiting(message.isEmpty() ? null : message, reason)
                    .build();
        }
    }

    /** Its process runs. */
    record Running(long pid, Instant startedAt) implements ContainerState {
        @Override
        public io.fabric8.kubernetes.api.model.ContainerState asKubernetes() {
            return new ContainerStateBuilder().withNewRunning(seconds(startedAt)).build();
        }
    }

    /** Its process ended. */
    record Ended(
            int exitCode,
            Instant startedAt,
            Instant finishedAt,
            String reason,
            String message,
            String id)
            implements ContainerState {
        boolean succeeded() {
            return exitCode == 0;
        }

        @Override
        public io.fabric8.kubernetes.api.model.ContainerState asKubernetes() {
            return new ContainerStateBuilder()
                    .withNewTerminated()
                    .withExitCode(exitCode)
                    .withStartedAt(seconds(startedAt))
                    .withFinishedAt(seconds(finishedAt))
                    .withReason(reason)
                    .withMessage(message.isEmpty() ? null : message)
                    .withContainerID(id)
                    .endTerminated()
                    .build();
        }
    }

    private static String seconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
