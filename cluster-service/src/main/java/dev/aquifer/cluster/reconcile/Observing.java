package dev.aquifer.cluster.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import dev.aquifer.cluster.domain.LostNodes;
import dev.aquifer.cluster.domain.ObjectRef;
import dev.aquifer.cluster.domain.ObjectTree;
import dev.aquifer.cluster.domain.ReadinessRules;
import dev.aquifer.cluster.domain.Verdict;
import dev.aquifer.cluster.domain.WorkPlan.Wanted;
import dev.aquifer.cluster.kubernetes.WorkloadCluster;
import dev.aquifer.cluster.reconcile.Reports.Report;
import dev.aquifer.cluster.store.WorkRow;
import dev.aquifer.cluster.store.WorkRow.Ended;
import dev.aquifer.cluster.store.WorkRow.JobResult;
import dev.aquifer.events.ObservationEvent.ObservedObject;
import dev.aquifer.events.ObservationEvent.Readiness;
import dev.aquifer.events.ObservationEvent.Reason;
import dev.aquifer.events.ObservationEvent.WorkObserved;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Turns what a cluster shows of a Work into what is said of it. */
final class Observing {
    private final WorkloadCluster cluster;
    private final Reports reports;
    private final Function<WorkRow, Heard> workers;

    /**
     * Sees what the cluster shows, and says what workers say with it.
     *
     * @param workers what was heard of the worker of a Work
     */
    Observing(WorkloadCluster cluster, Function<WorkRow, Heard> workers) {
        this.cluster = cluster;
        this.workers = workers;
        this.reports = new Reports(cluster);
    }

    /**
     * How the objects of a Work are.
     *
     * @param objects in the order of its manifests
     * @param results of its Jobs that ended
     * @param complete whether all results are there that are to come
     * @param reasons what else keeps it from being as it is wanted
     */
    record Seen(
            List<ObservedObject> objects,
            List<JobResult> results,
            boolean complete,
            List<Reason> reasons) {}

    /** Looks at the objects of a Work. */
    Seen look(WorkRow row, List<Wanted> wanted, Instant now) {
        var pods = pods(row);
        var before = row.observation().filter(o -> o.attempt() == row.attempt());
        var last =
                before.map(o -> o instanceof WorkObserved seen ? seen.objects() : null)
                        .orElse(List.<ObservedObject>of());
        var observed = new ArrayList<ObservedObject>();
        var results = new ArrayList<JobResult>();
        var complete = true;
        for (var object : wanted) {
            var there = cluster.find(object.ref());
            var result = there.map(o -> result(row, o)).orElseGet(() -> ended(row, object));
            var previous = last.stream().filter(o -> names(object.ref(), o)).findFirst();
            observed.add(observe(row, object.ref(), there, result, pods, previous, now));
            result.taken().ifPresent(results::add);
            complete &= result.pending().isEmpty();
        }
        return new Seen(observed, results, complete, MissingClaims.of(observed));
    }

    private List<ObjectTree> pods(WorkRow row) {
        var pods =
                cluster.ownedBy(row.subject().admittedUid().value()).stream()
                        .filter(object -> object.ref().is("", "Pod"))
                        .toList();
        return LostNodes.told(pods, node -> cluster.find(new ObjectRef("v1", "Node", "", node)));
    }

    /** What is known of a Job that is gone: it ended, or it is to run still. */
    private static Result ended(WorkRow row, Wanted object) {
        return new Result(row.ended(object.ref()), Optional.empty());
    }

    /** What came of a Job: taken, still to come, or neither. */
    private record Result(Optional<JobResult> taken, Optional<String> pending) {}

    private static final Result NONE = new Result(Optional.empty(), Optional.empty());

    /** Taken once, and stored then: pod, node and log may go after that. */
    private Result result(WorkRow row, ObjectTree object) {
        var verdict = ReadinessRules.of(object, List.of());
        if (!object.ref().is("batch", "Job") || !ReadinessRules.hasEnded(verdict)) {
            return NONE;
        }
        var taken = row.result(object.uid());
        if (taken.isPresent()) {
            return new Result(taken, Optional.empty());
        }
        var owner = row.subject().admittedUid().value();
        return switch (reports.of(object, owner)) {
            case Report.Known(var content) ->
                    new Result(
                            Optional.of(
                                    new JobResult(
                                            object.uid(),
                                            content.orElse(null),
                                            ended(row, object.ref(), verdict))),
                            Optional.empty());
            case Report.Pending(var why) -> new Result(Optional.empty(), Optional.of(why));
        };
    }

    private static Ended ended(WorkRow row, ObjectRef job, Verdict verdict) {
        return new Ended(
                WorkRow.nameOf(job),
                row.attempt(),
                verdict.readiness(),
                verdict.reason(),
                verdict.message(),
                verdict.since().orElse(null));
    }

    private static boolean names(ObjectRef ref, ObservedObject object) {
        return ref.kind().equals(object.kind())
                && ref.name().equals(object.name())
                && ref.namespace().equals(object.namespace());
    }

    private static Verdict verdict(
            Optional<ObjectTree> there, Result result, List<ObjectTree> pods) {
        return result.pending()
                .map(Observing::waiting)
                .or(() -> there.map(o -> ReadinessRules.of(o, pods)))
                .or(() -> result.taken().map(JobResult::ended).map(Observing::asItEnded))
                .orElseGet(Verdict::absent);
    }

    private static Verdict asItEnded(Ended ended) {
        return new Verdict(
                ended.readiness(),
                ended.reason(),
                ended.message(),
                Optional.ofNullable(ended.since()));
    }

    /** It ended, which is not said before its result can be said with it. */
    private static Verdict waiting(String why) {
        return new Verdict(
                Readiness.PROGRESSING, "ResultPending", "it ended; " + why, Optional.empty());
    }

    private ObservedObject observe(
            WorkRow row,
            ObjectRef ref,
            Optional<ObjectTree> there,
            Result result,
            List<ObjectTree> pods,
            Optional<ObservedObject> previous,
            Instant now) {
        var verdict = verdict(there, result, pods);
        var kept = previous.filter(p -> p.readiness() == verdict.readiness());
        var told = told(row, ref, verdict, kept, now);
        return new ObservedObject(
                ref.apiVersion(),
                ref.kind(),
                ref.namespace(),
                ref.name(),
                verdict.readiness(),
                verdict.reason(),
                verdict.message(),
                there.map(o -> ReadinessRules.pods(o, pods)).orElse(List.of()),
                result.taken().map(JobResult::report).orElse(null),
                verdict.since().or(() -> kept.map(ObservedObject::since)).orElse(now),
                told.plan(),
                told.throttledSince());
    }

    /** What the worker of a Job said; while that runs, it is said with the Job. */
    private record Told(@Nullable JsonNode plan, @Nullable Instant throttledSince) {
        static final Told NOTHING = new Told(null, null);
    }

    /**
     * Heard once it counts for the whole attempt: the log may be gone when it is looked at again.
     */
    private Told told(
            WorkRow row,
            ObjectRef ref,
            Verdict verdict,
            Optional<ObservedObject> kept,
            Instant now) {
        if (!ref.is("batch", "Job") || verdict.readiness() != Readiness.PROGRESSING) {
            return Told.NOTHING;
        }
        var heard = workers.apply(row);
        var throttled = kept.flatMap(before -> Optional.ofNullable(before.throttledSince()));
        return new Told(
                heard.planOr(kept.flatMap(before -> Optional.ofNullable(before.plan())))
                        .orElse(null),
                throttled.orElse(heard.throttled() ? now : null));
    }
}
