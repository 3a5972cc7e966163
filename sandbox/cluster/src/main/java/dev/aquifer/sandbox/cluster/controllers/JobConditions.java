package dev.aquifer.sandbox.cluster.controllers;

import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobConditionBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a job ends: first it is decided, then, when no pod is left, it is finished. */
final class JobConditions {
    static final Verdict SUCCESS =
            new Verdict(true, "CompletionsReached", "Reached expected number of succeeded pods");
    static final Verdict BACKOFF_LIMIT =
            new Verdict(
                    false, "BackoffLimitExceeded", "Job has reached the specified backoff limit");
    static final Verdict DEADLINE =
            new Verdict(false, "DeadlineExceeded", "Job was active longer than specified deadline");

    private static final List<String> FINAL = List.of("Complete", "Failed");

    private JobConditions() {}

    /** What was decided about a job. */
    record Verdict(boolean success, String reason, String message) {
        String decided() {
            return success ? "SuccessCriteriaMet" : "FailureTarget";
        }

        String finished() {
            return success ? "Complete" : "Failed";
        }
    }

    static boolean isFinished(JobStatus status) {
        return status.getConditions().stream().anyMatch(condition -> isTrue(condition, FINAL));
    }

    static Optional<Instant> finishedAt(JobStatus status) {
        return status.getConditions().stream()
                .filter(condition -> isTrue(condition, FINAL))
                .map(condition -> Instant.parse(condition.getLastTransitionTime()))
                .findFirst();
    }

    /** The verdict that the status carries already. */
    static @Nullable Verdict decided(JobStatus status) {
        return status.getConditions().stream()
                .filter(
                        condition ->
                                isTrue(condition, List.of("SuccessCriteriaMet", "FailureTarget")))
                .map(
                        condition ->
                                new Verdict(
                                        condition.getType().equals("SuccessCriteriaMet"),
                                        condition.getReason(),
                                        condition.getMessage()))
                .findFirst()
                .orElse(null);
    }

    static void apply(JobStatus status, Verdict verdict, boolean ended, String now) {
        var conditions = new ArrayList<>(status.getConditions());
        add(conditions, verdict.decided(), verdict, now);
        if (ended) {
            add(conditions, verdict.finished(), verdict, now);
            if (verdict.success()) {
                status.setCompletionTime(now);
            }
        }
        status.setConditions(conditions);
    }

    private static void add(
            List<JobCondition> conditions, String type, Verdict verdict, String now) {
        if (conditions.stream().noneMatch(condition -> condition.getType().equals(type))) {
            conditions.add(
                    new JobConditionBuilder()
                            .withType(type)
                            .withStatus("True")
                            .withReason(verdict.reason())
                            .withMessage(verdict.message())
                            .withLastProbeTime(now)
                            .withLastTransitionTime(now)
                            .build());
        }
    }

    private static boolean isTrue(JobCondition condition, List<String> types) {
        return types.contains(condition.getType()) && "True".equals(condition.getStatus());
    }
}
