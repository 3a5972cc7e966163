package dev.aquifer.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The desired flow against a control API that shows old states and skips some, and a bus and an API
 * that fail before or after they did what was asked; a failing term is followed by another. However
 * it went, in the end the bus says what the API says. The number of a failing case is its seed.
 */
class DesiredFlowFaultsTest {
    @BeforeAll
    static void quiet() {
        Logs.show(Level.SEVERE);
    }

    static LongStream seeds() {
        return LongStream.range(0, Long.getLong("seeds", 150));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whateverFailedTheEndIsTheSame(long seed) {
        var world = new UnreliableWorld(seed, false);

        for (int i = 0; i < 120; i++) {
            world.somethingHappens();
        }
        world.heal();

        assertThat(world.disagreements()).isEmpty();
        assertThat(world.violations()).isEmpty();
        assertThat(world.waiting()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void withFinalizersStrippedNothingIsWithdrawnThatWasNotSeenDeleted(long seed) {
        var world = new UnreliableWorld(seed, true);

        for (int i = 0; i < 120; i++) {
            world.somethingHappens();
        }
        world.heal();

        assertThat(world.violations()).isEmpty();
        assertThat(world.disagreements()).isSubsetOf(world.waiting());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aTermThatFindsNothingNewSaysNothing(long seed) {
        var world = new UnreliableWorld(seed, false);
        for (int i = 0; i < 60; i++) {
            world.somethingHappens();
        }
        world.heal();
        var said = world.said();
        var writes = world.writes();

        world.anotherTerm();
        world.heal();

        assertThat(world.said()).isEqualTo(said);
        assertThat(world.writes()).isEqualTo(writes);
    }
}
