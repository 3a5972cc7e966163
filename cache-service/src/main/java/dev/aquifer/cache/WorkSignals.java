package dev.aquifer.cache;

import com.fasterxml.jackson.databind.JsonNode;
import dev.aquifer.cache.domain.Artifact;
import dev.aquifer.cache.domain.Failure;
import dev.aquifer.cache.domain.Hydration.Obstacle;
import dev.aquifer.cache.domain.Signal;
import dev.aquifer.events.ObservationEvent;
import dev.aquifer.events.ObservationEvent.ObservedObject;
import dev.aquifer.events.ObservationEvent.Readiness;
import dev.aquifer.events.PodState;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What observations of a hydration's Work say about its attempt. */
final class WorkSignals {
    /** Reasons of a pod that every pod has for a while. */
    private static final Set<String> ON_ITS_WAY =
            Set.of("ContainerCreating", "PodInitializing", "ContainersNotReady", "Terminating");

    /** In the words of Kubernetes' scheduler. */
    private static final Pattern NO_CLAIM =
            Pattern.compile("persistentvolumeclaim \\S+ not found", Pattern.CASE_INSENSITIVE);

    private WorkSignals() {}

    static Optional<Signal> of(ObservationEvent event) {
        return switch (event) {
            case ObservationEvent.WorkApplied _ -> Optional.of(new Signal.Applied());
            case ObservationEvent.WorkRejected rejected -> Optional.of(rejected(rejected));
            case ObservationEvent.WorkObserved observed -> observed(observed);
            case ObservationEvent.WorkRemoved _ -> Optional.empty();
        };
    }

    /** How an object stands beats what the Work lacks: a Job that runs has what it needs. */
    private static Optional<Signal> observed(ObservationEvent.WorkObserved observed) {
        var signal =
                observed.objects().stream()
                        .filter(object -> object.kind().equals("Job"))
                        .findFirst()
                        .flatMap(job -> job(job, observed.attempt()));
        var reasons = observed.reasons();
        return signal.isPresent() || reasons == null || reasons.isEmpty()
                ? signal
                : Optional.of(lacks(reasons.getFirst()));
    }

    private static Signal lacks(ObservationEvent.Reason reason) {
        return new Signal.Obstructed(
                named(reason.code()), reason.object() + ": " + reason.message());
    }

    /** In our words: users know what they named a Secret for. */
    private static String named(String code) {
        return switch (code) {
            case "SecretMissing" -> Obstacle.SECRET_MISSING;
            case "ConfigMapMissing" -> Obstacle.CONFIG_MAP_MISSING;
            case "ClaimMissing" -> Obstacle.CLAIM_MISSING;
            default -> code;
        };
    }

    /** The versions of what a Work was given; empty where its writer does not say. */
    static Optional<Map<String, String>> inputs(ObservationEvent event) {
        return event instanceof ObservationEvent.WorkObserved observed && observed.inputs() != null
                ? Optional.of(
                        observed.inputs().stream()
                                .collect(
                                        Collectors.toMap(
                                                i ->
                                                        i.kind()
                                                                + "/"
                                                                + i.namespace()
                                                                + "/"
                                                                + i.name(),
                                                ObservationEvent.Input::version,
                                                (one, _) -> one)))
                : Optional.empty();
    }

    /** Whether the origin asked a worker that runs to slow down. */
    static boolean isThrottled(ObservationEvent event) {
        return event instanceof ObservationEvent.WorkObserved observed
                && observed.objects().stream().anyMatch(o -> o.throttledSince() != null);
    }

    static Signal rejected(ObservationEvent.WorkRejected rejected) {
        var message = rejected.object() + ": " + rejected.message();
        return rejected.retryable()
                ? new Signal.Obstructed(named(rejected.code()), message)
                : new Signal.Ended(
                        Failure.refused(rejected.code(), message), true, rejected.since());
    }

    private static Optional<Signal> job(ObservedObject job, long attempt) {
        var report = job.report();
        if (report != null && report.path("attempt").asLong(-1) == attempt) {
            return Optional.of(reported(report, job.since()));
        }
        return switch (job.readiness()) {
            case READY ->
                    Optional.of(
                            new Signal.Ended(
                                    Failure.resultLost(
                                            "ResultLost",
                                            "the Job is complete, its result is gone"),
                                    false,
                                    job.since()));
            case FAILED ->
                    Optional.of(
                            new Signal.Ended(
                                    Failure.resultLost(
                                            job.reason().isEmpty() ? "ResultLost" : job.reason(),
                                            job.message()),
                                    false,
                                    job.since()));
            case ABSENT, PROGRESSING -> running(job);
        };
    }

    private static Optional<Signal> running(ObservedObject job) {
        if (job.readiness() != Readiness.PROGRESSING) {
            return Optional.empty();
        }
        if (!job.pods().isEmpty() && job.pods().stream().allMatch(WorkSignals::isLost)) {
            return waiting(job); // Whatever it said before: it may run, or not.
        }
        var plan = job.plan();
        if (plan != null) {
            var revision = plan.path("pinned").asText("");
            return Optional.of(
                    new Signal.Planned(
                            revision.isEmpty() ? null : revision,
                            plan.path("bytes").canConvertToLong()
                                    ? plan.path("bytes").asLong()
                                    : null,
                            job.since()));
        }
        return job.pods().stream().anyMatch(pod -> pod.phase().equals("Running"))
                ? Optional.of(new Signal.Started(job.since()))
                : waiting(job);
    }

    private static boolean isLost(PodState pod) {
        return pod.reason().equals(Obstacle.NODE_LOST);
    }

    /** A pod that does not get to run says why, and where nothing is wrong it says nothing. */
    private static Optional<Signal> waiting(ObservedObject job) {
        return job.pods().stream()
                .filter(pod -> !pod.reason().isEmpty() && !ON_ITS_WAY.contains(pod.reason()))
                .findFirst()
                .map(
                        pod ->
                                new Signal.Obstructed(
                                        NO_CLAIM.matcher(pod.message()).find()
                                                ? Obstacle.CLAIM_MISSING
                                                : pod.reason(),
                                        "pod %s: %s%s"
                                                .formatted(
                                                        pod.name(),
                                                        pod.reason(),
                                                        pod.message().isEmpty()
                                                                ? ""
                                                                : ": " + pod.message())));
    }

    private static Signal reported(JsonNode report, Instant at) {
        return switch (report.path("outcome").asText()) {
            case "completed" ->
                    new Signal.Succeeded(
                            new Artifact(
                                    report.path("digest").asText(),
                                    report.path("pinned").asText(),
                                    report.path("bytes").asLong(),
                                    report.path("files").asInt(),
                                    report.path("fetchedBytes").asLong(),
                                    report.path("folder").asText(),
                                    time(report.path("startedAt")),
                                    count(report, "throttled"),
                                    report.path("alreadyPresent").asBoolean(true),
                                    count(report, "unverifiedFiles")),
                            at);
            case "interrupted" ->
                    new Signal.Ended(
                            Failure.resultLost("Interrupted", "the worker was stopped"), true, at);
            default ->
                    new Signal.Ended(
                            new Failure(
                                    report.path("phase").asText("Unknown"),
                                    report.path("code").asText("Unknown"),
                                    report.path("message").asText(""),
                                    retry(report.path("retry").asText()),
                                    Duration.ofSeconds(
                                            report.path("detail")
                                                    .path("retryAfterSeconds")
                                                    .asLong(0)),
                                    lack(report.path("detail")),
                                    count(report, "throttled")),
                            true,
                            at);
        };
    }

    private static Failure.@Nullable Lack lack(JsonNode detail) {
        return detail.path("needed").canConvertToLong()
                        && detail.path("available").canConvertToLong()
                ? new Failure.Lack(
                        detail.path("needed").asLong(), detail.path("available").asLong())
                : null;
    }

    private static @Nullable Integer count(JsonNode report, String field) {
        return report.path(field).isInt() ? report.path(field).asInt() : null;
    }

    private static Failure.Retry retry(String text) {
        return switch (text) {
            case "Never" -> Failure.Retry.NEVER;
            case "AfterCauseChanged" -> Failure.Retry.AFTER_CAUSE_CHANGED;
            default -> Failure.Retry.BACKOFF;
        };
    }

    private static @Nullable Instant time(JsonNode node) {
        try {
            return node.isTextual() ? Instant.parse(node.asText()) : null;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
