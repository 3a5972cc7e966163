package dev.aquifer.cache;

import dev.aquifer.cache.domain.Budget;
import dev.aquifer.cache.domain.Budget.Claimant;
import dev.aquifer.cache.domain.Hydration;
import dev.aquifer.cache.domain.Origin;
import dev.aquifer.cache.store.CacheRow;
import dev.aquifer.cache.store.StreamRow;
import dev.aquifer.cache.store.Streams;
import dev.aquifer.events.CacheEvent.StreamsGranted;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.Topic;
import dev.aquifer.events.Uid;
import dev.aquifer.ledger.LedgerTransaction;
import dev.aquifer.ledger.Locks;
import dev.aquifer.ledger.Said;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * What attempts may have of what all attempts together may ask of an origin (ADR 14). Decided by
 * one at a time for each origin, whichever cache it is about.
 */
final class CacheBudgets {
    private static final int NAMED = 3;

    private final CacheSettings.HydrationSettings settings;
    private final LedgerTransaction tx;
    private final Streams streams;

    CacheBudgets(CacheSettings.HydrationSettings settings, LedgerTransaction tx) {
        this.settings = settings;
        this.tx = tx;
        this.streams = new Streams(tx.jdbi());
    }

    /** What an attempt gets. */
    sealed interface Answer {
        /**
         * So many streams.
         *
         * @param streams 0 for as many as it likes, as nothing limits them
         */
        record Granted(int streams) implements Answer {}

        /** None for now. */
        record Waits(String message) implements Answer {}
    }

    /**
     * Takes back what attempts had that are over, and learns from how they ended.
     *
     * @param repairs Jobs that fetch single files again, by the name of the cluster
     */
    void settle(CacheRow cache, Map<String, Hydration> hydrations, Map<String, Long> repairs) {
        for (var row : streams.of(cache.uid())) {
            var hydration = hydrations.get(row.cluster());
            boolean underWay =
                    row.repairs()
                            ? repairs.getOrDefault(row.cluster(), 0L) == row.attempt()
                            : isUnderWay(hydration, row.attempt());
            if (row.waits() || underWay) {
                continue;
            }
            switch (row.repairs() ? null : hydration) {
                case Hydration.Completed done when done.attempt() == row.attempt() ->
                        learn(row, true, done.artifact().throttled());
                case Hydration.Failed failed when failed.attempt() == row.attempt() ->
                        learn(row, false, failed.failure().throttled());
                case null, default -> {}
            }
            streams.release(cache.uid(), row.cluster());
        }
    }

    private static boolean isUnderWay(@Nullable Hydration hydration, long attempt) {
        return (hydration instanceof Hydration.Requested || hydration instanceof Hydration.Running)
                && hydration.attempt() == attempt;
    }

    /** What it was told while it ran was learnt then. */
    private void learn(StreamRow row, boolean success, @Nullable Integer throttled) {
        if (!row.throttled()) {
            boolean slower = throttled != null && throttled > 0;
            resize(
                    row.origin(),
                    budget ->
                            slower
                                    ? budget.throttled(row.budget())
                                    : success ? budget.grown(settings.streamsPerOrigin()) : budget);
        }
    }

    /** The origin asked that attempt to slow down: who begins from now on has less. */
    void throttled(Uid cache, String cluster, long attempt) {
        for (var row : streams.of(cache)) {
            boolean isIts =
                    row.cluster().equals(cluster)
                            && row.attempt() == attempt
                            && !row.repairs()
                            && !row.waits();
            if (isIts && !row.throttled()) {
                resize(row.origin(), budget -> budget.throttled(row.budget()));
                streams.throttled(cache, cluster, size(row.origin()));
            }
        }
    }

    private void resize(Origin origin, UnaryOperator<Budget> change) {
        lock(origin);
        var before = budget(size(origin));
        var after = change.apply(before);
        if (after.size() != before.size()) {
            streams.resize(origin, after.size());
        }
    }

    /**
     * Asks for streams on these clusters, and for none elsewhere.
     *
     * @param origin null where nothing is fetched over a network
     */
    Map<String, Answer> ask(CacheRow cache, Collection<String> clusters, @Nullable Origin origin) {
        var answers = new TreeMap<String, Answer>();
        for (var row : streams.of(cache.uid())) {
            if (row.waits() && (origin == null || !clusters.contains(row.cluster()))) {
                streams.release(cache.uid(), row.cluster());
            }
        }
        if (origin == null) {
            clusters.forEach(cluster -> answers.put(cluster, new Answer.Granted(0)));
        } else if (!clusters.isEmpty()) {
            lock(origin);
            clusters.forEach(cluster -> streams.ask(cache.uid(), cluster, origin, tx.now()));
            var all = streams.of(origin);
            var next = budget(size(origin)).next(all.stream().map(CacheBudgets::claimant).toList());
            for (var cluster : clusters) {
                answers.put(cluster, answer(cache, cluster, next, origin, all));
            }
        }
        return answers;
    }

    private Answer answer(
            CacheRow cache,
            String cluster,
            Map<Claimant, Integer> next,
            Origin origin,
            List<StreamRow> all) {
        return next.entrySet().stream()
                .filter(e -> e.getKey().cache().equals(cache.uid().value()))
                .filter(e -> e.getKey().cluster().equals(cluster))
                .findFirst()
                .<Answer>map(e -> new Answer.Granted(e.getValue()))
                .orElseGet(() -> new Answer.Waits(awaited(origin, all)));
    }

    private String awaited(Origin origin, List<StreamRow> all) {
        var holders = all.stream().filter(row -> !row.waits()).toList();
        var named =
                holders.stream()
                        .limit(NAMED)
                        .map(
                                row ->
                                        "%s on %s (%d)"
                                                .formatted(
                                                        row.resource(),
                                                        row.cluster(),
                                                        row.streams()))
                        .collect(Collectors.joining(", "));
        int more = holders.size() - NAMED;
        return "the budget of %d streams to %s is used by %s%s"
                .formatted(
                        size(origin),
                        origin.words(),
                        named.isEmpty() ? "others that wait" : named,
                        more > 0 ? " and " + more + " more" : "");
    }

    /** The attempt of that number has what it was granted. */
    void granted(CacheRow cache, String cluster, long attempt, int count, Origin origin) {
        streams.grant(cache.uid(), cluster, attempt, count, size(origin), false);
    }

    /** The Job of that number, which fetches single files again, has what it was granted. */
    void grantedRepair(CacheRow cache, String cluster, long job, int count, Origin origin) {
        streams.grant(cache.uid(), cluster, job, count, size(origin), true);
    }

    /** Says who has what. */
    void tell(CacheRow cache, Collection<String> clusters, Said said, Spoken spoken) {
        var has =
                streams.of(cache.uid()).stream()
                        .filter(row -> !row.waits())
                        .collect(Collectors.toMap(StreamRow::cluster, row -> row));
        for (var cluster : clusters) {
            var row = has.get(cluster);
            if (row == null) {
                spoken.unsay("budget", cluster);
            } else {
                said.say(Topic.CACHES, fact(cache, row));
            }
        }
    }

    private StreamsGranted fact(CacheRow cache, StreamRow row) {
        return new StreamsGranted(
                cache.subject(),
                new ClusterName(row.cluster()),
                row.attempt(),
                row.origin().host(),
                row.origin().credential(),
                row.streams(),
                row.budget(),
                tx.now());
    }

    /** A cache that goes has nothing and waits for nothing. */
    void releaseAll(Uid cache) {
        streams.of(cache).forEach(row -> streams.release(cache, row.cluster()));
    }

    /** Caches that wait and would get streams now. */
    static List<Uid> due(CacheSettings.HydrationSettings settings, Handle handle) {
        var streams = new Streams(handle);
        return streams.awaited().stream()
                .flatMap(
                        origin -> {
                            var all = streams.of(origin).stream().map(CacheBudgets::claimant);
                            return new Budget(
                                            size(settings, streams, origin),
                                            settings.streamsPerAttempt())
                                    .next(all.toList()).keySet().stream();
                        })
                .map(claimant -> new Uid(claimant.cache()))
                .distinct()
                .toList();
    }

    private static Claimant claimant(StreamRow row) {
        return new Claimant(
                row.cache().value(), row.cluster(), row.streams(), row.fetches(), row.askedAt());
    }

    private Budget budget(int size) {
        return new Budget(size, settings.streamsPerAttempt());
    }

    private int size(Origin origin) {
        return size(settings, streams, origin);
    }

    private static int size(
            CacheSettings.HydrationSettings settings, Streams streams, Origin origin) {
        return Math.min(
                streams.size(origin).orElse(settings.streamsPerOrigin()),
                settings.streamsPerOrigin());
    }

    private void lock(Origin origin) {
        Locks.of(tx).exclusively("origin/" + origin.host() + "/" + origin.credential());
    }
}
