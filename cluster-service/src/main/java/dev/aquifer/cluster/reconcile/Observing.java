package dev.aquifer.cluster.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import dev.aquifer.cluster.domain.ObjectRef;
import dev.aquifer.cluster.domain.ObjectTree;
import dev.aquifer.cluster.domain.ReadinessRules;
import dev.aquifer.cluster.domain.Verdict;
import dev.aquifer.cluster.domain.WorkPlan.Wanted;
import dev.aquifer.cluster.kubernetes.WorkloadCluster;
import dev.aquifer.cluster.store.WorkRow;
import dev.aquifer.events.ObservationEvent.ObservedObject;
import dev.aquifer.events.ObservationEvent.Readiness;
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
    private final Function<WorkRow, Optional<JsonNode>> plans;

    Observing(WorkloadCluster cluster, Function<WorkRow, Optional<JsonNode>> plans) {
        this.cluster = cluster;
        this.plans = plans;
        this.reports = new Reports(cluster);
    }

    /** The objects of a Work, in the order of its manifests. */
    List<ObservedObject> objects(WorkRow row, List<Wanted> wanted, Instant now) {
        var pods =
                cluster.ownedBy(row.subject().admittedUid().value()).stream()
                        .filter(object -> object.ref().is("", "Pod"))
                        .toList();
        var before = row.observation().filter(o -> o.attempt() == row.attempt());
        var last =
                before.map(o -> o instanceof WorkObserved seen ? seen.objects() : null)
                        .orElse(List.<ObservedObject>of());
        var observed = new ArrayList<ObservedObject>();
        for (var object : wanted) {
            var previous = last.stream().filter(o -> names(object.ref(), o)).findFirst();
            observed.add(observe(row, object.ref(), pods, previous, now));
        }
        return observed;
    }

    private static boolean names(ObjectRef ref, ObservedObject object) {
        return ref.kind().equals(object.kind())
                && ref.name().equals(object.name())
                && ref.namespace().equals(object.namespace());
    }

    private ObservedObject observe(
            WorkRow row,
            ObjectRef ref,
            List<ObjectTree> pods,
            Optional<ObservedObject> previous,
            Instant now) {
        var there = cluster.find(ref);
        var verdict = there.map(o -> ReadinessRules.of(o, pods)).orElseGet(Verdict::absent);
        var kept = previous.filter(p -> p.readiness() == verdict.readiness());
        return new ObservedObject(
                ref.apiVersion(),
                ref.kind(),
                ref.namespace(),
                ref.name(),
                verdict.readiness(),
                verdict.reason(),
                verdict.message(),
                there.map(o -> ReadinessRules.pods(o, pods)).orElse(List.of()),
                there.map(o -> report(o, verdict, pods, kept)).orElse(null),
                verdict.since().or(() -> kept.map(ObservedObject::since)).orElse(now),
                plan(row, ref, verdict, kept));
    }

    /**
     * Heard once it counts for the whole attempt: the log may be gone when it is looked at again.
     */
    private @Nullable JsonNode plan(
            WorkRow row, ObjectRef ref, Verdict verdict, Optional<ObservedObject> kept) {
        if (!ref.is("batch", "Job") || verdict.readiness() != Readiness.PROGRESSING) {
            return null;
        }
        return plans.apply(row)
                .or(() -> kept.flatMap(before -> Optional.ofNullable(before.plan())))
                .orElse(null);
    }

    private @Nullable JsonNode report(
            ObjectTree object,
            Verdict verdict,
            List<ObjectTree> pods,
            Optional<ObservedObject> kept) {
        var ended =
                verdict.readiness() == Readiness.READY || verdict.readiness() == Readiness.FAILED;
        if (!ended || !object.ref().is("batch", "Job")) {
            return null;
        }
        if (kept.isPresent()) {
            return kept.get().report();
        }
        return reports.of(ReadinessRules.podsOf(object, pods)).orElse(null);
    }
}
