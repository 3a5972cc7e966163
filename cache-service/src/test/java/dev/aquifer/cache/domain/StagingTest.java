package dev.aquifer.cache.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.cache.domain.Staging.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StagingTest {
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");
    private static final Patience PATIENCE =
            new Patience(Duration.ofMinutes(3), Duration.ofMinutes(15));

    private static final RetryPolicy POLICY =
            new RetryPolicy(
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(10),
                    Duration.ofMinutes(30),
                    Duration.ofHours(2));

    private static Wish wish(@Nullable String pin) {
        return new Wish(1, "plan", true, pin, null, Map.of(), "shared", 10L, null);
    }

    private static Cluster cluster(String name, boolean ready, String... classes) {
        return new Cluster(name, true, Map.of(), ready, "was not seen yet", List.of(classes), "");
    }

    private static Hydration.Requested unpinned() {
        return new Hydration.Idle(0, "", "").begin("plan", false, 1, NOW);
    }

    private static Hydration.Completed completed(String revision) {
        return new Hydration.Completed(
                new Attempt(1, "plan", false, 1, 0),
                new Artifact("sha256:d", revision, 1, 1, 1, "sha256-d", null, null, false, null),
                NOW);
    }

    /** Carries the steps out as the service does. */
    private static Map<String, Hydration> carriedOut(
            Wish wish, Map<String, Step> steps, Map<String, Hydration> before) {
        var after = new HashMap<>(before);
        steps.forEach(
                (cluster, step) -> {
                    var known = before.getOrDefault(cluster, new Hydration.Idle(0, "", ""));
                    switch (step) {
                        case Step.Begin(var revision) ->
                                after.put(cluster, known.begin("plan", revision != null, 1, NOW));
                        case Step.Wait(var reason, var message) ->
                                after.put(
                                        cluster,
                                        new Hydration.Idle(known.attempt(), reason, message));
                        case Step.Refuse(var lack) ->
                                after.put(
                                        cluster,
                                        new Hydration.TooLarge(
                                                known.attempt(), wish.plan(), lack, NOW));
                        case Step.Keep _, Step.Leave _ -> after.put(cluster, known);
                    }
                });
        return after;
    }

    private static Map<String, Step> decide(
            Wish wish, List<Cluster> clusters, Map<String, Hydration> current) {
        return Staging.decide(wish, clusters, current, Set.of(), PATIENCE, NOW);
    }

    @Property(tries = 300)
    void nothingIsBegunTwiceAndOneAtMostFindsTheRevision(@ForAll long seed) {
        var random = new Random(seed);
        var clusters = new ArrayList<Cluster>();
        var current = new HashMap<String, Hydration>();
        for (int i = random.nextInt(5); i >= 0; i--) {
            var name = "c" + i;
            clusters.add(
                    random.nextBoolean()
                            ? cluster(name, random.nextBoolean(), "shared")
                            : cluster(name, true));
            switch (random.nextInt(4)) {
                case 0 -> current.put(name, unpinned());
                case 1 -> current.put(name, completed("r1"));
                case 2 -> current.put(name, new Hydration.Idle(3, "Waiting", ""));
                default -> {}
            }
        }
        var wish = wish(random.nextBoolean() ? "r1" : null);

        var steps = decide(wish, clusters, current);
        var after = carriedOut(wish, steps, current);

        if (wish.pin() == null) {
            assertThat(steps.values()).filteredOn(Step.Begin.class::isInstance).hasSizeLessThan(2);
        }
        assertThat(decide(wish, clusters, after).values()).noneMatch(Step.Begin.class::isInstance);
        assertThat(carriedOut(wish, decide(wish, clusters, after), after)).isEqualTo(after);
    }

    @Test
    void oneClusterFindsTheRevisionUnlessItDoesNotAnswer() {
        var current = Map.<String, Hydration>of("a", unpinned());

        assertThat(
                        decide(
                                wish(null),
                                List.of(cluster("a", true, "shared"), cluster("b", true, "shared")),
                                current))
                .hasEntrySatisfying("b", step -> assertThat(step).isInstanceOf(Step.Wait.class));
        assertThat(
                        decide(
                                wish(null),
                                List.of(
                                        cluster("a", false, "shared"),
                                        cluster("b", true, "shared")),
                                current))
                .containsEntry("a", new Step.Keep())
                .containsEntry("b", new Step.Begin(null));
    }

    private static final List<Cluster> BOTH =
            List.of(cluster("a", true, "shared"), cluster("b", true, "shared"));

    @Test
    void whoTakesTooLongGivesWayToTheOneThatTriedLeast() {
        var late = NOW.plus(PATIENCE.start());
        var pending = unpinned().after(new Signal.Obstructed("ErrImagePull", "no"), POLICY, NOW);
        var before = new HashMap<>(Map.of("a", pending));

        assertThat(
                        Staging.decide(
                                wish(null), BOTH, before, Set.of(), PATIENCE, late.minusMillis(1)))
                .containsEntry("a", new Step.Keep())
                .hasEntrySatisfying(
                        "b",
                        step ->
                                assertThat(((Step.Wait) step).message())
                                        .isEqualTo(
                                                "the attempt on a finds out the revision first and"
                                                        + " does not run yet: no; after"
                                                        + " 2026-05-01T10:03:00Z another one does"));
        var steps = Staging.decide(wish(null), BOTH, before, Set.of(), PATIENCE, late);
        assertThat(steps).containsEntry("b", new Step.Begin(null));
        assertThat(steps.get("a")).isInstanceOf(Step.Wait.class);
    }

    @Test
    void whoIsAloneIsNotInterrupted() {
        assertThat(
                        Staging.decide(
                                wish(null),
                                List.of(cluster("a", true, "shared"), cluster("b", true)),
                                Map.of("a", unpinned()),
                                Set.of(),
                                PATIENCE,
                                NOW.plus(Duration.ofDays(1))))
                .containsEntry("a", new Step.Keep());
    }

    @Test
    void bytesThatAreOnTheirWayAreNotInterrupted() {
        var fetching = unpinned().after(new Signal.Planned(null, NOW), POLICY, NOW);
        var silent = unpinned().after(new Signal.Started(NOW), POLICY, NOW);
        var late = NOW.plus(PATIENCE.plan());

        assertThat(
                        Staging.decide(
                                wish(null), BOTH, Map.of("a", fetching), Set.of(), PATIENCE, late))
                .containsEntry("a", new Step.Keep());
        assertThat(Staging.decide(wish(null), BOTH, Map.of("a", silent), Set.of(), PATIENCE, late))
                .containsEntry("b", new Step.Begin(null));
    }

    @Test
    void whoFetchesAnotherRevisionThanWasPinnedBeginsAgain() {
        var fetching = unpinned().after(new Signal.Planned("r2", NOW), POLICY, NOW);

        assertThat(decide(wish("r1"), BOTH, Map.of("a", fetching)))
                .containsEntry("a", new Step.Begin("r1"));
        assertThat(decide(wish("r2"), BOTH, Map.of("a", fetching)))
                .containsEntry("a", new Step.Keep())
                .containsEntry("b", new Step.Begin("r2"));
    }

    @Test
    void whatWasFetchedOfAnotherRevisionIsFetchedAgain() {
        assertThat(
                        decide(
                                wish("r1"),
                                List.of(cluster("a", true, "shared")),
                                Map.of("a", completed("r2"))))
                .containsEntry("a", new Step.Begin("r1"));
    }

    @Test
    void saysWhatIsMissing() {
        var steps =
                decide(
                        wish("r1"),
                        List.of(cluster("a", false, "shared"), cluster("b", true, "fast", "slow")),
                        Map.of());

        assertThat(steps)
                .containsEntry("a", new Step.Wait("WaitingForCluster", "was not seen yet"))
                .containsEntry(
                        "b",
                        new Step.Wait(
                                "WaitingForStorage",
                                "no StorageClass shared on the cluster; it has fast, slow"));
    }

    @Test
    void nothingIsTakenAwayWhereItIsMounted() {
        var elsewhere =
                new Wish(1, "plan", true, "r1", null, Map.of("fleet", "x"), "shared", 10L, null);
        var current = Map.<String, Hydration>of("a", completed("r1"));
        var clusters = List.of(cluster("a", true, "shared"));

        assertThat(Staging.decide(elsewhere, clusters, current, Set.of("a"), PATIENCE, NOW))
                .containsEntry("a", new Step.Keep());
        assertThat(Staging.decide(elsewhere, clusters, current, Set.of(), PATIENCE, NOW))
                .containsEntry("a", new Step.Leave());
    }
}
