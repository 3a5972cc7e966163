package dev.aquifer.embeddedkubernetes.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Which fraction of calls meets which fault. What happens to the n-th call of a method and path
 * depends on the seed alone, not on what other calls came between.
 */
public record FaultPlan(long seed, Predicate<Call> scope, List<Chance> chances) {

    /**
     * A fault and how often it strikes.
     *
     * @param fraction from 0, never, to 1, always
     */
    public record Chance(double fraction, Fault fault) {
        /** Refuses what is no fraction. */
        public Chance {
            if (!(fraction >= 0 && fraction <= 1)) {
                throw new IllegalArgumentException("not a fraction: " + fraction);
            }
        }
    }

    /** Copies the list. */
    public FaultPlan {
        chances = List.copyOf(chances);
    }

    /** Nothing goes wrong. */
    public static FaultPlan none() {
        return seeded(0);
    }

    /** Nothing goes wrong yet; {@link #with} adds to it. */
    public static FaultPlan seeded(long seed) {
        return new FaultPlan(seed, _ -> true, List.of());
    }

    /** This fault as well, for that fraction of the calls that can meet it. */
    public FaultPlan with(double fraction, Fault fault) {
        var more = new ArrayList<>(chances);
        more.add(new Chance(fraction, fault));
        return new FaultPlan(seed, scope, more);
    }

    /** All of it only for these calls. */
    public FaultPlan onlyFor(Predicate<Call> calls) {
        return new FaultPlan(seed, scope.and(calls), chances);
    }

    /**
     * The faults that the call meets, in the order of the plan.
     *
     * @param occurrence how many calls of the same method and path came before
     */
    List<Fault> faults(Call call, long occurrence) {
        if (!scope.test(call)) {
            return List.of();
        }
        return IntStream.range(0, chances.size())
                .filter(i -> chances.get(i).fault().concerns(call))
                .filter(i -> dice(call, occurrence, i).nextDouble() < chances.get(i).fraction())
                .mapToObj(i -> chances.get(i).fault())
                .toList();
    }

    /** One of the codes, by the same dice. */
    int code(Fault.Failed fault, Call call, long occurrence) {
        return fault.codes()
                .get(dice(call, occurrence, chances.size()).nextInt(fault.codes().size()));
    }

    private SplittableRandom dice(Call call, long occurrence, int index) {
        int text = Objects.hash(call.method(), call.path(), call.watches(), index);
        return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + occurrence * 0x5851F42DL + text);
    }
}
