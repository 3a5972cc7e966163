package dev.aquifer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.cluster.reconcile.ReconcileLimits;
import dev.aquifer.embeddedkubernetes.faults.Call;
import dev.aquifer.embeddedkubernetes.faults.Fault;
import dev.aquifer.embeddedkubernetes.faults.FaultPlan;
import dev.aquifer.events.ObservationEvent.WorkObserved;
import dev.aquifer.events.ObservationEvent.WorkRemoved;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * As Sieve does: the same play is run with a view that is stale or has gaps, with crashes between
 * any two steps, with a server that misbehaves and with a replica that was deposed and does not
 * know it. The end is that of the undisturbed run: the same state, nothing made twice, nothing
 * touched that is not ours; and then nothing is written without a cause.
 *
 * <p>{@code -Dsieve.seed=N} repeats a run, {@code -Dsieve.runs=N} makes more of each kind.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SieveTest {
    private static final ReconcileLimits LIMITS =
            new ReconcileLimits(
                    Duration.ofMillis(300),
                    Duration.ofMillis(50),
                    Duration.ofMillis(500),
                    Duration.ofMinutes(5),
                    Duration.ofMillis(300),
                    Duration.ofMinutes(5));
    private static final long SEED = Long.getLong("sieve.seed", System.nanoTime() % 100_000);
    private static final int RUNS = Integer.getInteger("sieve.runs", 1);

    /**
     * The run that nothing disturbs.
     *
     * @param writes how many writes to the cluster it took
     * @param steps how many steps of the database
     */
    private record Undisturbed(End end, int writes, int steps) {}

    private Undisturbed undisturbed;

    @BeforeAll
    void runUndisturbed() {
        var writes = new AtomicInteger();
        var steps = new AtomicInteger();
        var end =
                run(
                        (rig, random) -> {
                            var life = rig.start(Play.EAST);
                            life.address.plan(watch(writes, n -> false));
                            rig.atEnd(() -> steps.set(life.steps()));
                        },
                        0);
        undisturbed = new Undisturbed(end, writes.get(), steps.get());
    }

    /** What a run comes to. */
    private record End(Set<String> state, Map<String, Integer> made) {}

    private interface Strikes {
        boolean at(int write);
    }

    /** Counts calls that change something, and drops those that are chosen. */
    private static FaultPlan watch(AtomicInteger writes, Strikes strikes) {
        return FaultPlan.seeded(1)
                .with(1, new Fault.Dropped())
                .onlyFor(call -> call.writes() && strikes.at(writes.incrementAndGet()));
    }

    private static End run(BiConsumer<Rig, SplittableRandom> disturbance, long seed) {
        try (var rig = new Rig(LIMITS)) {
            var play = new Play(rig);
            disturbance.accept(rig, new SplittableRandom(seed));
            play.play();
            var end = settled(rig, play);
            play.clear();
            assertThat(play.data("theirs")).hasValue("1");
            return end;
        }
    }

    /** A new life finds everything as it should be, and writes nothing. */
    private static End settled(Rig rig, Play play) {
        Play.until(rig::isQuiet);
        // What came late is undone by the life that is there.
        ticks(rig);
        rig.end();
        var sessions = play.last("claim").session();
        var writes = new AtomicInteger();
        var fresh = rig.start(Play.EAST);
        fresh.address.plan(watch(writes, n -> false));
        for (var work : new String[] {"claim", "config", "hydrate"}) {
            Play.until(
                    () ->
                            play.last(work) instanceof WorkObserved
                                    && play.last(work).session() > sessions);
        }
        fresh.lookAtAll();
        ticks(rig);
        assertThat(writes).as("writes without a cause").hasValue(0);
        return new End(play.state(), play.made());
    }

    private static void ticks(Rig rig) {
        var renewals = rig.renewals();
        Play.until(() -> rig.renewals() > renewals + 7);
    }

    private void check(String kind, BiConsumer<Rig, SplittableRandom> disturbance) {
        check(kind, disturbance, Optional::empty);
    }

    /**
     * Runs it disturbed.
     *
     * @param late the path of a write that the network delivered after its time: it may have made
     *     its object once more, which has to go again
     */
    private void check(
            String kind,
            BiConsumer<Rig, SplittableRandom> disturbance,
            Supplier<Optional<String>> late) {
        for (long run = 0; run < RUNS; run++) {
            var seed = SEED + run;
            System.out.printf("sieve: %s, -Dsieve.seed=%d%n", kind, seed);
            var end = run(disturbance, seed);
            assertThat(end.state())
                    .as("%s, seed %d", kind, seed)
                    .isEqualTo(undisturbed.end().state());
            assertThat(madeAgain(end))
                    .as("%s, seed %d, late %s", kind, seed, late.get())
                    .hasSizeLessThanOrEqualTo(1)
                    .allMatch(name -> late.get().filter(path -> leadsTo(path, name)).isPresent());
        }
    }

    private static boolean leadsTo(String path, String object) {
        return path.endsWith(object.substring(object.indexOf('/')));
    }

    /** What was made more often than in the undisturbed run, each as often as it was. */
    private List<String> madeAgain(End end) {
        var before = undisturbed.end().made();
        assertThat(end.made()).containsOnlyKeys(before.keySet());
        var again = new ArrayList<String>();
        for (var made : end.made().entrySet()) {
            var name = made.getKey();
            var more = made.getValue() - before.getOrDefault(name, 0);
            assertThat(more).as(name).isNotNegative();
            again.addAll(Collections.nCopies(more, name));
        }
        return again;
    }

    @Test
    void crashesBetweenTwoWritesToTheCluster() {
        check(
                "crash before or after a write",
                (rig, random) -> {
                    var at = 1 + random.nextInt(undisturbed.writes());
                    var after = random.nextBoolean();
                    var life = rig.start(Play.EAST);
                    var writes = new AtomicInteger();
                    Fault fault = after ? new Fault.AnswerLost() : new Fault.Dropped();
                    life.address.plan(
                            FaultPlan.seeded(1)
                                    .with(1, fault)
                                    .onlyFor(
                                            call -> {
                                                var strikes =
                                                        call.writes()
                                                                && writes.incrementAndGet() == at;
                                                if (strikes) {
                                                    life.stop();
                                                    rig.soon(
                                                            () -> {
                                                                life.crash();
                                                                rig.start(Play.EAST);
                                                            });
                                                }
                                                return strikes;
                                            }));
                });
    }

    @Test
    void crashesBeforeOrAfterACommit() {
        check(
                "crash before or after a commit",
                (rig, random) -> {
                    var at = 1 + random.nextInt(undisturbed.steps());
                    var life = rig.start(Play.EAST);
                    life.crashAtCommit(at, () -> rig.soon(() -> rig.start(Play.EAST)));
                });
    }

    @Test
    void seesAStaleView() {
        check(
                "watches stall silently",
                (rig, random) -> {
                    var at = 1 + random.nextInt(undisturbed.writes());
                    var life = rig.start(Play.EAST);
                    var writes = new AtomicInteger();
                    life.address.plan(
                            watch(
                                    writes,
                                    n -> {
                                        if (n == at || n == at + 3) {
                                            life.address.stallWatches();
                                        }
                                        return false;
                                    }));
                });
    }

    @Test
    void missesStatesInBetween() {
        check(
                "watches break and their revision is too old",
                (rig, random) -> {
                    var life = rig.start(Play.EAST);
                    life.address.plan(
                            FaultPlan.seeded(random.nextLong())
                                    .with(0.5, new Fault.Expired())
                                    .with(1, new Fault.WatchCut(Duration.ofMillis(150)))
                                    .onlyFor(Call::watches));
                });
    }

    @Test
    void theServerIsSlowOverloadedAndForgetful() {
        check(
                "slow, 429, 500, 503, dropped, answers lost",
                (rig, random) -> {
                    var life = rig.start(Play.EAST);
                    life.address.plan(
                            FaultPlan.seeded(random.nextLong())
                                    .with(0.2, new Fault.Slow(Duration.ofMillis(100)))
                                    .with(0.1, Fault.Failed.with(429, 500, 503))
                                    .with(0.05, new Fault.Dropped())
                                    .with(0.05, new Fault.AnswerLost()));
                });
    }

    /** No watch tells of a Secret, and nobody comes by a Work that is removed. */
    @Test
    void aCopyThatIsDeliveredAfterItsWorkWasRemovedGoes() {
        try (var rig = new Rig(LIMITS)) {
            var play = new Play(rig);
            var held = new AtomicBoolean();
            var life = rig.start(Play.EAST);
            life.address.plan(
                    FaultPlan.seeded(1)
                            .with(1, new Fault.Slow(Duration.ofSeconds(8)))
                            .onlyFor(
                                    call -> {
                                        var strikes =
                                                call.writes()
                                                        && call.path().endsWith("/secrets/copy")
                                                        && held.compareAndSet(false, true);
                                        if (strikes) {
                                            life.loseClusters();
                                            rig.soon(() -> rig.start(Play.EAST));
                                        }
                                        return strikes;
                                    }));

            play.adopt();
            play.request("hydrate", 1, 1, true, Play.CONFIG.formatted("a", "1"));
            Play.until(() -> play.token().isPresent() && play.data("a").isPresent());
            play.withdraw("hydrate");
            Play.until(() -> play.last("hydrate") instanceof WorkRemoved);
            Play.until(rig::isQuiet);

            Play.until(() -> play.token().isEmpty());
            assertThat(play.made()).containsEntry("Secret/copy", 2);
        }
    }

    /** Also what its network delivers a while after another replica has taken over. */
    @Test
    void aDeposedReplicaChangesNothing() {
        var held = new AtomicReference<Optional<String>>(Optional.empty());
        check(
                "deposed, with a write on its way",
                (rig, random) -> {
                    held.set(Optional.empty());
                    var at = 1 + random.nextInt(undisturbed.writes());
                    var life = rig.start(Play.EAST);
                    var writes = new AtomicInteger();
                    life.address.plan(
                            FaultPlan.seeded(1)
                                    .with(1, new Fault.Slow(Duration.ofSeconds(3)))
                                    .onlyFor(
                                            call -> {
                                                var strikes =
                                                        call.writes()
                                                                && writes.incrementAndGet() == at;
                                                if (strikes) {
                                                    held.set(Optional.of(call.path()));
                                                    life.loseClusters();
                                                    rig.soon(() -> rig.start(Play.EAST));
                                                }
                                                return strikes;
                                            }));
                },
                held::get);
    }
}
