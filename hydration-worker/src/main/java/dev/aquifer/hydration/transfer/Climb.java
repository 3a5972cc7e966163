package dev.aquifer.hydration.transfer;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How many streams a file gets whose origin is near: one at first, and four times as many as long
 * as files are hungry and that brings notably more bytes a second. What nobody can know, such as
 * how many readers a disk over there likes best, is found out that way. Not safe for several
 * threads by itself: the schedule's lock guards it.
 */
final class Climb {

    /** As long as one number of streams is measured. */
    private static final long WINDOW = Duration.ofMillis(100).toNanos();

    /** Others need this long to take part, and their connections to become fast. */
    private static final long SETTLING = Duration.ofMillis(30).toNanos();

    /** So large that what it brings is seen among what comes and goes by itself. */
    private static final int STEP = 4;

    /** What that has to bring to be kept. */
    private static final double NOTABLE = 1.1;

    /** What it brings where each stream has a limit of its own, so that more are tried at once. */
    private static final double IN_STEP = 2.5;

    /** After so many windows it is tried again: origins and networks change. */
    private static final int REST = 50;

    private final int most;
    private int streams = 1;
    private @Nullable Trial trial;
    private int rest;
    private @Nullable Window window;
    private long opens = Long.MIN_VALUE;

    /** What is compared with: fewer streams, and the rate that they had. */
    private record Trial(int fewer, double rate) {}

    private record Window(long began, long fetched, Hunger.Level hunger) {
        double rate(long now, long until) {
            return (until - fetched) / (double) (now - began);
        }
    }

    Climb(int most) {
        this.most = most;
    }

    /** So many streams may be at a file. */
    int streams() {
        return streams;
    }

    /**
     * Some bytes came; whether there may be more streams now.
     *
     * @param now nanoseconds of a clock that never goes back
     * @param fetched bytes of all streams, since the beginning
     * @param hunger of all files, since the beginning
     */
    boolean received(long now, long fetched, Hunger.Level hunger) {
        Window open = window;
        if (open == null) {
            window = now >= opens ? new Window(now, fetched, hunger) : null;
            return false;
        }
        if (now - open.began() < WINDOW) {
            return false;
        }
        window = null;
        int before = streams;
        judge(open.rate(now, fetched), hunger.grewSince(open.hunger()));
        opens = streams == before ? now : now + SETTLING;
        return streams > before;
    }

    private void judge(double rate, boolean hungry) {
        Trial under = trial;
        trial = null;
        if (under != null && rate < under.rate() * NOTABLE) {
            streams = under.fewer();
            rest = REST;
        } else if (under != null && rate < under.rate() * IN_STEP) {
            rest = REST; // Something else is what limits them now.
        } else if (rest > 0) {
            rest--;
        } else if (hungry && streams < most) {
            trial = new Trial(streams, rate);
            streams = Math.min(most, streams * STEP);
        }
    }
}
