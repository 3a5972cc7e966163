package dev.aquifer.cache.domain;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Decides what is to be done about a cache on each cluster. Does nothing itself. */
public final class Staging {
    private final Wish wish;
    private final Map<String, Cluster> clusters = new TreeMap<>();
    private final Map<String, Hydration> current;
    private final Set<String> inUse;
    private final Instant now;
    private @Nullable String resolving;

    private Staging(
            Wish wish,
            Collection<Cluster> clusters,
            Map<String, Hydration> current,
            Set<String> inUse,
            Instant now) {
        this.wish = wish;
        clusters.forEach(cluster -> this.clusters.put(cluster.name(), cluster));
        this.current = current;
        this.inUse = inUse;
        this.now = now;
    }

    /** What is to be done on one cluster. */
    public sealed interface Step {
        /** Nothing. */
        record Keep() implements Step {}

        /** The next attempt, of that revision where it is known. */
        record Begin(@Nullable String revision) implements Step {}

        /** Nothing can begin. */
        record Wait(String reason, String message) implements Step {}

        /** The claim that users brought is taken. */
        record Adopt(String claim) implements Step {}

        /** Nothing is wanted here any more. */
        record Leave() implements Step {}
    }

    /** The names of the clusters that a wish matches, sorted. */
    public static List<String> matched(Wish wish, Collection<Cluster> clusters) {
        return clusters.stream()
                .filter(cluster -> cluster.matches(wish.matchLabels()))
                .map(Cluster::name)
                .sorted()
                .toList();
    }

    /**
     * A step for each cluster that is matched or holds something.
     *
     * @param inUse clusters where the cache is mounted: nothing is taken away there
     */
    public static SortedMap<String, Step> decide(
            Wish wish,
            Collection<Cluster> clusters,
            Map<String, Hydration> current,
            Set<String> inUse,
            Instant now) {
        return new Staging(wish, clusters, current, inUse, now).steps();
    }

    private SortedMap<String, Step> steps() {
        resolving = whoResolves().orElse(null);
        var steps = new TreeMap<String, Step>();
        var names = new TreeSet<>(current.keySet());
        names.addAll(matched(wish, clusters.values()));
        for (var name : names) {
            var cluster = clusters.get(name);
            if (cluster != null && cluster.matches(wish.matchLabels())) {
                steps.put(name, wanted(cluster, current.get(name)));
            } else {
                steps.put(name, inUse.contains(name) ? new Step.Keep() : new Step.Leave());
            }
        }
        return steps;
    }

    /**
     * The cluster whose attempt finds out the revision; one that does not answer does not count.
     */
    private Optional<String> whoResolves() {
        return current.entrySet().stream()
                .filter(entry -> underWay(entry.getValue()).filter(a -> !a.pinned()).isPresent())
                .map(Map.Entry::getKey)
                .filter(name -> clusters.containsKey(name) && clusters.get(name).ready())
                .sorted()
                .findFirst();
    }

    private Optional<Attempt> underWay(Hydration hydration) {
        return switch (hydration) {
            case Hydration.Requested requested -> ofThisPlan(requested.of());
            case Hydration.Running running -> ofThisPlan(running.of());
            case Hydration.Idle _, Hydration.Completed _, Hydration.Failed _, Hydration.Adopted _ ->
                    Optional.empty();
        };
    }

    private Optional<Attempt> ofThisPlan(Attempt attempt) {
        return Optional.of(attempt).filter(a -> a.plan().equals(wish.plan()));
    }

    private Step wanted(Cluster cluster, @Nullable Hydration hydration) {
        var brought = wish.broughtClaim();
        if (brought != null) {
            return hydration instanceof Hydration.Adopted(_, var claim) && claim.equals(brought)
                    ? new Step.Keep()
                    : new Step.Adopt(brought);
        }
        return switch (hydration) {
            case null -> begin(cluster);
            case Hydration.Idle _, Hydration.Adopted _ -> begin(cluster);
            case Hydration.Requested requested ->
                    ofThisPlan(requested.of()).isPresent() ? new Step.Keep() : begin(cluster);
            case Hydration.Running running ->
                    ofThisPlan(running.of()).isPresent() ? new Step.Keep() : begin(cluster);
            case Hydration.Completed done -> isWanted(done) ? new Step.Keep() : begin(cluster);
            case Hydration.Failed failed -> isDue(failed) ? begin(cluster) : new Step.Keep();
        };
    }

    private boolean isWanted(Hydration.Completed done) {
        return done.of().plan().equals(wish.plan())
                && (wish.pin() == null || wish.pin().equals(done.artifact().revision()));
    }

    /** Any edit may have removed the cause, also one of the storage. */
    private boolean isDue(Hydration.Failed failed) {
        var retryAt = failed.retryAt();
        return failed.of().generation() < wish.generation()
                || !failed.of().plan().equals(wish.plan())
                || (retryAt != null && !now.isBefore(retryAt));
    }

    private Step begin(Cluster cluster) {
        if (!cluster.ready()) {
            return new Step.Wait("WaitingForCluster", cluster.readyMessage());
        }
        if (!cluster.storageClasses().contains(wish.storageClass())) {
            return new Step.Wait("WaitingForStorage", missing(cluster));
        }
        if (wish.resolves() && wish.pin() == null) {
            if (resolving != null) {
                return new Step.Wait(
                        "WaitingForPin",
                        "the attempt on " + resolving + " finds out the revision first");
            }
            resolving = cluster.name();
        }
        return new Step.Begin(wish.pin());
    }

    private String missing(Cluster cluster) {
        var seen =
                cluster.storageClasses().isEmpty()
                        ? "none was seen"
                        : "it has " + String.join(", ", cluster.storageClasses());
        return "no StorageClass %s on the cluster; %s"
                .formatted(
                        wish.storageClass(),
                        cluster.storageMessage().isEmpty() ? seen : cluster.storageMessage());
    }
}
