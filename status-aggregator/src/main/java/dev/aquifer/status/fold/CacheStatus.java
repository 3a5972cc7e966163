package dev.aquifer.status.fold;

import dev.aquifer.events.CacheEvent.CacheDeletionBlocked;
import dev.aquifer.events.CacheEvent.CacheUseGranted;
import dev.aquifer.events.CacheEvent.ClaimAdopted;
import dev.aquifer.events.CacheEvent.ClustersMatched;
import dev.aquifer.events.CacheEvent.Hydration;
import dev.aquifer.events.CacheEvent.HydrationCompleted;
import dev.aquifer.events.CacheEvent.HydrationFailed;
import dev.aquifer.events.CacheEvent.HydrationRequested;
import dev.aquifer.events.CacheEvent.HydrationStarted;
import dev.aquifer.events.CacheEvent.HydrationWaiting;
import dev.aquifer.events.CacheEvent.SourcePinned;
import dev.aquifer.events.CacheEvent.SourceSupport;
import dev.aquifer.events.CacheEvent.SourceSupported;
import dev.aquifer.events.CacheEvent.SourceUnimplemented;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.Envelope;
import dev.aquifer.events.Event;
import dev.aquifer.status.fold.ClusterHealth.Unobserved;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The status of a ModelCache. */
final class CacheStatus {
    private static final String OWNER = "cache-service";

    private final View view;
    private final StatusSheet sheet;

    private CacheStatus(View view) {
        this.view = view;
        this.sheet = new StatusSheet(view.subject(), view.desired());
    }

    static ComputedStatus of(View view) {
        return new CacheStatus(view).compute();
    }

    private ComputedStatus compute() {
        var support = view.current(SourceSupport.class);
        var matched = view.current(ClustersMatched.class);
        source(support);
        clusters(support, matched);
        artifact(support, matched);
        view.current(CacheDeletionBlocked.class)
                .ifPresent(
                        f ->
                                Deletions.say(
                                        sheet,
                                        view,
                                        CacheFinding.DELETION_BLOCKED,
                                        f.event().blockers(),
                                        f));
        fields(support, matched);
        return sheet.rolledUp(
                CacheFinding.READY, Set.of(CacheFinding.DELETION_BLOCKED.condition()));
    }

    private void source(Optional<Envelope<SourceSupport>> support) {
        if (support.isEmpty()) {
            sheet.reconciling(CacheFinding.SOURCE_AVAILABLE.condition(), OWNER);
            return;
        }
        switch (support.get().event()) {
            case SourceSupported supported ->
                    sheet.say(
                            CacheFinding.SOURCE_AVAILABLE,
                            supported.source() + " can be fetched",
                            support.get());
            case SourceUnimplemented pending ->
                    sheet.say(CacheFinding.SOURCE_PENDING, pending.message(), support.get());
        }
    }

    private void clusters(
            Optional<Envelope<SourceSupport>> support,
            Optional<Envelope<ClustersMatched>> matched) {
        if (matched.isEmpty()) {
            if (!unimplemented(support)) {
                sheet.reconciling(CacheFinding.MATCHED.condition(), OWNER);
            }
            return;
        }
        var clusters = matched.get().event().clusters();
        if (clusters.isEmpty()) {
            sheet.say(CacheFinding.NO_CLUSTERS, CacheFinding.NO_CLUSTERS.meaning(), matched.get());
        } else {
            sheet.say(
                    CacheFinding.MATCHED,
                    clusters.size() + " matched: " + names(clusters),
                    matched.get());
        }
    }

    private void artifact(
            Optional<Envelope<SourceSupport>> support,
            Optional<Envelope<ClustersMatched>> matched) {
        if (unimplemented(support)) {
            sheet.say(
                    CacheFinding.NOT_STAGED,
                    CacheFinding.NOT_STAGED.meaning(),
                    support.orElseThrow());
        } else if (matched.isEmpty()) {
            sheet.reconciling(CacheFinding.STAGED.condition(), OWNER);
        } else if (matched.get().event().clusters().isEmpty()) {
            sheet.say(
                    CacheFinding.NOTHING_MATCHED,
                    CacheFinding.NOTHING_MATCHED.meaning(),
                    matched.get());
        } else {
            staged(matched.get());
        }
    }

    private void staged(Envelope<ClustersMatched> matched) {
        var clusters = matched.event().clusters();
        var hydrations = hydrations(clusters);
        List<Envelope<? extends Event>> facts = new ArrayList<>(hydrations);
        facts.add(matched);
        var done = hydrations.stream().filter(CacheStatus::isDone).toList();
        var count = done.size() + " of " + clusters.size() + " clusters";
        var unobserved = unobserved(clusters);
        var failed = of(HydrationFailed.class, hydrations);
        var troubled = inTrouble(hydrations);
        if (!unobserved.isEmpty()) {
            facts.clear();
            unobserved.forEach(cluster -> facts.add(cluster.fact()));
            sheet.say(CacheFinding.UNREACHABLE, words(unobserved), facts);
        } else if (!failed.isEmpty()) {
            sheet.say(CacheFinding.FAILED, failures(failed), failed);
        } else if (done.size() == clusters.size()) {
            boolean adopted = done.stream().allMatch(f -> f.event() instanceof ClaimAdopted);
            sheet.say(adopted ? CacheFinding.BYOPVC : CacheFinding.STAGED, count, facts);
        } else if (troubled.isPresent()) {
            var pace = troubled.get();
            var message = count + "; " + others(hydrations);
            sheet.say(pace.trouble().orElseThrow(), message, pace.since(), pace.fact());
        } else if (!done.isEmpty()) {
            sheet.say(CacheFinding.PARTIAL, count + "; " + others(hydrations), facts);
        } else if (hydrations.isEmpty()) {
            sheet.reconciling(CacheFinding.STAGED.condition(), OWNER);
        } else if (of(HydrationWaiting.class, hydrations).size() == hydrations.size()) {
            sheet.say(CacheFinding.WAITING, others(hydrations), facts);
        } else {
            sheet.say(CacheFinding.HYDRATING, others(hydrations), facts);
        }
    }

    /** The worst pace, since when the newest of that kind has it; waiting counts when all wait. */
    private Optional<Pace> inTrouble(List<Envelope<Hydration>> hydrations) {
        var open =
                hydrations.stream()
                        .filter(h -> !isDone(h) && !(h.event() instanceof HydrationWaiting))
                        .map(view::pace)
                        .toList();
        var worst = open.stream().map(Pace::kind).min(Comparator.naturalOrder());
        return worst.filter(kind -> kind != Pace.Kind.MOVING)
                .filter(
                        kind ->
                                kind != Pace.Kind.WAITING
                                        || open.stream().allMatch(p -> p.kind() == kind))
                .flatMap(
                        kind ->
                                open.stream()
                                        .filter(p -> p.kind() == kind)
                                        .max(Comparator.comparing(Pace::since)));
    }

    private static boolean isDone(Envelope<Hydration> fact) {
        return fact.event() instanceof HydrationCompleted || fact.event() instanceof ClaimAdopted;
    }

    private static String failures(List<Envelope<HydrationFailed>> failed) {
        return failed.stream()
                .map(Envelope::event)
                .map(
                        f ->
                                "%s: %s/%s: %s (attempt %d, %s)"
                                        .formatted(
                                                f.cluster(),
                                                f.phase(),
                                                f.code(),
                                                f.message(),
                                                f.attempt(),
                                                f.retryAt() == null
                                                        ? "not tried again before an edit"
                                                        : "next at " + Moment.of(f.retryAt())))
                .collect(Collectors.joining("; "));
    }

    private String others(List<Envelope<Hydration>> hydrations) {
        return hydrations.stream().map(this::words).collect(Collectors.joining("; "));
    }

    private String words(Envelope<Hydration> fact) {
        var pace = view.pace(fact);
        return pace.kind() == Pace.Kind.MOVING
                ? words(fact.event())
                : fact.event().cluster() + ": " + pace.words();
    }

    private static String words(Hydration hydration) {
        return switch (hydration) {
            case HydrationWaiting w -> w.cluster() + ": " + w.message();
            case HydrationRequested r -> r.cluster() + ": attempt " + r.attempt() + " requested";
            case HydrationStarted s -> s.cluster() + ": attempt " + s.attempt() + " runs";
            case HydrationCompleted c -> c.cluster() + ": staged";
            case ClaimAdopted a -> a.cluster() + ": adopted " + a.claim();
            case HydrationFailed f -> f.cluster() + ": " + f.code();
        };
    }

    private void fields(
            Optional<Envelope<SourceSupport>> support,
            Optional<Envelope<ClustersMatched>> matched) {
        var clusters = matched.map(m -> m.event().clusters()).orElse(List.of());
        CacheFields.write(
                sheet.fields(),
                view,
                support.map(Envelope::event),
                view.current(SourcePinned.class).map(Envelope::event),
                clusters,
                hydrations(clusters),
                view.ofThisLife(CacheUseGranted.class).stream().map(Envelope::event).toList());
    }

    private List<Envelope<Hydration>> hydrations(List<ClusterName> clusters) {
        return view.allCurrent(Hydration.class).stream()
                .filter(fact -> clusters.contains(fact.event().cluster()))
                .toList();
    }

    private List<Unobserved> unobserved(List<ClusterName> clusters) {
        return clusters.stream()
                .map(view.health())
                .filter(Unobserved.class::isInstance)
                .map(Unobserved.class::cast)
                .toList();
    }

    private static String words(List<Unobserved> clusters) {
        return clusters.stream().map(Unobserved::words).collect(Collectors.joining("; "));
    }

    private static <H extends Hydration> List<Envelope<H>> of(
            Class<H> type, List<Envelope<Hydration>> facts) {
        return facts.stream()
                .filter(f -> type.isInstance(f.event()))
                .map(f -> new Envelope<>(f.meta(), type.cast(f.event())))
                .toList();
    }

    private static boolean unimplemented(Optional<Envelope<SourceSupport>> support) {
        return support.filter(f -> f.event() instanceof SourceUnimplemented).isPresent();
    }

    private static String names(List<ClusterName> clusters) {
        return clusters.stream().map(ClusterName::value).collect(Collectors.joining(", "));
    }
}
