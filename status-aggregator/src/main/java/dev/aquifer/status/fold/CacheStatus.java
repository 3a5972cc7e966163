package dev.aquifer.status.fold;

import dev.aquifer.events.CacheEvent.CacheDeletionBlocked;
import dev.aquifer.events.CacheEvent.ClaimAdopted;
import dev.aquifer.events.CacheEvent.ClustersMatched;
import dev.aquifer.events.CacheEvent.Hydration;
import dev.aquifer.events.CacheEvent.HydrationFailed;
import dev.aquifer.events.CacheEvent.HydrationWaiting;
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
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The status of a ModelCache. */
final class CacheStatus {
    private static final String OWNER = "cache-service";

    /** What only a user can mend: said although other clusters may still be under way. */
    private static final List<CacheFinding> MISSING =
            List.of(
                    CacheFinding.AUTH_SECRET_MISSING,
                    CacheFinding.CONFIG_MAP_MISSING,
                    CacheFinding.CLAIM_NOT_FOUND,
                    CacheFinding.NODE_LOST);

    private final View view;
    private final StatusSheet sheet;
    private final List<ClusterName> clusters;
    private final List<Staging> stagings;

    private CacheStatus(View view) {
        this.view = view;
        this.sheet = new StatusSheet(view.subject(), view.desired());
        this.clusters =
                view.current(ClustersMatched.class)
                        .map(m -> m.event().clusters())
                        .orElse(List.of());
        var matched = Set.copyOf(clusters);
        this.stagings =
                view.allCurrent(Hydration.class).stream()
                        .filter(fact -> matched.contains(fact.event().cluster()))
                        .map(fact -> Staging.of(view, fact))
                        .toList();
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
        var verified = new VerifiedCondition(view, clusters);
        verified.say(sheet);
        view.current(CacheDeletionBlocked.class)
                .ifPresent(
                        f ->
                                Deletions.say(
                                        sheet,
                                        view,
                                        CacheFinding.DELETION_BLOCKED,
                                        f.event().blockers(),
                                        f));
        new CacheFields(view, clusters, stagings).write(sheet.fields());
        var blocked = CacheFinding.DELETION_BLOCKED.condition();
        return sheet.rolledUp(
                CacheFinding.READY,
                verified.counts()
                        ? Set.of(blocked)
                        : Set.of(blocked, CacheFinding.VERIFIED.condition()));
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
        } else if (clusters.isEmpty()) {
            sheet.say(
                    CacheFinding.NOTHING_MATCHED,
                    CacheFinding.NOTHING_MATCHED.meaning(),
                    matched.get());
        } else {
            staged(matched.get());
        }
    }

    private void staged(Envelope<ClustersMatched> matched) {
        List<Envelope<? extends Event>> facts = new ArrayList<>(facts(stagings));
        facts.add(matched);
        var done = stagings.stream().filter(Staging::isDone).toList();
        var count = done.size() + " of " + clusters.size() + " clusters";
        var unobserved = unobserved();
        var failed = which(s -> s.event() instanceof HydrationFailed);
        var missing = missing();
        if (!unobserved.isEmpty()) {
            sheet.say(
                    CacheFinding.UNREACHABLE,
                    FirstFew.of(unobserved.stream().map(Unobserved::words).toList(), "; "),
                    unobserved.stream().map(Unobserved::fact).toList());
        } else if (!failed.isEmpty()) {
            sheet.say(CacheFinding.FAILED, failures(failed), facts(failed));
        } else if (done.size() == clusters.size()) {
            boolean adopted = done.stream().allMatch(s -> s.event() instanceof ClaimAdopted);
            sheet.say(
                    adopted ? CacheFinding.BYOPVC : CacheFinding.STAGED,
                    count + Staging.reservation(done),
                    facts);
        } else if (missing.isPresent()) {
            var waiting = which(s -> s.waitsFor(missing.get().reason()));
            sheet.say(missing.get(), words(waiting), facts(waiting));
        } else {
            underWay(facts, done.isEmpty() ? "" : count + "; ");
        }
    }

    private void underWay(List<Envelope<? extends Event>> facts, String done) {
        var troubled = inTrouble();
        var message = done + words(stagings);
        if (troubled.isPresent()) {
            var pace = troubled.get();
            var count = done.isEmpty() ? "0 of " + clusters.size() + " clusters; " : "";
            sheet.say(
                    pace.trouble().orElseThrow(),
                    count + message,
                    pace.since(),
                    pace.fact(),
                    occasion());
        } else if (!done.isEmpty()) {
            sheet.say(CacheFinding.PARTIAL, message, facts, occasion());
        } else if (stagings.isEmpty()) {
            sheet.reconciling(CacheFinding.STAGED.condition(), OWNER);
        } else if (stagings.stream().allMatch(s -> s.event() instanceof HydrationWaiting)) {
            boolean forBudget =
                    stagings.stream()
                            .allMatch(s -> s.waitsFor(CacheFinding.WAITING_FOR_BUDGET.reason()));
            sheet.say(
                    forBudget ? CacheFinding.WAITING_FOR_BUDGET : CacheFinding.WAITING,
                    message,
                    facts);
        } else {
            sheet.say(CacheFinding.HYDRATING, message, facts, occasion());
        }
    }

    /** Which measurements say how it gets on. */
    private String occasion() {
        return stagings.stream()
                .map(s -> s.pace().occasion())
                .filter(occasion -> !occasion.isEmpty())
                .collect(Collectors.joining("; "));
    }

    private Optional<CacheFinding> missing() {
        return MISSING.stream()
                .filter(finding -> stagings.stream().anyMatch(s -> s.waitsFor(finding.reason())))
                .findFirst();
    }

    /** The worst pace, since when the newest of that kind has it; waiting counts when all wait. */
    private Optional<Pace> inTrouble() {
        var open =
                stagings.stream()
                        .filter(s -> !s.isDone() && !(s.event() instanceof HydrationWaiting))
                        .map(Staging::pace)
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

    private static String failures(List<Staging> failed) {
        var words =
                failed.stream()
                        .map(s -> (HydrationFailed) s.event())
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
                                                                : "next at "
                                                                        + Moment.of(f.retryAt())))
                        .toList();
        return FirstFew.of(words, "; ");
    }

    private static String words(List<Staging> stagings) {
        return FirstFew.of(stagings.stream().map(Staging::words).toList(), "; ");
    }

    private List<Staging> which(Predicate<Staging> predicate) {
        return stagings.stream().filter(predicate).toList();
    }

    private static List<Envelope<Hydration>> facts(List<Staging> stagings) {
        return stagings.stream().map(Staging::fact).toList();
    }

    private List<Unobserved> unobserved() {
        return clusters.stream()
                .map(view.health())
                .filter(Unobserved.class::isInstance)
                .map(Unobserved.class::cast)
                .toList();
    }

    private static boolean unimplemented(Optional<Envelope<SourceSupport>> support) {
        return support.filter(f -> f.event() instanceof SourceUnimplemented).isPresent();
    }

    private static String names(List<ClusterName> clusters) {
        return FirstFew.of(clusters.stream().map(ClusterName::value).toList(), ", ");
    }
}
