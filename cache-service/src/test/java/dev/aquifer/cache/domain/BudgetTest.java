package dev.aquifer.cache.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.cache.domain.Budget.Claimant;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class BudgetTest {
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");
    private static final Budget BUDGET = new Budget(16, 8);

    private static Claimant waits(String cache, int cluster) {
        return new Claimant(cache, "c" + cluster, 0, true, NOW);
    }

    private static Claimant has(String cache, int cluster, int streams, boolean fetches) {
        return new Claimant(cache, "c" + cluster, streams, fetches, NOW);
    }

    @Test
    void whoIsAloneGetsWhatOneAttemptMayHaveAndManyShare() {
        assertThat(BUDGET.next(List.of(waits("a", 1)))).containsEntry(waits("a", 1), 8);
        var four = IntStream.range(0, 4).mapToObj(i -> waits("a", i)).toList();
        assertThat(BUDGET.next(four).values()).containsOnly(4).hasSize(4);
        var twenty = IntStream.range(10, 30).mapToObj(i -> waits("a", i)).toList();
        assertThat(BUDGET.next(twenty)).hasSize(16);
    }

    @Test
    void cachesTakeTurnsThenTheirClusters() {
        var one = new Budget(2, 1);
        var greedy = IntStream.range(0, 5).mapToObj(i -> waits("a", i)).toList();
        var all = new ArrayList<>(greedy);
        all.add(waits("z", 0));

        assertThat(one.next(all)).containsOnlyKeys(waits("a", 0), waits("z", 0));
        all.add(has("a", 9, 1, true));
        assertThat(one.next(all)).containsOnlyKeys(waits("z", 0));
    }

    @Test
    void whoCannotFetchLeavesItsStreamsToOthers() {
        assertThat(BUDGET.next(List.of(has("a", 1, 16, false), waits("b", 1))))
                .containsEntry(waits("b", 1), 8);
        assertThat(BUDGET.next(List.of(has("a", 1, 16, true), waits("b", 1)))).isEmpty();
    }

    @Test
    void throttlingHalvesSuccessGrowsByOne() {
        assertThat(BUDGET.throttled(16)).isEqualTo(new Budget(8, 8));
        assertThat(BUDGET.throttled(9)).isEqualTo(new Budget(8, 8));
        assertThat(new Budget(1, 8).throttled(1)).isEqualTo(new Budget(1, 8));
        assertThat(new Budget(8, 8).grown(16)).isEqualTo(new Budget(9, 8));
        assertThat(BUDGET.grown(16)).isEqualTo(BUDGET);
    }

    /** Attempts that began together are told together, and each is told of what all had. */
    @Test
    void severalThatAreThrottledAtOnceHalveItOnce() {
        assertThat(BUDGET.throttled(16).throttled(16).throttled(16)).isEqualTo(new Budget(8, 8));
        assertThat(BUDGET.throttled(16).throttled(8)).isEqualTo(new Budget(4, 8));
    }

    /** Whoever comes and goes, no more is out than the budget has, and everybody gets a turn. */
    @Property(tries = 300)
    void neverTooMuchAndNobodyStarves(@ForAll long seed) {
        var random = new Random(seed);
        var budget = new Budget(1 + random.nextInt(20), 1 + random.nextInt(8));
        var all = new ArrayList<Claimant>();
        for (int i = 0; i < 30; i++) {
            all.add(
                    new Claimant(
                            "cache" + random.nextInt(5),
                            "c" + i,
                            0,
                            true,
                            NOW.plusSeconds(random.nextInt(10))));
        }
        int rounds = 0;
        while (all.stream().anyMatch(Claimant::waits)) {
            Collections.shuffle(all, random);
            var next = new HashMap<>(budget.next(all));
            all.replaceAll(
                    c ->
                            new Claimant(
                                    c.cache(),
                                    c.cluster(),
                                    next.getOrDefault(c, c.streams()),
                                    true,
                                    c.askedAt()));
            assertThat(all.stream().mapToInt(Claimant::streams).sum())
                    .isLessThanOrEqualTo(budget.size());
            all.stream().filter(c -> !c.waits()).findAny().ifPresent(all::remove);
            assertThat(++rounds).isLessThanOrEqualTo(60);
        }
    }
}
