package dev.aquifer.cache;

import dev.aquifer.cache.domain.Hydration;
import dev.aquifer.cache.domain.Patience;
import dev.aquifer.cache.domain.Staging;
import dev.aquifer.cache.domain.Staging.Step;
import dev.aquifer.cache.domain.Wish;
import dev.aquifer.cache.store.CacheRow;
import dev.aquifer.cache.store.Caches;
import dev.aquifer.cache.store.Clusters;
import dev.aquifer.events.CacheEvent.ClustersMatched;
import dev.aquifer.events.CacheEvent.SourcePinned;
import dev.aquifer.events.CacheEvent.SourceSupported;
import dev.aquifer.events.CacheEvent.SourceUnimplemented;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.Slot;
import dev.aquifer.events.Topic;
import dev.aquifer.events.Uid;
import dev.aquifer.ledger.Cause;
import dev.aquifer.ledger.LedgerTransaction;
import dev.aquifer.ledger.Said;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks at all that is known of a cache and does what is still to be done: says its facts, asks for
 * its Works, answers its users. What was done before is not done again, whatever the cause.
 */
final class CacheDecisions {
    private final CacheSettings.HydrationSettings settings;
    private final Patience patience;

    CacheDecisions(CacheSettings.HydrationSettings settings, Patience patience) {
        this.settings = settings;
        this.patience = patience;
    }

    /** Decides about every cache. */
    void decideAll(LedgerTransaction tx) {
        new Caches(tx.jdbi()).all().forEach(uid -> decide(uid, tx));
    }

    /** Decides about one life of a cache. */
    void decide(Uid uid, LedgerTransaction tx) {
        new Caches(tx.jdbi()).find(uid).ifPresent(cache -> decide(cache, tx));
    }

    private void decide(CacheRow cache, LedgerTransaction tx) {
        var said = new Said(tx, cause(cache.correlationId(), tx));
        var works = new CacheWorks(settings, cache, said, tx);
        if (cache.withdrawnAt() != null) {
            new CacheRemoval(cache, works, said, tx).goOn();
            return;
        }
        var gap = Sources.gap(cache.spec());
        if (gap.isPresent()) {
            said.say(
                    Topic.CACHES,
                    new SourceUnimplemented(
                            cache.subject(), gap.get().feature(), gap.get().message(), tx.now()));
            said.unsay(Topic.CACHES, Slot.of(cache.resource(), "clusters"));
            new Caches(tx.jdbi()).save(cache.waking(null));
        } else {
            said.say(
                    Topic.CACHES,
                    new SourceSupported(
                            cache.subject(),
                            Sources.name(cache.spec().artifact().source()),
                            tx.now()));
            stage(cache, works, said, tx);
        }
        new CacheUses(tx).answer(cache.resource());
    }

    private void stage(CacheRow row, CacheWorks works, Said said, LedgerTransaction tx) {
        var caches = new Caches(tx.jdbi());
        var hydrations = new TreeMap<>(caches.hydrations(row.uid()));
        var cache = pinned(row, hydrations);
        sayPin(cache, said);
        var wish = wish(cache);
        var clusters = new Clusters(tx.jdbi()).all();
        var matched = Staging.matched(wish, clusters);
        said.say(
                Topic.CACHES,
                new ClustersMatched(
                        cache.subject(),
                        matched.stream().map(ClusterName::new).toList(),
                        tx.now()));
        var inUse = new CacheUses(tx).clusters(cache);
        Staging.decide(wish, clusters, hydrations, inUse, patience, tx.now())
                .forEach(
                        (cluster, step) -> {
                            var before = hydrations.get(cluster);
                            var after = take(step, cluster, before, cache, wish, works, tx.now());
                            after.ifPresent(next -> hydrations.put(cluster, next));
                            if (after.isPresent() && !after.get().equals(before)) {
                                caches.save(cache.uid(), cluster, after.get());
                            }
                        });
        facts(cache, matched, hydrations, works, said, tx.now());
        caches.save(cache.waking(next(hydrations, matched, tx.now()).orElse(null)));
    }

    private Optional<Hydration> take(
            Step step,
            String cluster,
            @Nullable Hydration before,
            CacheRow cache,
            Wish wish,
            CacheWorks works,
            Instant now) {
        var known = Objects.requireNonNullElse(before, new Hydration.Idle(0, "", ""));
        return switch (step) {
            case Step.Keep _ -> Optional.of(known);
            case Step.Wait(var reason, var message) -> {
                if (known instanceof Hydration.Requested || known instanceof Hydration.Running) {
                    works.giveUp(cluster);
                }
                yield Optional.of(new Hydration.Idle(known.attempt(), reason, message));
            }
            case Step.Adopt(var claim) ->
                    Optional.of(new Hydration.Adopted(known.attempt(), claim));
            case Step.Begin(var revision) -> {
                boolean pinned = revision != null || !wish.resolves();
                var next =
                        known.begin(
                                wish.plan(),
                                pinned,
                                cache.generation(),
                                works.issued(cluster),
                                now);
                CacheLog.begins(cache.resource(), cluster, next.attempt());
                works.begin(cluster, next.of(), revision);
                yield Optional.of(next);
            }
            case Step.Leave _ -> {
                // From here on nobody may count on what is there, though it takes a while to go.
                works.leave(cluster);
                yield Optional.of(new Hydration.Idle(known.attempt(), "", ""));
            }
        };
    }

    private static void facts(
            CacheRow cache,
            List<String> matched,
            Map<String, Hydration> hydrations,
            CacheWorks works,
            Said said,
            Instant now) {
        hydrations.forEach(
                (cluster, hydration) -> {
                    boolean nothingThere = hydration instanceof Hydration.Idle;
                    if (matched.contains(cluster)) {
                        said.say(Topic.CACHES, HydrationFacts.of(cache, cluster, hydration, now));
                        if (!nothingThere && !(hydration instanceof Hydration.Adopted)) {
                            works.claim(cluster, hydration.attempt());
                        }
                    } else if (nothingThere) {
                        said.unsay(Topic.CACHES, Slot.of(cache.resource(), "hydration", cluster));
                    }
                });
    }

    static Wish wish(CacheRow cache) {
        var spec = cache.spec();
        var source = spec.artifact().source();
        var plan = Sources.plan(source);
        var pin = cache.pin();
        return new Wish(
                cache.generation(),
                plan,
                Sources.resolves(source),
                pin != null && pin.plan().equals(plan) ? pin.revision() : null,
                spec.clusters().matchLabels(),
                spec.storage().pvc() == null ? null : spec.storage().pvc().storageClassName(),
                Sources.brought(spec));
    }

    /** With the revision that was found out first, by a worker's plan or by its result. */
    private static CacheRow pinned(CacheRow cache, Map<String, Hydration> hydrations) {
        var plan = Sources.plan(cache.spec().artifact().source());
        var pin = cache.pin();
        if (pin != null && pin.plan().equals(plan)) {
            return cache;
        }
        return hydrations.values().stream()
                .flatMap(hydration -> foundOut(hydration, plan).stream())
                .min(Comparator.comparing(CacheRow.Pin::at))
                .map(cache::pinned)
                .orElse(cache);
    }

    private static Optional<CacheRow.Pin> foundOut(Hydration hydration, String plan) {
        return switch (hydration) {
            case Hydration.Completed done when done.of().plan().equals(plan) ->
                    Optional.of(new CacheRow.Pin(plan, done.artifact().revision(), done.since()));
            case Hydration.Running(var of, _, _, Hydration.Plan(String revision, var at))
                    when revision != null && of.plan().equals(plan) ->
                    Optional.of(new CacheRow.Pin(plan, revision, at));
            default -> Optional.empty();
        };
    }

    private static void sayPin(CacheRow cache, Said said) {
        var pin = cache.pin();
        if (pin != null && pin.plan().equals(Sources.plan(cache.spec().artifact().source()))) {
            said.say(Topic.CACHES, new SourcePinned(cache.subject(), pin.revision(), pin.at()));
        } else {
            said.unsay(Topic.CACHES, Slot.of(cache.resource(), "pin"));
        }
    }

    /** When something is to be done though nothing happens. */
    private Optional<Instant> next(
            Map<String, Hydration> hydrations, List<String> matched, Instant now) {
        return hydrations.entrySet().stream()
                .filter(entry -> matched.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .flatMap(hydration -> Stream.ofNullable(due(hydration)))
                // What is overdue waits for another cluster, and its events wake it.
                .filter(at -> at.isAfter(now))
                .min(Comparator.naturalOrder());
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

    /** What a user asked for stays the beginning of the chain, whichever event comes to help. */
    static Cause cause(String correlationId, LedgerTransaction tx) {
        return new Cause(correlationId, tx.cause().causationId(), tx.cause().traceparent());
    }
}
