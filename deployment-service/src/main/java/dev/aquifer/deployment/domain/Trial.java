package dev.aquifer.deployment.domain;

import java.time.Duration;
import java.util.Optional;

/**
 * What asking an endpoint that somebody made by hand has shown so far.
 *
 * @param answers whether requests may be sent there
 * @param failures since it answered last
 * @param saw what asking it showed last, while it does not answer
 */
public record Trial(boolean answers, int failures, Optional<String> saw) {
    /** It was not asked yet. */
    public static final Trial NONE = new Trial(false, 0, Optional.empty());

    private static final Duration CALM = Duration.ofSeconds(15);
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final int DOUBLINGS = 6;

    /** So many failures in a row, and what answered does not any more; one alone happens. */
    private static final int PATIENCE = 3;

    /** It answered. */
    public Trial answered() {
        return new Trial(true, 0, Optional.empty());
    }

    /** It did not answer. */
    public Trial failed(String why) {
        int now = failures + 1;
        return answers && now < PATIENCE
                ? new Trial(true, now, Optional.empty())
                : new Trial(false, now, Optional.of(why));
    }

    /** How long it is left alone then: the longer, the more often it failed. */
    public Duration pause() {
        return failures == 0 ? CALM : FIRST.multipliedBy(1L << Math.min(failures - 1, DOUBLINGS));
    }
}
