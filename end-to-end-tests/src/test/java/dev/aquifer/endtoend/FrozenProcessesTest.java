package dev.aquifer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every process of the sandbox is stopped for a minute while manifests are on their way, and goes
 * on afterwards with what it believed a minute ago. The state that is reached is that of a calm
 * run, and what ran before is touched by nobody. Who is stopped together comes from a seed that is
 * printed; {@code AQUIFER_E2E_SEED} repeats it.
 */
@ExtendWith(SharedFleet.class)
@TestInstance(Lifecycle.PER_CLASS)
class FrozenProcessesTest {
    private static final int MINUTE_MILLIS = 60_000;
    private static final int TOGETHER = 6;

    private final Seed seed = Seed.ofThisRun();
    private final Random random = seed.random();
    private Fleet fleet;
    private WholePath path;
    private Victims processes;
    private Map<String, String> calm = Map.of();

    @BeforeAll
    void seeWhatIsReachedOtherwise(Fleet shared) {
        Assumptions.assumeFalse(SharedFleet.onGiven(), "once is enough");
        fleet = shared;
        path = WholePath.of(fleet);
        processes = new Victims(fleet);
        calm = path.calm();
    }

    /** Worker and engine are frozen in RandomFaultsTest: here nobody may have to wait for them. */
    List<List<String>> rounds() {
        var victims = new ArrayList<>(fleet.sandbox().processes().keySet());
        Collections.shuffle(victims, random);
        var rounds = new ArrayList<List<String>>();
        for (int i = 0; i < victims.size(); i += TOGETHER) {
            rounds.add(victims.subList(i, Math.min(victims.size(), i + TOGETHER)));
        }
        return rounds;
    }

    @ParameterizedTest
    @MethodSource("rounds")
    void aMinuteLaterAllGoesOn(List<String> victims) {
        System.err.println(seed + ": stopped for a minute: " + victims);
        try (var before = Team.in(fleet, "e2e-frozen-before");
                var meanwhile = Team.in(fleet, "e2e-frozen")) {
            path.apply(before);
            path.endState(before);
            var lives = path.lives(before);
            if (victims.contains("control-api")) { // nobody could apply anything
                path.apply(meanwhile);
                forAMinute(victims, () -> {});
            } else {
                forAMinute(victims, () -> path.apply(meanwhile));
            }
            assertThat(path.endState(meanwhile))
                    .as("%s, stopped %s", seed, victims)
                    .isEqualTo(calm);
            assertThat(path.attempts(meanwhile))
                    .as("%s, stopped %s", seed, victims)
                    .isEqualTo(path.attempts(before));
            assertThat(path.endState(before)).as("%s, stopped %s", seed, victims).isEqualTo(calm);
            assertThat(path.lives(before)).as("%s, stopped %s", seed, victims).isEqualTo(lives);
        }
        fleet.untilAllIsReady(fleet.sandbox().processes().keySet());
    }

    private void forAMinute(List<String> victims, Runnable meanwhile) {
        var plan = Moments.beginNow();
        var frozen = victims.stream().map(processes::freeze).toList();
        try {
            meanwhile.run();
            plan.until(MINUTE_MILLIS);
        } finally {
            frozen.forEach(Victims::thaw);
        }
    }
}
