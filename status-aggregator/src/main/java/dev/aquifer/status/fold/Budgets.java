package dev.aquifer.status.fold;

import dev.aquifer.events.CacheEvent.HydrationWaiting;
import dev.aquifer.events.CacheEvent.StreamsGranted;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * The streams of the whole fleet to each origin with each credential: how many there may be, who
 * has them, and who waits for some.
 *
 * @param origins by host, then credential
 * @param waiting in the order in which they came
 */
public record Budgets(List<Origin> origins, List<HydrationWaiting> waiting) {
    public Budgets {
        origins = List.copyOf(origins);
        waiting = List.copyOf(waiting);
    }

    /**
     * An origin that somebody fetches from now.
     *
     * @param host and port where it is not the usual one
     * @param credential namespace/name of the Secret; empty without one
     * @param budget of all attempts together, by what was said of it last
     * @param holders who has streams now
     */
    public record Origin(String host, String credential, int budget, List<StreamsGranted> holders) {
        public Origin {
            holders = List.copyOf(holders);
        }

        /** Of the budget; more than that when it was made smaller since. */
        public int granted() {
            return holders.stream().mapToInt(StreamsGranted::streams).sum();
        }
    }

    private record Pair(String host, String credential) implements Comparable<Pair> {
        @Override
        public int compareTo(Pair other) {
            int byHost = host.compareTo(other.host);
            return byHost == 0 ? credential.compareTo(other.credential) : byHost;
        }
    }

    /** What the facts of all caches say. */
    static Budgets of(List<StreamsGranted> granted, List<HydrationWaiting> waiting) {
        var byPair = new TreeMap<Pair, List<StreamsGranted>>();
        for (var grant : granted) {
            byPair.computeIfAbsent(
                            new Pair(grant.origin(), grant.credential()), _ -> new ArrayList<>())
                    .add(grant);
        }
        var origins = new ArrayList<Origin>();
        byPair.forEach(
                (pair, holders) -> {
                    var newestFirst = new ArrayList<>(holders);
                    newestFirst.sort(
                            Comparator.comparing(StreamsGranted::since)
                                    .reversed()
                                    .thenComparing(grant -> grant.slot().toString()));
                    int budget = newestFirst.getFirst().budget();
                    origins.add(new Origin(pair.host(), pair.credential(), budget, newestFirst));
                });
        var inOrder = new ArrayList<>(waiting);
        inOrder.sort(
                Comparator.comparing(HydrationWaiting::since)
                        .thenComparing(wait -> wait.slot().toString()));
        return new Budgets(origins, inOrder);
    }
}
