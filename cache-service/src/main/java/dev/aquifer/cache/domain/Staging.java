package dev.aquifer.cache.domain;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
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
    private final Patience patience;
    private final Instant now;
    private @Nullable String resolving;

    private Staging(
            Wish wish,
            Collection<Cluster> clusters,
            Map<String, Hydration> current,
            Set<String> inUse,
            Patience patience,
            Instant now) {
        this.wish = wish;
        clusters.forEach(cluster -> this.clusters.put(cluster.name(), cluster));
        this.current = current;
        this.inUse = inUse;
        this.patience = patience;
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

        /** Nothing can begin before the volume is larger, or the artifact smaller. */
        record Refuse(Failure.Lack lack) implements Step {}

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
            Patience patience,
            Instant now) {
        return new Staging(wish, clusters, current, inUse, patience, now).steps();
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
     * The cluster whose attempt finds out the revision; one that does not answer does not count,
     * and one that takes too long gives way as soon as there is another one to try.
     */
    private Optional<String> whoResolves() {
        var trying =
                current.entrySet().stream()
                        .filter(e -> underWay(e.getValue()).filter(a -> !a.pinned()).isPresent())
                        .map(Map.Entry::getKey)
                        .filter(name -> clusters.containsKey(name) && clusters.get(name).ready())
                        .sorted()
                        .toList();
        return trying.stream()
                .filter(name -> !takesTooLong(current.get(name)))
                .findFirst()
                .or(() -> trying.isEmpty() ? Optional.empty() : successor())
                .or(() -> trying.stream().findFirst());
    }

    private boolean takesTooLong(@Nullable Hydration hydration) {
        var until = hydration == null ? null : hydration.resolvesUntil(patience);
        return until != null && !now.isBefore(until);
    }

    /** Of those that could begin the one that tried least. */
    private Optional<String> successor() {
        return clusters.values().stream()
                .filter(cluster -> cluster.matches(wish.matchLabels()))
                .filter(cluster -> obstacle(cluster).isEmpty())
                .map(Cluster::name)
                .filter(name -> couldBegin(current.get(name)))
                .min(Comparator.comparing(this::attempts).thenComparing(Comparator.naturalOrder()));
    }

    private boolean couldBegin(@Nullable Hydration hydration) {
        return switch (hydration) {
            case null -> true;
            case Hydration.Idle _ -> true;
            case Hydration.TooLarge refused -> lack(refused) == null;
            case Hydration.Requested requested -> ofThisPlan(requested.of()).isEmpty();
            case Hydration.Running running -> ofThisPlan(running.of()).isEmpty();
            case Hydration.Completed done -> !isWanted(done);
            case Hydration.Failed failed -> isDue(failed);
        };
    }

    private long attempts(String cluster) {
        var hydration = current.get(cluster);
        return hydration == null ? 0 : hydration.attempt();
    }

    private Optional<Attempt> underWay(Hydration hydration) {
        return switch (hydration) {
            case Hydration.Requested requested -> ofThisPlan(requested.of());
            case Hydration.Running running -> ofThisPlan(running.of());
            case Hydration.Idle _,
                    Hydration.Completed _,
                    Hydration.Failed _,
                    Hydration.TooLarge _ ->
                    Optional.empty();
        };
    }

    private Optional<Attempt> ofThisPlan(Attempt attempt) {
        return Optional.of(attempt).filter(a -> a.plan().equals(wish.plan()));
    }

    private Step wanted(Cluster cluster, @Nullable Hydration hydration) {
        return switch (hydration) {
            case null -> begin(cluster);
            case Hydration.Idle _ -> begin(cluster);
            case Hydration.TooLarge refused ->
                    lack(refused) == null ? begin(cluster) : new Step.Keep();
            case Hydration.Requested requested ->
                    goesOn(cluster, requested, requested.of()) ? new Step.Keep() : begin(cluster);
            case Hydration.Running running -> running(cluster, running);
            case Hydration.Completed done -> isWanted(done) ? new Step.Keep() : begin(cluster);
            case Hydration.Failed failed -> isDue(failed) ? begin(cluster) : new Step.Keep();
        };
    }

    private Step running(Cluster cluster, Hydration.Running running) {
        if (!goesOn(cluster, running, running.of()) || fetchesAnother(running)) {
            return begin(cluster);
        }
        var plan = running.plan();
        var lack = plan == null ? null : wish.lack(plan.bytes());
        return lack == null ? new Step.Keep() : new Step.Refuse(lack);
    }

    /** What still lacks. */
    private Failure.@Nullable Lack lack(Hydration.TooLarge refused) {
        return refused.plan().equals(wish.plan()) ? wish.lack(refused.lack().needed()) : null;
    }

    private boolean goesOn(Cluster cluster, Hydration hydration, Attempt attempt) {
        boolean givesWay =
                wish.pin() == null
                        && !attempt.pinned()
                        && resolving != null
                        && !resolving.equals(cluster.name())
                        && takesTooLong(hydration);
        return ofThisPlan(attempt).isPresent() && !givesWay;
    }

    /** Two found out the revision, and the other one was first: all clusters get the same. */
    private boolean fetchesAnother(Hydration.Running running) {
        var plan = running.plan();
        return wish.pin() != null
                && !running.of().pinned()
                && plan != null
                && plan.revision() != null
                && !plan.revision().equals(wish.pin());
    }

    private boolean isWanted(Hydration.Completed done) {
        return done.of().plan().equals(wish.plan())
                && (wish.pin() == null || wish.pin().equals(done.artifact().revision()));
    }

    /** Any edit may have removed the cause, also one of the storage. */
    private boolean isDue(Hydration.Failed failed) {
        var retryAt = failed.retryAt();
        boolean pinIsGone = wish.resolves() && wish.pin() == null && failed.of().pinned();
        return pinIsGone
                || failed.of().generation() < wish.generation()
                || !failed.of().plan().equals(wish.plan())
                || (retryAt != null && !now.isBefore(retryAt));
    }

    private Step begin(Cluster cluster) {
        return obstacle(cluster)
                .orElseGet(
                        () -> {
                            if (wish.resolves() && wish.pin() == null) {
                                if (resolving != null && !resolving.equals(cluster.name())) {
                                    return new Step.Wait("WaitingForPin", pinAwaited(resolving));
                                }
                                resolving = cluster.name();
                            }
                            return new Step.Begin(wish.pin());
                        });
    }

    private Optional<Step> obstacle(Cluster cluster) {
        if (!cluster.ready()) {
            return Optional.of(new Step.Wait("WaitingForCluster", cluster.readyMessage()));
        }
        if (wish.storageClass() != null
                && !cluster.storageClasses().contains(wish.storageClass())) {
            return Optional.of(new Step.Wait("WaitingForStorage", missing(cluster)));
        }
        return Optional.ofNullable(wish.lack(wish.bytes())).map(Step.Refuse::new);
    }

    /** What the others wait for, and until when. */
    private String pinAwaited(String cluster) {
        var words = "the attempt on " + cluster + " finds out the revision first";
        var hydration = current.get(cluster);
        if (hydration instanceof Hydration.Requested(_, var obstacle, _) && obstacle != null) {
            words += " and does not run yet: " + obstacle.message();
        }
        var until =
                hydration != null && underWay(hydration).isPresent()
                        ? hydration.resolvesUntil(patience)
                        : now.plus(patience.start());
        return until == null || !now.isBefore(until)
                ? words
                : words + "; after " + until.truncatedTo(ChronoUnit.SECONDS) + " another one does";
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
