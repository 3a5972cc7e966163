package dev.aquifer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Some processes are killed and some frozen for a while, at random moments between a manifest and
 * its answer; once all run again, the state is that of a calm run, and a deletion leaves nothing.
 * Each run has a seed of its own, printed, and {@code AQUIFER_E2E_SEED} begins with it; {@code
 * AQUIFER_E2E_RUNS} says how many there are.
 */
@ExtendWith(SharedFleet.class)
@TestInstance(Lifecycle.PER_CLASS)
class RandomFaultsTest {
    private static final int MOST_FAULTS = 4;
    private static final int LATEST_MILLIS = 8_000;
    private static final int LONGEST_MILLIS = 20_000;

    private final Seed first = Seed.ofThisRun();
    private Fleet fleet;
    private WholePath path;
    private Victims processes;
    private Map<String, String> calm = Map.of();

    /**
     * @param frozenMillis 0 means that it is killed
     */
    private record Fault(String victim, int moment, int frozenMillis) {
        static Fault random(Random random, List<String> victims) {
            return new Fault(
                    victims.get(random.nextInt(victims.size())),
                    random.nextInt(LATEST_MILLIS),
                    random.nextBoolean() ? 0 : 1 + random.nextInt(LONGEST_MILLIS));
        }

        @Override
        public String toString() {
            return frozenMillis == 0
                    ? "%s killed at %d ms".formatted(victim, moment)
                    : "%s frozen at %d ms for %d ms".formatted(victim, moment, frozenMillis);
        }
    }

    @BeforeAll
    void seeWhatIsReachedWithoutFaults(Fleet shared) {
        fleet = shared;
        path = WholePath.of(fleet);
        processes = new Victims(fleet);
        calm = path.calm();
    }

    LongStream seeds() {
        int runs = Integer.parseInt(System.getenv().getOrDefault("AQUIFER_E2E_RUNS", "5"));
        return LongStream.range(0, runs).map(run -> first.value() + run);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theEndStateIsTheUndisturbedOne(long value) {
        var seed = new Seed(value);
        var faults = plan(seed.random());
        System.err.println(seed + ": " + faults);
        try (var team = Team.in(fleet, "e2e-faults-" + Long.toHexString(value))) {
            path.apply(team);
            carryOut(faults);
            assertThat(path.endState(team)).as("%s: %s", seed, faults).isEqualTo(calm);
        }
        fleet.untilAllIsReady(fleet.sandbox().processes().keySet());
    }

    private List<Fault> plan(Random random) {
        var faults = new ArrayList<Fault>();
        var victims = processes.names();
        for (int left = 1 + random.nextInt(MOST_FAULTS); left > 0; left--) {
            faults.add(Fault.random(random, victims));
        }
        faults.sort(Comparator.comparing(Fault::moment));
        return faults;
    }

    /** At the end, nothing is frozen any more. */
    private void carryOut(List<Fault> faults) {
        var plan = Moments.beginNow();
        var frozen = new ArrayList<Thread>();
        for (var fault : faults) {
            plan.until(fault.moment());
            if (!processes.isThere(fault.victim())) {
                System.err.println("not there, and spared: " + fault);
            } else if (fault.frozenMillis() == 0) {
                processes.kill(fault.victim());
            } else {
                long pid = processes.freeze(fault.victim());
                long until = fault.moment() + (long) fault.frozenMillis();
                frozen.add(Thread.ofVirtual().start(() -> thaw(plan, until, pid)));
            }
        }
        for (var one : frozen) {
            try {
                one.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    private static void thaw(Moments plan, long until, long pid) {
        try {
            plan.until(until);
        } finally {
            Victims.thaw(pid);
        }
    }
}
