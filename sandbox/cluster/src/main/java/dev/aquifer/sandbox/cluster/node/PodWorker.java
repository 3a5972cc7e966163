package dev.aquifer.sandbox.cluster.node;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs one pod from its binding to this node until it is gone: on a thread of its own it looks at
 * what is wanted and what is there, does the next thing, reports, and waits to be woken. Nothing it
 * must not forget is only in memory.
 */
final class PodWorker {
    private static final System.Logger LOG = System.getLogger(PodWorker.class.getName());
    private static final Duration BUSY = Duration.ofMillis(500);
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final NodeParts parts;
    private final Path folder;
    private final Semaphore wake = new Semaphore(1);
    private final PodReport report;
    private final PodStatusView view;
    private final ContainerDriver driver;
    private final PodGround ground;
    private final List<ContainerSlot> initContainers = new ArrayList<>();
    private final List<ContainerSlot> containers = new ArrayList<>();
    private final Runnable whenGone;
    private volatile Pod pod;
    private volatile boolean gone;
    private volatile boolean closing;
    private @Nullable Instant endingSince;
    private @Nullable NotYet obstacle;
    private boolean over;

    PodWorker(NodeParts parts, Pod pod, Runnable whenGone) throws IOException {
        this.parts = parts;
        this.pod = pod;
        this.whenGone = whenGone;
        this.folder = parts.podsFolder().resolve(pod.getMetadata().getUid());
        this.report = new PodReport(parts.client());
        this.view = new PodStatusView(parts.clock());
        this.ground = new PodGround(parts, folder);
        this.driver = new ContainerDriver(parts, this::wakeUp);
        parts.addresses().remember(pod.getMetadata().getUid(), folder);
        var status = pod.getStatus();
        for (var container : pod.getSpec().getInitContainers()) {
            var known =
                    status == null ? List.<ContainerStatus>of() : status.getInitContainerStatuses();
            initContainers.add(driver.slot(container, folder, known));
        }
        for (var container : pod.getSpec().getContainers()) {
            var known = status == null ? List.<ContainerStatus>of() : status.getContainerStatuses();
            containers.add(driver.slot(container, folder, known));
        }
    }

    void start() {
        Thread.ofVirtual().name("pod-" + pod.getMetadata().getName()).start(this::run);
    }

    /** The pod as the API has it now. */
    void update(Pod newest) {
        pod = newest;
        wakeUp();
    }

    /** The API has it no more: its processes end, nothing is reported. */
    void removed() {
        gone = true;
        wakeUp();
    }

    /** The agent stops, and the processes with it; the pod stays. */
    void close() {
        closing = true;
        wakeUp();
    }

    Pod pod() {
        return pod;
    }

    /** A container of it, by name. */
    Optional<ContainerSlot> container(String name) {
        return java.util.stream.Stream.concat(initContainers.stream(), containers.stream())
                .filter(slot -> slot.name().equals(name))
                .findFirst();
    }

    private void wakeUp() {
        wake.release();
    }

    private void run() {
        var finished = false;
        while (!finished) {
            try {
                finished = step();
                wake.tryAcquire(
                        1,
                        (finished ? Duration.ZERO : over ? IDLE : BUSY).toMillis(),
                        TimeUnit.MILLISECONDS);
                wake.drainPermits();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                finished = true;
            }
        }
        parts.addresses().free(pod.getMetadata().getUid());
        whenGone.run();
    }

    /** The next thing to do; true when nothing is left to do, ever. */
    private boolean step() {
        try {
            if (gone || closing || pod.getMetadata().getDeletionTimestamp() != null) {
                return end();
            }
            if (isOver(pod)) {
                over = true; // reported and done, perhaps by a predecessor
                return false;
            }
            advance();
            publish();
        } catch (IOException | RuntimeException e) { // whatever it was, the pod is looked at again
            LOG.log(System.Logger.Level.WARNING, name() + ": " + e + "; will be tried again");
        }
        return false;
    }

    private void advance() throws IOException {
        LaunchPlanner.PodPlace place;
        try {
            place = ground.prepare(pod);
            obstacle = null;
        } catch (NotYet missing) {
            if (obstacle == null || !obstacle.message().equals(missing.message())) {
                parts.events().warning(pod, "", "FailedMount", missing.message());
            }
            obstacle = missing;
            observeAll();
            return;
        }
        var policy = pod.getSpec().getRestartPolicy();
        if (driver.deadlineExceeded(pod)) {
            stopAll(Instant.MIN);
        }
        for (var slot : initContainers) {
            driver.advance(place, slot, "Always".equals(policy) ? "OnFailure" : policy);
            if (!(slot.state() instanceof ContainerState.Ended end && end.succeeded())) {
                return;
            }
        }
        for (var slot : containers) {
            driver.advance(place, slot, policy);
        }
    }

    /** What was started before goes on, whatever is missing now. */
    private void observeAll() throws IOException {
        for (var slot : initContainers) {
            slot.observe();
        }
        for (var slot : containers) {
            slot.observe();
        }
    }

    private void publish() {
        var facts =
                new PodFacts(pod, initContainers, containers, driver)
                        .now(ground.place().orElse(null), obstacle);
        over = !facts.phase().equals("Pending") && !facts.phase().equals("Running");
        if (report.write(pod, view.of(pod, facts)) == PodReport.Outcome.POD_IS_GONE) {
            LOG.log(System.Logger.Level.INFO, name() + " is not in the API any more");
            gone = true;
        }
    }

    private boolean end() throws IOException {
        if (endingSince == null) {
            endingSince = parts.clock().instant();
        }
        var metadata = pod.getMetadata();
        var grace =
                metadata.getDeletionGracePeriodSeconds() != null
                        ? Duration.ofSeconds(metadata.getDeletionGracePeriodSeconds())
                        : pod.getSpec().getTerminationGracePeriodSeconds() == null
                                ? GRACE
                                : Duration.ofSeconds(
                                        pod.getSpec().getTerminationGracePeriodSeconds());
        if (closing && grace.compareTo(NodeAgent.STOP_GRACE) > 0) {
            grace = NodeAgent.STOP_GRACE;
        }
        if (!stopAll(endingSince.plus(grace))) {
            return false;
        }
        if (closing) {
            return true;
        }
        if (!gone) {
            if (ground.place().isPresent() || !folderIsEmpty()) {
                publish();
            }
            report.remove(pod);
        }
        ground.leave();
        return true;
    }

    private boolean folderIsEmpty() {
        return !Files.isDirectory(folder.resolve("containers"));
    }

    /** Ends all processes, by force after the deadline; true when none is left. */
    private boolean stopAll(Instant deadline) throws IOException {
        var all = new ArrayList<>(containers);
        all.addAll(initContainers);
        var stopped = true;
        for (var slot : all) {
            stopped &= driver.stop(pod, slot, deadline);
        }
        return stopped;
    }

    private static boolean isOver(Pod pod) {
        var phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        return "Succeeded".equals(phase) || "Failed".equals(phase);
    }

    private String name() {
        return pod.getMetadata().getNamespace() + '/' + pod.getMetadata().getName();
    }
}
