package dev.aquifer.cache.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class HydrationTest {
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");
    private static final RetryPolicy POLICY =
            new RetryPolicy(
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(10),
                    Duration.ofMinutes(30),
                    Duration.ofHours(2));
    private static final Artifact ARTIFACT =
            new Artifact("sha256:d", "r1", 1, 1, 1, "sha256-d", null, null, false, null);

    private static Hydration.Requested requested() {
        return new Hydration.Idle(0, "", "").begin("plan", true, 1, NOW);
    }

    private static Signal.Ended ended(Failure.Retry retry, boolean told) {
        return new Signal.Ended(
                new Failure("SourceAccess", "NotFound", "no", retry, Duration.ZERO), told, NOW);
    }

    /** Whatever is repeated, reordered or comes from older attempts: the worker's word counts. */
    @Property(tries = 300)
    void theWorkersWordCountsInWhateverOrderSignalsCome(
            @ForAll boolean succeeds, @ForAll long seed) {
        var random = new Random(seed);
        var word =
                succeeds ? new Signal.Succeeded(ARTIFACT, NOW) : ended(Failure.Retry.BACKOFF, true);
        var noise =
                List.of(
                        new Signal.Started(NOW),
                        new Signal.Planned("r1", NOW),
                        new Signal.Planned(null, NOW),
                        new Signal.Applied(),
                        new Signal.Obstructed("Conflict", "not ours"),
                        ended(Failure.Retry.BACKOFF, false));
        var signals = new ArrayList<Signal>(List.of(word, word));
        for (int i = random.nextInt(6); i > 0; i--) {
            signals.add(noise.get(random.nextInt(noise.size())));
        }
        Collections.shuffle(signals, random);

        Hydration hydration = requested();
        for (var signal : signals) {
            hydration = hydration.after(signal, POLICY, NOW);
            if (random.nextBoolean()) {
                hydration = hydration.after(99, word, POLICY, NOW);
            }
        }

        var expected = requested().after(word, POLICY, NOW);
        assertThat(hydration).isEqualTo(expected);
    }

    @Test
    void pausesDoubleAndEndWhenOnlyAnEditHelps() {
        Hydration hydration = requested();
        for (int seconds : new int[] {10, 20, 40, 80}) {
            var failed =
                    (Hydration.Failed)
                            hydration.after(ended(Failure.Retry.BACKOFF, true), POLICY, NOW);
            assertThat(failed.retryAt()).isEqualTo(NOW.plusSeconds(seconds));
            hydration = failed.begin("plan", true, 1, NOW);
        }
        var never =
                (Hydration.Failed) hydration.after(ended(Failure.Retry.NEVER, true), POLICY, NOW);
        assertThat(never.retryAt()).isNull();
        var outside = ended(Failure.Retry.AFTER_CAUSE_CHANGED, true);
        assertThat(((Hydration.Failed) requested().after(outside, POLICY, NOW)).retryAt())
                .isEqualTo(NOW.plusSeconds(1800));
        assertThat(((Hydration.Failed) hydration.after(outside, POLICY, NOW)).retryAt())
                .isEqualTo(NOW.plusSeconds(7200));
    }

    @Test
    void anotherSourceBeginsToCountFailuresAnew() {
        var failed =
                (Hydration.Failed)
                        requested().after(ended(Failure.Retry.BACKOFF, true), POLICY, NOW);

        assertThat(failed.begin("plan", true, 1, NOW).of().failures()).isEqualTo(1);
        assertThat(failed.begin("other", true, 2, NOW).of().failures()).isZero();
        assertThat(failed.begin("other", true, 2, NOW).attempt()).isEqualTo(2);
    }
}
