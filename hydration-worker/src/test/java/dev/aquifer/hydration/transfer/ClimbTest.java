package dev.aquifer.hydration.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClimbTest {

    private static final long MILLI = 1_000_000;

    private final Climb climb = new Climb(32);
    private boolean spare = true;
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
            now += MILLI;
            bytes += rate.applyAsDouble(climb.streams());
            waited += (long) (MILLI * hunger);
            climb.received(now, (long) bytes, new Hunger.Level(waited, now), spare);
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
    void oneStreamIsKeptWhereMoreBringLess() {
        goesOn(1_000, 0.9, streams -> streams == 1 ? 1000 : 500);

        assertThat(climb.streams()).isEqualTo(1);
    }

    @Test
    void whatBringsMoreLaterIsFoundOutLater() {
        goesOn(1_000, 0.9, streams -> 1000);
        assertThat(climb.streams()).isEqualTo(1);

        goesOn(6_000, 0.9, streams -> 1000 * Math.min(streams, 8));

        assertThat(climb.streams()).isEqualTo(16);
    }

    @Test
    void fewerAreUsedAgainOnceTheyBringAsMuch() {
        goesOn(1_000, 0.9, streams -> 1000 * streams);
        assertThat(climb.streams()).isEqualTo(32);

        goesOn(60_000, 0.9, streams -> 1000);

        assertThat(climb.streams()).isEqualTo(1);
    }

    /** What a few streams bring may be all that this machine hashes. */
    @Test
    void noMoreAreTriedOnceNothingIsHungry() {
        goesOn(1_000, 0.9, streams -> 1000 * Math.min(streams, 2));
        goesOn(20_000, 0.1, streams -> 1000 * streams);

        assertThat(climb.streams()).isEqualTo(4);
    }

    @Test
    void noMoreAreTriedWhereNobodyIsFreeToHelp() {
        spare = false;
        goesOn(1_000, 0.9, streams -> 1000);
        spare = true;
        goesOn(300, 0.9, streams -> 1000 * streams);

        assertThat(climb.streams()).isGreaterThanOrEqualTo(4);
    }

    /** Fewer would only be tried in vain at once. */
    @Test
    void whatEachStreamBroughtIsLeftAloneForAWhile() {
        goesOn(230, 0.9, streams -> 1000 * streams);
        int reached = climb.streams();
        for (int i = 0; i < 48; i++) {
            goesOn(100, 0.1, streams -> 1000 * streams);
            assertThat(climb.streams()).isGreaterThanOrEqualTo(reached);
        }
        assertThat(reached).isGreaterThan(1);
    }

    /** Anything is more than nothing. */
    @Test
    void aTimeWithoutBytesIsComparedWithNothing() {
        goesOn(1_000, 0.9, streams -> 0);

        assertThat(climb.streams()).isEqualTo(1);
    }

    @Test
    void anOriginThatAsksForFewerRequestsIsNotTriedAgainSoon() {
        goesOn(110, 0.9, streams -> 1000 * streams);
        assertThat(climb.streams()).isEqualTo(4);

        climb.throttled(now);

        goesOn(4_900, 0.9, streams -> 1000 * streams);
        assertThat(climb.streams()).isEqualTo(1);
        goesOn(300, 0.9, streams -> 1000 * streams);
        assertThat(climb.streams()).isGreaterThanOrEqualTo(4);
    }

    /** What comes and goes by itself takes it up now and then, and it comes down again. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aDiskThatLikesFewReadersHasFewMostOfTheTime(long seed) {
        Random random = new Random(seed);
        double[] luck = {1};
        long many = 0;
        for (int window = 0; window < 6_000; window++) {
            luck[0] = 0.7 + random.nextDouble(0.6);
            goesOn(
                    100,
                    0.5,
                    streams -> luck[0] * (streams > 4 ? 900 : 1000 * Math.min(streams, 2)));
            many += climb.streams() > 4 ? 1 : 0;
        }
        assertThat(many).isLessThan(6_000 / 4);
    }

    /** It says so when there are more, as others wait for that. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 32, 64})
    void staysWithinItsBoundsAndTellsOfMore(int allowed) {
        Random random = new Random(allowed);
        Climb any = new Climb(allowed);
        int most = 1;
        for (int i = 0; i < 20_000; i++) {
            now += random.nextLong(20 * MILLI);
            bytes += random.nextInt(1_000_000);
            waited += random.nextLong(20 * MILLI);
            int before = any.streams();
            boolean more = any.received(now, (long) bytes, new Hunger.Level(waited, now), true);
            assertThat(any.streams()).isBetween(1, allowed);
            assertThat(more).isEqualTo(any.streams() > before);
            most = Math.max(most, any.streams());
        }
        assertThat(most).isGreaterThanOrEqualTo(Math.min(allowed, 4));
    }
}
