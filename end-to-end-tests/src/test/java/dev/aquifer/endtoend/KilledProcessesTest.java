package dev.aquifer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every process of the sandbox is killed once, without a chance to say goodbye, at some moment
 * between a manifest and its answer; each time the same state is reached as without. Moments and
 * order come from a seed that is printed; {@code AQUIFER_E2E_SEED} repeats it. A few are killed in
 * each round; {@code AQUIFER_E2E_KILLS=1} makes a round for each.
 */
@ExtendWith(SharedFleet.class)
@TestInstance(Lifecycle.PER_CLASS)
class KilledProcessesTest {
    private static final int LATEST_MILLIS = 6_000;
    private static final int SOON_MILLIS = 500;

    private final Seed seed = Seed.ofThisRun();
    private final Random random = seed.random();
    private Fleet fleet;
    private WholePath path;
    private Victims processes;
    private Map<String, String> calm = Map.of();

    /**
     * @param moment in milliseconds
     */
    private record Kill(String victim, int moment) {}

    @BeforeAll
    void seeWhatIsReachedWithoutKills(Fleet shared) {
        fleet = shared;
        path = WholePath.of(fleet);
        processes = new Victims(fleet);
        calm = path.calm();
    }

    List<List<String>> rounds() {
        var victims = new ArrayList<>(processes.names());
        Collections.shuffle(victims, random);
        int each = Integer.parseInt(System.getenv().getOrDefault("AQUIFER_E2E_KILLS", "3"));
        var rounds = new ArrayList<List<String>>();
        for (int i = 0; i < victims.size(); i += each) {
            rounds.add(victims.subList(i, Math.min(victims.size(), i + each)));
        }
        return rounds;
    }

    @ParameterizedTest
    @MethodSource("rounds")
    void theSameEndStateIsReached(List<String> victims) {
        var before = fleet.sandbox().processes();
        try (var team = Team.in(fleet, "e2e-kill-" + Integer.toHexString(victims.hashCode()))) {
            path.apply(team);
            inTime(victims);
            assertThat(path.endState(team)).as("%s, killed %s", seed, victims).isEqualTo(calm);
        }
        fleet.untilAllIsReady(before.keySet());
        var now = fleet.sandbox().processes();
        now.forEach(
                (name, pid) ->
                        assertThat(pid.equals(before.get(name)))
                                .as("%s goes on as the same process", name)
                                .isEqualTo(!victims.contains(name)));
    }

    @Test
    void theSupervisorTakesUpWhatItLeftBehind() {
        var before = fleet.sandbox().processes();
        try (var team = Team.in(fleet, "e2e-kill-supervisor")) {
            path.apply(team);
            Victims.kill(fleet.sandbox().supervisor());
            fleet.sandbox().up();
            assertThat(fleet.sandbox().processes()).isEqualTo(before);
            assertThat(path.endState(team)).isEqualTo(calm);
        }
    }

    /** A worker is soon done; to be met at its work it has to be waited for from the beginning. */
    private static int latest(String victim) {
        return victim.equals(Victims.WORKER) ? SOON_MILLIS : LATEST_MILLIS;
    }

    /** Kills each at a moment of its own, the earliest first. */
    private void inTime(List<String> victims) {
        var kills =
                victims.stream()
                        .map(victim -> new Kill(victim, random.nextInt(latest(victim))))
                        .sorted(Comparator.comparing(Kill::moment))
                        .toList();
        var plan = Moments.beginNow();
        for (var kill : kills) {
            plan.until(kill.moment());
            processes.kill(kill.victim());
            System.err.printf("%s: %s%n", seed, kill);
        }
    }
}
