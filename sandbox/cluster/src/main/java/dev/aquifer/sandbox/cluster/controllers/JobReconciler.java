package dev.aquifer.sandbox.cluster.controllers;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs jobs to completion. A pod that ended is first named in the status, then freed of its
 * finalizer, then counted: so none is counted twice or forgotten, whenever this is killed.
 */
final class JobReconciler implements Reconciler {
    static final String TRACKING = "batch.kubernetes.io/job-tracking";
    private static final String CONTROLLER_UID = "batch.kubernetes.io/controller-uid";
    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(10);
    private static final int MOST_DOUBLINGS = 5;
    private static final int DEFAULT_BACKOFF_LIMIT = 6;

    private final Api api;

    JobReconciler(Api api) {
        this.api = api;
    }

    @Override
    public Optional<Duration> reconcile(ObjectKey key) {
        var jobs = api.client().batch().v1().jobs().inNamespace(key.namespace());
        var job = jobs.withName(key.name()).get();
        if (job == null || Pods.isDeleting(job)) {
            freeOrphans(key);
            return Optional.empty();
        }
        var pods = api.podsOf(job);
        var status = job.getStatus() == null ? new JobStatus() : job.getStatus();
        if (JobConditions.isFinished(status)) {
            pods.forEach(this::free);
            return expire(job, status);
        }
        var tally = JobTally.of(status, pods);
        var verdict = verdict(job, status, tally);
        var wanted = verdict == null ? wanted(job, tally) : 0;
        var updated = tally.status(status, pods, job, api.timestamp());
        if (verdict != null) {
            var ended = tally.active().isEmpty() && tally.uncounted().isEmpty();
            JobConditions.apply(updated, verdict, ended, api.timestamp());
        }
        if (!Revisions.same(updated, status)) {
            var fresh = new JobBuilder(job).withStatus(updated).build();
            jobs.resource(fresh).updateStatus();
            tell(job, status, updated);
        }
        tally.uncounted().forEach(this::free);
        if (verdict != null) {
            tally.active().forEach(api::delete);
            return Optional.empty();
        }
        return scale(job, tally, wanted);
    }

    private JobConditions.@Nullable Verdict verdict(Job job, JobStatus status, JobTally tally) {
        var known = JobConditions.decided(status);
        if (known != null) {
            return known;
        }
        var spec = job.getSpec();
        var limit = spec.getBackoffLimit() == null ? DEFAULT_BACKOFF_LIMIT : spec.getBackoffLimit();
        if (tally.failed() > limit) {
            return JobConditions.BACKOFF_LIMIT;
        }
        if (deadline(job).filter(end -> !api.now().isBefore(end)).isPresent()) {
            return JobConditions.DEADLINE;
        }
        var enough =
                spec.getCompletions() == null
                        ? tally.succeeded() > 0 && tally.active().isEmpty()
                        : tally.succeeded() >= spec.getCompletions();
        return enough ? JobConditions.SUCCESS : null;
    }

    private static int wanted(Job job, JobTally tally) {
        var spec = job.getSpec();
        if (Boolean.TRUE.equals(spec.getSuspend())) {
            return 0;
        }
        var parallelism = Objects.requireNonNullElse(spec.getParallelism(), 1);
        if (spec.getCompletions() == null) {
            return tally.succeeded() > 0 ? tally.active().size() : parallelism;
        }
        return Math.min(parallelism, spec.getCompletions() - tally.succeeded());
    }

    private Optional<Duration> scale(Job job, JobTally tally, int wanted) {
        var active = new ArrayList<>(tally.active());
        while (active.size() > wanted) {
            api.delete(active.removeLast());
        }
        var pause = pause(tally);
        if (active.size() < wanted && pause.isPositive()) {
            return Optional.of(pause);
        }
        for (var missing = active.size(); missing < wanted; missing++) {
            api.createPod(job, pod(job));
        }
        return deadline(job).map(end -> Duration.between(api.now(), end).plusSeconds(1));
    }

    private Duration pause(JobTally tally) {
        var last = tally.lastFailure().orElse(null);
        if (last == null || tally.failed() == 0) {
            return Duration.ZERO;
        }
        var backoff =
                FIRST_BACKOFF.multipliedBy(1L << Math.min(tally.failed() - 1, MOST_DOUBLINGS));
        return Duration.between(api.now(), last.plus(backoff));
    }

    private static Pod pod(Job job) {
        var pod = Pods.fromTemplate(job.getSpec().getTemplate(), job);
        return new PodBuilder(pod)
                .editMetadata()
                .withGenerateName(job.getMetadata().getName() + '-')
                .addToLabels(CONTROLLER_UID, job.getMetadata().getUid())
                .addToLabels("controller-uid", job.getMetadata().getUid())
                .addToLabels("batch.kubernetes.io/job-name", job.getMetadata().getName())
                .addToLabels("job-name", job.getMetadata().getName())
                .addToFinalizers(TRACKING)
                .endMetadata()
                .build();
    }

    private static Optional<Instant> deadline(Job job) {
        var seconds = job.getSpec().getActiveDeadlineSeconds();
        var started = job.getStatus() == null ? null : job.getStatus().getStartTime();
        return seconds == null || started == null
                ? Optional.empty()
                : Optional.of(Instant.parse(started).plusSeconds(seconds));
    }

    private void free(Pod pod) {
        if (pod.getMetadata().getFinalizers().contains(TRACKING)) {
            api.client()
                    .resource(
                            new PodBuilder(pod)
                                    .editMetadata()
                                    .removeFromFinalizers(TRACKING)
                                    .endMetadata()
                                    .build())
                    .update();
        }
    }

    /** Pods of a job that is gone must not wait to be counted. */
    private void freeOrphans(ObjectKey job) {
        for (var pod :
                api.client()
                        .pods()
                        .inNamespace(job.namespace())
                        .withLabel("batch.kubernetes.io/job-name", job.name())
                        .list()
                        .getItems()) {
            free(pod);
        }
    }

    private Optional<Duration> expire(Job job, JobStatus status) {
        var ttl = job.getSpec().getTtlSecondsAfterFinished();
        var finished = JobConditions.finishedAt(status).orElse(null);
        if (ttl == null || finished == null) {
            return Optional.empty();
        }
        var left = Duration.between(api.now(), finished.plusSeconds(ttl));
        if (left.isPositive()) {
            return Optional.of(left);
        }
        api.delete(job);
        return Optional.empty();
    }

    private void tell(Job job, JobStatus before, JobStatus after) {
        if (!JobConditions.isFinished(before) && JobConditions.isFinished(after)) {
            var last = List.copyOf(after.getConditions()).getLast();
            if (last.getType().equals("Complete")) {
                api.events().normal(job, "", "Completed", "Job completed");
            } else {
                api.events().warning(job, "", last.getReason(), last.getMessage());
            }
        }
    }
}
