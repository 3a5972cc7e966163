package dev.aquifer.sandbox.cluster.controllers;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.UncountedTerminatedPods;
import io.fabric8.kubernetes.api.model.batch.v1.UncountedTerminatedPodsBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How many pods of a job succeeded and failed, whether they are still there or not.
 *
 * @param succeeded with those that are named in the status but not yet in its counts
 * @param active pods that run or will
 * @param uncounted pods that ended and still carry the finalizer
 */
record JobTally(
        int succeeded,
        int failed,
        int countedSucceeded,
        int countedFailed,
        List<Pod> active,
        List<Pod> uncounted,
        Optional<Instant> lastFailure) {

    static JobTally of(JobStatus status, List<Pod> pods) {
        var byUid = new HashMap<String, Pod>();
        pods.forEach(pod -> byUid.put(pod.getMetadata().getUid(), pod));
        var named = status.getUncountedTerminatedPods();
        var succeeded = count(status.getSucceeded());
        var failed = count(status.getFailed());
        if (named != null) {
            succeeded += freed(named.getSucceeded(), byUid);
            failed += freed(named.getFailed(), byUid);
        }
        var uncounted =
                pods.stream().filter(JobTally::isTracked).filter(JobTally::hasEnded).toList();
        var good = (int) uncounted.stream().filter(JobTally::hasSucceeded).count();
        return new JobTally(
                succeeded + good,
                failed + uncounted.size() - good,
                succeeded,
                failed,
                pods.stream().filter(Pods::isActive).toList(),
                uncounted,
                pods.stream()
                        .filter(pod -> hasEnded(pod) && !hasSucceeded(pod))
                        .flatMap(pod -> Pods.finishedAt(pod).stream())
                        .max(Instant::compareTo));
    }

    /** The status with all counts as they are now. */
    JobStatus status(JobStatus before, List<Pod> pods, Job job, String now) {
        var ready = (int) active.stream().filter(Pods::isReady).count();
        var terminating =
                (int)
                        pods.stream()
                                .filter(Pods::isDeleting)
                                .filter(pod -> !Pods.isOver(pod))
                                .count();
        var suspended = Boolean.TRUE.equals(job.getSpec().getSuspend());
        return new JobStatusBuilder(before)
                .withStartTime(
                        before.getStartTime() == null && !suspended ? now : before.getStartTime())
                .withActive(active.isEmpty() ? null : active.size())
                .withReady(ready)
                .withTerminating(terminating)
                .withSucceeded(countedSucceeded == 0 ? null : countedSucceeded)
                .withFailed(countedFailed == 0 ? null : countedFailed)
                .withUncountedTerminatedPods(named())
                .build();
    }

    private UncountedTerminatedPods named() {
        var good = new ArrayList<String>();
        var bad = new ArrayList<String>();
        for (var pod : uncounted) {
            (hasSucceeded(pod) ? good : bad).add(pod.getMetadata().getUid());
        }
        return new UncountedTerminatedPodsBuilder().withSucceeded(good).withFailed(bad).build();
    }

    /** Pods that were named and have lost their finalizer since: they count now. */
    private static int freed(@Nullable List<String> uids, Map<String, Pod> pods) {
        return uids == null
                ? 0
                : (int)
                        uids.stream()
                                .map(pods::get)
                                .filter(pod -> pod == null || !isTracked(pod))
                                .count();
    }

    private static boolean isTracked(Pod pod) {
        return pod.getMetadata().getFinalizers().contains(JobReconciler.TRACKING);
    }

    private static boolean hasEnded(Pod pod) {
        return !Pods.isActive(pod);
    }

    private static boolean hasSucceeded(Pod pod) {
        return Pods.phase(pod).equals("Succeeded");
    }

    private static int count(@Nullable Integer number) {
        return Objects.requireNonNullElse(number, 0);
    }
}
