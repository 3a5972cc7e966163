package dev.aquifer.sandbox.cluster.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One container of one pod over all its runs; what it knows is read from disk, so it can be made
 * anew at any time.
 */
final class ContainerSlot {
    private static final Duration TO_APPEAR = Duration.ofSeconds(15);
    private static final Duration TO_RECORD_END = Duration.ofSeconds(1);
    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(10);
    private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(5);
    private static final Duration CALM = Duration.ofMinutes(10);

    private final Container container;
    private final String podUid;
    private final Path folder;
    private final Clock clock;
    private volatile @Nullable Attempt attempt;
    private volatile ContainerState state = new ContainerState.Waiting("ContainerCreating", "");
    private ContainerState.@Nullable Ended last;
    private @Nullable Instant deadSince;
    private Instant preparedAt = Instant.MIN;
    private Duration backoff = Duration.ZERO;
    private final Probes probes;
    private @Nullable ContainerStatus adopted;
    private @Nullable LogTimes times;
    private int timedRun;

    ContainerSlot(
            Container container,
            Path podFolder,
            Clock clock,
            Probes.Execution execution,
            @Nullable ContainerStatus published)
            throws IOException {
        this.container = container;
        this.podUid = String.valueOf(podFolder.getFileName());
        this.folder = podFolder.resolve("containers").resolve(container.getName());
        this.clock = clock;
        this.probes = new Probes(container, execution, clock);
        this.attempt = Attempt.newest(folder).orElse(null);
        this.adopted =
                attempt != null
                                && published != null
                                && Integer.valueOf(attempt.number())
                                        .equals(published.getRestartCount())
                        ? published
                        : null;
        if (attempt != null && attempt.number() > 0) {
            var before = new Attempt(folder, attempt.number() - 1);
            last = before.exitCode().isPresent() ? ended(before) : null;
            backoff = FIRST_BACKOFF;
        }
    }

    Container container() {
        return container;
    }

    String name() {
        return container.getName();
    }

    /** How events name it. */
    String fieldPath() {
        return "spec.containers{" + name() + '}';
    }

    ContainerState state() {
        return state;
    }

    Probes probes() {
        return probes;
    }

    Optional<Attempt> attempt() {
        return Optional.ofNullable(attempt);
    }

    int restarts() {
        return attempt == null ? 0 : attempt.number();
    }

    /** Looks at the disk and the machine's processes. */
    void observe() throws IOException {
        if (attempt == null) {
            return;
        }
        times(attempt).note();
        if (attempt.exitCode().isPresent()) {
            if (!(state instanceof ContainerState.Ended)) {
                state = ended(attempt);
            }
            return;
        }
        var alive = attempt.alive();
        if (alive.isPresent()) {
            deadSince = null;
            if (!(state instanceof ContainerState.Running) && attempt.entered()) {
                state = new ContainerState.Running(alive.get(), attempt.startedAt());
                if (adopted == null) {
                    probes.reset(attempt.startedAt());
                } else {
                    probes.adopt(
                            attempt.startedAt(),
                            isTrue(adopted.getStarted()),
                            isTrue(adopted.getReady()));
                }
            }
            return;
        }
        var patience = attempt.pid().isPresent() ? TO_RECORD_END : TO_APPEAR;
        if (attempt.launched() && !attempt.kept()) {
            deadSince = deadSince == null ? clock.instant() : deadSince;
            if (Duration.between(deadSince, clock.instant()).compareTo(patience) > 0) {
                attempt.recordUnseenEnd();
                state = ended(attempt);
            }
        }
    }

    /**
     * Whether a process has to be started for the newest run (there is none, or its start was never
     * seen).
     */
    boolean needsStart() {
        return attempt == null
                || (!attempt.launched()
                        && attempt.exitCode().isEmpty()
                        && Duration.between(preparedAt, clock.instant()).compareTo(TO_APPEAR) > 0);
    }

    /** Makes the record of a run that is about to start. */
    Attempt begin() throws IOException {
        if (attempt == null) {
            attempt = new Attempt(folder, 0);
        }
        preparedAt = clock.instant();
        state = new ContainerState.Waiting("ContainerCreating", "");
        return attempt.prepare();
    }

    /** Takes back {@link #begin} when the start did not come about. */
    void abandon(String reason, String message) throws IOException {
        state = new ContainerState.Waiting(reason, message);
        if (attempt != null && !attempt.launched()) {
            preparedAt = Instant.MIN;
            if (attempt.number() == 0) {
                attempt.delete();
                attempt = null;
            }
        }
    }

    /**
     * After an end: the next run, once its time has come. True if a process has to be started now.
     */
    boolean nextRun(ContainerState.Ended end) throws IOException {
        if (attempt == null) {
            return true;
        }
        if (Duration.between(end.startedAt(), end.finishedAt()).compareTo(CALM) > 0) {
            backoff = Duration.ZERO;
        }
        if (clock.instant().isBefore(end.finishedAt().plus(backoff))) {
            last = end;
            return false;
        }
        backoff = backoff.isZero() ? FIRST_BACKOFF : min(backoff.multipliedBy(2), LONGEST_BACKOFF);
        last = end;
        if (attempt.number() > 0) {
            new Attempt(folder, attempt.number() - 1).delete();
        }
        attempt = new Attempt(folder, attempt.number() + 1);
        adopted = null;
        deadSince = null;
        preparedAt = Instant.MIN;
        return true;
    }

    Duration backoff() {
        return backoff;
    }

    /** The run whose output is asked for, if it ever began. */
    Optional<Attempt> loggedRun(boolean previous) {
        var current = attempt;
        if (current == null || !previous) {
            return Optional.ofNullable(current).filter(Attempt::launched);
        }
        return current.number() == 0
                ? Optional.empty()
                : Optional.of(new Attempt(folder, current.number() - 1)).filter(Attempt::launched);
    }

    /** Why there is no output, in a kubelet's words. */
    String whyNoLog(String pod, boolean previous) {
        if (previous) {
            return "previous terminated container \"%s\" in pod \"%s\" not found"
                    .formatted(name(), pod);
        }
        var why =
                state instanceof ContainerState.Waiting waiting
                        ? waiting.reason()
                        : "ContainerCreating";
        return "container \"%s\" in pod \"%s\" is waiting to start: %s".formatted(name(), pod, why);
    }

    /**
     * When the output of a run was written; the same for all who ask while that run is the newest.
     */
    synchronized LogTimes times(Attempt run) {
        if (times == null || timedRun != run.number()) {
            times = new LogTimes(run, clock);
            timedRun = run.number();
        }
        return times;
    }

    /**
     * As the pod's status shows it; {@code waiting} replaces the state of a container that will run
     * again.
     */
    ContainerStatus status(ContainerState shown, boolean initContainer) {
        var running = shown instanceof ContainerState.Running;
        var builder =
                new ContainerStatusBuilder()
                        .withName(name())
                        .withImage(container.getImage())
                        .withImageID(attempt == null ? "" : "process://" + container.getImage())
                        .withContainerID(attempt == null ? null : id(attempt))
                        .withRestartCount(restarts())
                        .withReady(
                                initContainer
                                        ? shown instanceof ContainerState.Ended end
                                                && end.succeeded()
                                        : running && probes.ready())
                        .withStarted(running && probes.started())
                        .withState(shown.asKubernetes());
        if (last != null) {
            builder.withLastState(last.asKubernetes());
        }
        return builder.build();
    }

    private String id(Attempt run) {
        return "process://" + podUid + '/' + name() + '/' + run.number();
    }

    private ContainerState.Ended ended(Attempt run) throws IOException {
        var code = run.exitCode().orElse(Attempt.UNKNOWN_EXIT);
        var unseen = run.endedUnseen();
        var reason = unseen ? "ContainerStatusUnknown" : code == 0 ? "Completed" : "Error";
        var message =
                TerminationMessage.of(
                        run,
                        "FallbackToLogsOnError".equals(container.getTerminationMessagePolicy()),
                        code);
        if (unseen && message.isEmpty()) {
            message = "The container could not be located when the node agent looked for it";
        }
        return new ContainerState.Ended(
                code,
                run.startedAt(),
                run.finishedAt().orElseGet(clock::instant),
                reason,
                message,
                id(run));
    }

    private static boolean isTrue(@Nullable Boolean value) {
        return Boolean.TRUE.equals(value);
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
