package dev.aquifer.cache;

import dev.aquifer.cache.CacheBudgets.Answer;
import dev.aquifer.cache.domain.Cluster;
import dev.aquifer.cache.domain.Diligence;
import dev.aquifer.cache.domain.Hydration;
import dev.aquifer.cache.domain.Origin;
import dev.aquifer.cache.domain.Patience;
import dev.aquifer.cache.domain.Staging;
import dev.aquifer.cache.domain.Staging.Step;
import dev.aquifer.cache.domain.Wish;
import dev.aquifer.cache.manifests.ObjectNames;
import dev.aquifer.cache.store.CacheRow;
import dev.aquifer.cache.store.Caches;
import dev.aquifer.cache.store.Clusters;
import dev.aquifer.events.CacheEvent.ClustersMatched;
import dev.aquifer.events.CacheEvent.HydrationCompleted;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.Slot;
import dev.aquifer.events.Topic;
import dev.aquifer.ledger.LedgerTransaction;
import dev.aquifer.ledger.Said;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Brings one cache to its clusters, as far as is possible now, and says how far that is. */
final class CacheStaging {
    private final CacheSettings.HydrationSettings settings;
    private final Patience patience;
    private final CacheRow cache;
    private final Wish wish;
    private final CacheWorks works;
    private final Spoken spoken;
    private final CacheUpkeep upkeep;
    private final CacheBudgets budgets;
    private final CacheUses uses;
    private final Said said;
    private final LedgerTransaction tx;
    private final Caches caches;
    private final SortedMap<String, Hydration> hydrations;

    CacheStaging(
            WorkerTerms terms,
            Patience patience,
            Diligence diligence,
            CacheRow row,
            Said said,
            LedgerTransaction tx) {
        this.settings = terms.settings();
        this.patience = patience;
        this.said = said;
        this.tx = tx;
        this.caches = new Caches(tx.jdbi());
        this.hydrations = new TreeMap<>(caches.hydrations(row.uid()));
        this.works = new CacheWorks(terms, row, said, tx);
        var found = Pins.pinned(row, hydrations);
        hydrations.replaceAll((cluster, known) -> unlessOutdated(row, cluster, known));
        this.cache = Pins.pinned(found, hydrations); // what was said before may tell it
        this.wish = CacheDecisions.wish(cache);
        this.spoken = new Spoken(said, cache.resource());
        this.upkeep = new CacheUpkeep(diligence, cache, works, said, spoken, tx);
        this.budgets = new CacheBudgets(settings, tx);
        this.uses = new CacheUses(tx);
    }

    void goOn() {
        Pins.say(cache, said);
        var clusters = new Clusters(tx.jdbi()).all();
        var matched = Staging.matched(wish, clusters);
        said.say(
                Topic.CACHES,
                new ClustersMatched(
                        cache.subject(),
                        matched.stream().map(ClusterName::new).toList(),
                        tx.now()));
        budgets.settle(cache, hydrations, upkeep.mending());
        var answers = steps(clusters, matched);
        var tended = tended(matched, answers);
        // What was given up has nothing any more.
        budgets.settle(cache, hydrations, upkeep.mending());
        budgets.tell(cache, hydrations.keySet(), said, spoken);
        var next =
                Stream.concat(
                                tended.stream(),
                                hydrations.entrySet().stream()
                                        .filter(entry -> matched.contains(entry.getKey()))
                                        .flatMap(entry -> Stream.ofNullable(due(entry.getValue()))))
                        // What is overdue waits for another cluster, and its events wake it.
                        .filter(at -> at.isAfter(tx.now()))
                        .min(Comparator.naturalOrder());
        facts(matched);
        caches.save(cache.waking(next.orElse(null)));
    }

    /**
     * A restored database waits for words of an attempt that was followed by others: nobody will
     * say them. The next attempt finds what is there.
     */
    private Hydration unlessOutdated(CacheRow row, String cluster, Hydration known) {
        boolean waits =
                known instanceof Hydration.Requested
                        || known instanceof Hydration.Running
                        || known instanceof Hydration.Failed;
        if (!waits || works.issued(cluster) <= known.attempt()) {
            return known;
        }
        var told = toldCompleted(row, cluster);
        told.ifPresent(completed -> caches.save(row.uid(), cluster, completed));
        return told.orElseGet(() -> new Hydration.Idle(known.attempt(), "WaitingForCluster", ""));
    }

    /** The newest attempt there, where this service itself said that it completed this edit. */
    private Optional<Hydration> toldCompleted(CacheRow row, String cluster) {
        return said.last(
                        Topic.CACHES,
                        Slot.of(row.resource(), "hydration", cluster),
                        HydrationCompleted.class)
                .filter(fact -> fact.subject().equals(row.subject()))
                .filter(fact -> fact.attempt() == works.issued(cluster))
                .map(fact -> HydrationFacts.completed(fact, Sources.plan(row.spec())));
    }

    private Map<String, Answer> steps(List<Cluster> clusters, List<String> matched) {
        var inUse = uses.clusters(cache);
        var steps = Staging.decide(wish, clusters, hydrations, inUse, patience, tx.now());
        var begin =
                steps.keySet().stream()
                        .filter(cluster -> steps.get(cluster) instanceof Step.Begin)
                        .filter(upkeep::makeRoom)
                        .toList();
        var origin = origin();
        var mend = upkeep.toMend().stream().filter(matched::contains);
        var answers =
                budgets.ask(
                        cache,
                        Stream.concat(begin.stream(), mend).distinct().toList(),
                        origin.orElse(null));
        steps.forEach(
                (cluster, step) -> {
                    var before = hydrations.get(cluster);
                    var known = Objects.requireNonNullElse(before, new Hydration.Idle(0, "", ""));
                    var after =
                            step instanceof Step.Begin(var revision)
                                    ? begin(cluster, known, revision, answers, origin)
                                    : take(step, cluster, known);
                    if (!after.equals(before)) {
                        hydrations.put(cluster, after);
                        caches.save(cache.uid(), cluster, after);
                    }
                });
        return answers;
    }

    /** What users brought is only compared: that takes no streams worth counting. */
    private Optional<Origin> origin() {
        return Sources.brought(cache.spec()) != null
                ? Optional.empty()
                : Sources.origin(
                        cache.spec().artifact().source(), cache.resource().namespace(), settings);
    }

    private Hydration begin(
            String cluster,
            Hydration known,
            @Nullable String revision,
            Map<String, Answer> answers,
            Optional<Origin> origin) {
        return switch (answers.get(cluster)) {
            case null ->
                    waits(
                            cluster,
                            known,
                            "WaitingForVolume",
                            "a Job that looks after what is there ends first");
            case Answer.Waits(var message) -> waits(cluster, known, "WaitingForBudget", message);
            case Answer.Granted(var streams) -> {
                var next =
                        known.begin(
                                wish.plan(),
                                revision != null || !wish.resolves(),
                                cache.generation(),
                                works.issued(cluster),
                                tx.now());
                CacheLog.begins(cache.resource(), cluster, next.attempt());
                works.begin(cluster, next.of(), revision, streams);
                origin.ifPresent(
                        from -> budgets.granted(cache, cluster, next.attempt(), streams, from));
                yield next;
            }
        };
    }

    private Hydration take(Step step, String cluster, Hydration known) {
        return switch (step) {
            case Step.Keep _, Step.Begin _ -> known;
            case Step.Wait(var reason, var message) -> waits(cluster, known, reason, message);
            case Step.Refuse(var lack) -> {
                giveUp(cluster, known);
                CacheLog.tooLarge(cache.resource(), cluster, lack);
                yield new Hydration.TooLarge(known.attempt(), wish.plan(), lack, tx.now());
            }
            case Step.Leave _ -> {
                // From here on nobody may count on what is there, though it takes a while to go.
                works.leave(cluster);
                upkeep.left(cluster);
                yield new Hydration.Idle(known.attempt(), "", "");
            }
        };
    }

    private Hydration waits(String cluster, Hydration known, String reason, String message) {
        giveUp(cluster, known);
        return new Hydration.Idle(known.attempt(), reason, message);
    }

    private void giveUp(String cluster, Hydration known) {
        if (known instanceof Hydration.Requested || known instanceof Hydration.Running) {
            works.giveUp(cluster);
        }
    }

    private CacheUpkeep.@Nullable Streams streams(String cluster, @Nullable Answer answer) {
        return answer instanceof Answer.Granted(var count)
                ? new CacheUpkeep.Streams(
                        count,
                        job ->
                                origin().ifPresent(
                                                from ->
                                                        budgets.grantedRepair(
                                                                cache, cluster, job, count, from)))
                : null;
    }

    private List<Instant> tended(List<String> matched, Map<String, Answer> answers) {
        var mounted = uses.digests(cache.resource());
        return matched.stream()
                .flatMap(
                        cluster ->
                                Stream.ofNullable(
                                        upkeep.goOn(
                                                cluster,
                                                Objects.requireNonNullElse(
                                                        hydrations.get(cluster),
                                                        new Hydration.Idle(0, "", "")),
                                                mounted.getOrDefault(cluster, Set.of()),
                                                streams(cluster, answers.get(cluster)))))
                .toList();
    }

    private void facts(List<String> matched) {
        hydrations.forEach(
                (cluster, hydration) -> {
                    boolean nothingThere = hydration instanceof Hydration.Idle;
                    if (matched.contains(cluster)) {
                        said.say(
                                Topic.CACHES,
                                HydrationFacts.of(cache, cluster, hydration, tx.now()));
                        claim(cluster, hydration);
                    } else if (nothingThere) {
                        said.unsay(Topic.CACHES, Slot.of(cache.resource(), "hydration", cluster));
                    }
                });
    }

    private void claim(String cluster, Hydration hydration) {
        var brought = wish.broughtClaim();
        if (brought != null) {
            boolean another = !brought.equals(ObjectNames.claim(cache.resource().name()));
            if (another && !uses.clusters(cache).contains(cluster)) {
                works.dropClaim(cluster);
            }
            return;
        }
        switch (hydration) {
            case Hydration.Idle _, Hydration.TooLarge _ -> {}
            case Hydration.Requested _,
                    Hydration.Running _,
                    Hydration.Completed _,
                    Hydration.Failed _ ->
                    works.claim(cluster, hydration.attempt());
        }
    }

    private @Nullable Instant due(Hydration hydration) {
        return switch (hydration) {
            case Hydration.Failed failed -> failed.retryAt();
            case Hydration.Requested requested when !requested.of().pinned() ->
                    requested.resolvesUntil(patience);
            case Hydration.Running running when !running.of().pinned() ->
                    running.resolvesUntil(patience);
            default -> null;
        };
    }
}
