package dev.aquifer.hydration.transfer;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How many streams a file gets whose origin is near: one at first, and four times as many as long
 * as files are hungry and that brings notably more bytes a second; and fewer again where these
 * bring as much. What nobody can know, such as how many readers a disk over there likes best, is
 * found out that way. Not safe for several threads by itself: the schedule's lock guards it.
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

    /** After so long another number is tried, as origins change; longer each time in vain. */
    private static final long REST = Duration.ofSeconds(5).toNanos();

    private static final long LONGEST_REST = 16 * REST;

    private final int most;
    private int streams = 1;
    private @Nullable Trial trial;
    private boolean fewerNext;
    private long rest = REST;
    private long rested = Long.MIN_VALUE;
    private @Nullable Window window;
    private long opens = Long.MIN_VALUE;

    /** What another number of streams is compared with: the former one, and its rate. */
    private record Trial(int former, double rate) {}

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
     * @param spare whether anybody has nothing to do
     */
    boolean received(long now, long fetched, Hunger.Level hunger, boolean spare) {
        Window open = window;
        if (open == null) {
            window = now >= opens ? new Window(now, fetched, hunger) : null;
            return false;
        }
        if (now - open.began() < WINDOW) {
            return false;
        }
        int before = streams;
        judge(now, open.rate(now, fetched), spare && hunger.grewSince(open.hunger()));
        window = streams == before ? new Window(now, fetched, hunger) : null;
        opens = now + SETTLING;
        return streams > before;
    }

    /** The origin asks for fewer requests: what is tried now is too many. */
    void throttled(long now) {
        Trial under = trial;
        if (under != null && under.former() < streams) {
            trial = null;
            window = null;
            opens = now + SETTLING;
            back(now, under);
        }
    }

    private void judge(long now, double rate, boolean more) {
        Trial under = trial;
        trial = null;
        if (under == null) {
            if (now >= rested) {
                tries(rate, more);
            }
        } else if (under.former() > streams) {
            if (rate * NOTABLE < under.rate()) {
                back(now, under);
            } else {
                kept(now);
            }
        } else if (rate < under.rate() * NOTABLE) {
            back(now, under);
        } else if (rate < under.rate() * IN_STEP) {
            kept(now); // Something else is what limits them now.
        } else {
            kept(now);
            triesMore(rate, more);
        }
    }

    private void back(long now, Trial under) {
        streams = under.former();
        rested = now + rest;
        rest = Math.min(LONGEST_REST, rest * 2);
    }

    private void kept(long now) {
        rest = REST;
        rested = now + rest;
    }

    private void tries(double rate, boolean more) {
        fewerNext = !fewerNext && streams > 1;
        if (fewerNext) {
            trial = new Trial(streams, rate);
            streams = fewer();
        } else {
            triesMore(rate, more);
        }
    }

    private void triesMore(double rate, boolean more) {
        if (more && rate > 0 && streams < most) {
            trial = new Trial(streams, rate);
            streams = Math.min(most, streams * STEP);
        }
    }

    /** The number from which this one is reached. */
    private int fewer() {
        int fewer = 1;
        while (fewer * STEP < streams) {
            fewer *= STEP;
        }
        return fewer;
    }
}
