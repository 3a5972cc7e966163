package dev.aquifer.hydration.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClimbTest {

    private static final long STEP = 1_000_000;

    private final Climb climb = new Climb(32);
    private long now;
    private double bytes;
    private long waited;

    /**
     * Lets time go by in which so many streams bring so many bytes a millisecond.
     *
     * @param hunger part of the time in which nothing can be hashed
     */
    private void goesOn(int millis, double hunger, IntToDoubleFunction rate) {
        for (int i = 0; i < millis; i++) {
            now += STEP;
            bytes += rate.applyAsDouble(climb.streams());
            waited += (long) (STEP * hunger);
            climb.received(now, (long) bytes, new Hunger.Level(waited, now));
        }
    }

    @Test
    void aFileWhoseBytesComeAsFastAsTheyAreHashedKeepsItsOneStream() {
        goesOn(5_000, 0.2, streams -> 1000 * streams);

        assertThat(climb.streams()).isEqualTo(1);
    }

    /** As where each connection has its limit. */
    @Test
    void whereEachStreamBringsAsMuchAsAnyAllAreUsed() {
        goesOn(1_000, 0.9, streams -> 1000 * streams);

        assertThat(climb.streams()).isEqualTo(32);
    }

    /** As where a disk has its limit. */
    @Test
    void noMoreAreUsedThanBringMore() {
        goesOn(1_000, 0.9, streams -> 1000 * Math.min(streams, 4));

        assertThat(climb.streams()).isEqualTo(4);
    }

    /** As where readers get in each other's way. */
    @Test
    void oneStreamIsKeptWhereTwoBringLess() {
        goesOn(1_000, 0.9, streams -> streams == 1 ? 1000 : 500);

        assertThat(climb.streams()).isEqualTo(1);
    }

    @Test
    void whatBringsMoreLaterIsFoundOutLater() {
        goesOn(1_000, 0.9, streams -> 1000);
        assertThat(climb.streams()).isEqualTo(1);

        goesOn(15_000, 0.9, streams -> 1000 * Math.min(streams, 8));

        assertThat(climb.streams()).isEqualTo(16);
    }

    /** What a few streams bring may be all that this machine hashes. */
    @Test
    void noMoreAreUsedOnceNothingIsHungry() {
        goesOn(1_000, 0.9, streams -> 1000 * Math.min(streams, 2));
        goesOn(20_000, 0.1, streams -> 1000 * streams);

        assertThat(climb.streams()).isEqualTo(4);
    }

    /** It says so when there are more, as others wait for that. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 32, 64})
    void staysWithinItsBoundsAndTellsOfMore(int allowed) {
        Random random = new Random(allowed);
        Climb any = new Climb(allowed);
        int most = 1;
        for (int i = 0; i < 20_000; i++) {
            now += random.nextLong(20 * STEP);
            bytes += random.nextInt(1_000_000);
            int before = any.streams();
            waited += random.nextLong(20 * STEP);
            boolean more = any.received(now, (long) bytes, new Hunger.Level(waited, now));
            assertThat(any.streams()).isBetween(1, allowed);
            assertThat(more).isEqualTo(any.streams() > before);
            most = Math.max(most, any.streams());
        }
        assertThat(most).isGreaterThanOrEqualTo(Math.min(allowed, 4));
    }
}
