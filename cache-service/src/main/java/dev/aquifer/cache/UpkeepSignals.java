package dev.aquifer.cache;

import com.fasterxml.jackson.databind.JsonNode;
import dev.aquifer.cache.domain.Errand.Outcome;
import dev.aquifer.cache.domain.Hydration.Obstacle;
import dev.aquifer.cache.domain.Signal;
import dev.aquifer.events.ObservationEvent;
import dev.aquifer.events.ObservationEvent.ObservedObject;
import dev.aquifer.events.ObservationEvent.Readiness;
import dev.aquifer.events.ObservationEvent.WorkObserved;
import dev.aquifer.events.ObservationEvent.WorkRejected;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** What observations say of a Job that looks after what is published. */
final class UpkeepSignals {
    private UpkeepSignals() {}

    /** What came of it, or whether it runs; empty while nothing is known. */
    static Optional<Outcome> of(ObservationEvent event) {
        return switch (event) {
            case WorkRejected rejected when !rejected.retryable() ->
                    Optional.of(
                            new Outcome.Failed(
                                    rejected.code(),
                                    rejected.object() + ": " + rejected.message(),
                                    rejected.since()));
            case WorkObserved observed ->
                    observed.objects().stream()
                            .filter(object -> object.kind().equals("Job"))
                            .findFirst()
                            .flatMap(job -> job(job, observed.attempt()))
                            .or(() -> underWay(observed));
            default -> underWay(event);
        };
    }

    /** Whether it runs, and if not, what it waits for. */
    private static Optional<Outcome> underWay(ObservationEvent event) {
        return WorkSignals.of(event)
                .flatMap(
                        signal ->
                                switch (signal) {
                                    case Signal.Started _, Signal.Planned _ ->
                                            Optional.of(new Outcome.Begun());
                                    case Signal.Obstructed(var code, var message) ->
                                            Optional.of(
                                                    new Outcome.Obstructed(
                                                            new Obstacle(code, message),
                                                            event.since()));
                                    default -> Optional.empty();
                                });
    }

    private static Optional<Outcome> job(ObservedObject job, long attempt) {
        var report = job.report();
        if (report != null && report.path("attempt").asLong(-1) == attempt) {
            return Optional.of(reported(report, job.since()));
        }
        return job.readiness() == Readiness.READY || job.readiness() == Readiness.FAILED
                ? Optional.of(new Outcome.Lost(job.since()))
                : Optional.empty();
    }

    private static Outcome reported(JsonNode report, Instant at) {
        var code = report.path("code").asText("Unknown");
        return switch (report.path("outcome").asText()) {
            case "verified", "completed" -> {
                var digest = report.path("digest").asText("");
                yield new Outcome.Done(digest.isEmpty() ? null : digest, at);
            }
            case "interrupted" -> new Outcome.Lost(at);
            default ->
                    switch (code) {
                        case "DigestMismatch" -> differs("CorruptFile", report.path("detail"), at);
                        case "FileMissing" -> differs("FileMissing", report.path("detail"), at);
                        default -> new Outcome.Failed(code, report.path("message").asText(""), at);
                    };
        };
    }

    private static Outcome differs(String code, JsonNode detail, Instant at) {
        List<String> paths =
                StreamSupport.stream(detail.path("paths").spliterator(), false)
                        .map(JsonNode::asText)
                        .toList();
        return new Outcome.Differs(
                code,
                paths,
                Math.max(detail.path("count").asInt(0), Math.max(1, paths.size())),
                at);
    }
}
