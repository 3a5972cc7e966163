package dev.aquifer.cache.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many streams all attempts together have to one origin, and who of those that wait is next:
 * caches take turns, then the clusters of each. Who has streams keeps them.
 *
 * @param size streams of all together
 * @param perAttempt the most that one attempt gets
 */
public record Budget(int size, int perAttempt) {

    /**
     * An attempt that has streams, or waits for some.
     *
     * @param cache its uid
     * @param streams that it has; 0 while it waits
     * @param fetches whether it may be fetching: one that cannot leaves its streams to others
     * @param askedAt when it began to wait
     */
    public record Claimant(
            String cache, String cluster, int streams, boolean fetches, Instant askedAt) {
        boolean waits() {
            return streams == 0;
        }
    }

    private record Turn(int number, Claimant who) {}

    /** What each of those that wait gets now; who gets nothing is not among them. */
    public Map<Claimant, Integer> next(Collection<Claimant> claimants) {
        int free = size;
        for (var claimant : claimants) {
            free -= claimant.fetches() ? claimant.streams() : 0;
        }
        var turns = turns(claimants);
        var granted = new HashMap<Claimant, Integer>();
        for (int i = 0; i < turns.size() && free > 0; i++) {
            int share = Math.clamp(free / (turns.size() - i), 1, perAttempt);
            granted.put(turns.get(i).who(), share);
            free -= share;
        }
        return granted;
    }

    private static List<Turn> turns(Collection<Claimant> claimants) {
        var taken = new HashMap<String, Integer>();
        claimants.stream()
                .filter(claimant -> !claimant.waits())
                .forEach(holder -> taken.merge(holder.cache(), 1, Integer::sum));
        var turns = new ArrayList<Turn>();
        claimants.stream()
                .filter(Claimant::waits)
                .sorted(BY_TIME)
                .forEach(
                        who -> turns.add(new Turn(taken.merge(who.cache(), 1, Integer::sum), who)));
        turns.sort(Comparator.comparingInt(Turn::number).thenComparing(Turn::who, BY_TIME));
        return turns;
    }

    private static final Comparator<Claimant> BY_TIME =
            Comparator.comparing(Claimant::askedAt)
                    .thenComparing(Claimant::cache)
                    .thenComparing(Claimant::cluster);

    /**
     * After the origin asked an attempt to slow down. One that was granted its streams of a larger
     * budget says nothing about this one: several that are told at once halve it once.
     *
     * @param granted what the budget was when the attempt got its streams
     */
    public Budget throttled(int granted) {
        return granted > size ? this : new Budget(Math.max(1, size / 2), perAttempt);
    }

    /**
     * After an attempt that went through without being asked to slow down.
     *
     * @param most that it may be
     */
    public Budget grown(int most) {
        return new Budget(Math.min(most, size + 1), perAttempt);
    }
}
