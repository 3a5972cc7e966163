package dev.aquifer.cache.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.cache.domain.Errand.Kind;
import dev.aquifer.cache.domain.Errand.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class UpkeepTest {
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");
    private static final Duration PAUSE = Duration.ofHours(1);

    private static Outcome differs(int count) {
        return new Outcome.Differs("CorruptFile", List.of("a"), count, NOW);
    }

    private static Upkeep reading(String request) {
        return Upkeep.NONE.of("d1", "").next(request, Set.of(), NOW).sent(1, NOW);
    }

    private static Kind kind(Upkeep upkeep) {
        return Objects.requireNonNull(upkeep.errand()).kind();
    }

    @Test
    void whatWasAskedBeforeItWasBroughtIsAnswered() {
        assertThat(Upkeep.NONE.of("d1", "first").next("first", Set.of(), NOW).errand()).isNull();
        assertThat(kind(Upkeep.NONE.of("d1", "first").next("second", Set.of(), NOW)))
                .isEqualTo(Kind.VERIFY);
    }

    @Test
    void mendingGoesOnAsLongAsItHelps() {
        var bad = reading("r").after(differs(50), true, PAUSE, NOW);
        assertThat(kind(bad)).isEqualTo(Kind.REPAIR);
        var again = bad.after(new Outcome.Done("d1", NOW), true, PAUSE, NOW);
        assertThat(kind(again)).isEqualTo(Kind.VERIFY);
        var better = again.after(differs(30), true, PAUSE, NOW);
        assertThat(kind(better)).isEqualTo(Kind.REPAIR);

        var stuck =
                better.after(new Outcome.Failed("Stalled", "", NOW), true, PAUSE, NOW)
                        .after(differs(30), true, PAUSE, NOW);

        assertThat(stuck.errand()).isNull();
        assertThat(stuck.againAt()).isEqualTo(NOW.plus(PAUSE));
        assertThat(stuck.next("r", Set.of(), NOW).errand()).isNull();
        assertThat(kind(stuck.next("r", Set.of(), NOW.plus(PAUSE)))).isEqualTo(Kind.VERIFY);
    }

    @Test
    void whoNeedsTheVolumeInterruptsAndTheRequestStands() {
        var dropped = reading("r").dropped();

        assertThat(dropped.errand()).isNull();
        assertThat(kind(dropped.next("r", Set.of(), NOW))).isEqualTo(Kind.VERIFY);
    }

    /**
     * Whatever comes: what is mounted, or is the artifact, is never sent to be removed; nothing is
     * sent twice at once; in the end every request is answered and nothing unused is left.
     */
    @Property(tries = 500)
    void nothingIsRemovedUnderAReaderAndEverythingIsAnsweredInTheEnd(@ForAll long seed) {
        var random = new Random(seed);
        var upkeep = Upkeep.NONE.of("d0", "");
        var mounted = new TreeSet<String>();
        var request = "";
        var now = NOW;
        for (int step = 0; step < 60; step++) {
            now = now.plus(Duration.ofMinutes(random.nextInt(90)));
            switch (random.nextInt(6)) {
                case 0 -> mounted.add(upkeep.digest());
                case 1 -> mounted.clear();
                case 2 -> request = "r" + step;
                case 3 -> upkeep = upkeep.dropped().of("d" + random.nextInt(4), request);
                default -> upkeep = upkeep.after(any(random, upkeep), true, PAUSE, now);
            }
            upkeep = decided(upkeep, request, mounted, now);
        }
        for (int step = 0; step < 60; step++) {
            now = now.plus(PAUSE);
            upkeep = upkeep.after(new Outcome.Done(upkeep.digest(), now), true, PAUSE, now);
            upkeep = decided(upkeep, request, mounted, now);
        }
        assertThat(upkeep.errand()).isNull();
        assertThat(upkeep.request()).isEqualTo(request);
        assertThat(mounted).containsAll(upkeep.former());
    }

    private static Upkeep decided(Upkeep before, String asked, Set<String> mounted, Instant now) {
        var after = before.next(asked, mounted, now);
        var errand = after.errand();
        if (errand == null) {
            return after;
        }
        if (errand.kind() == Kind.TIDY && errand.job() == null) {
            assertThat(errand.paths()).containsAll(mounted);
        }
        return errand.job() == null ? after.sent(after.attempt() + 1, now) : after;
    }

    private static Outcome any(Random random, Upkeep upkeep) {
        return switch (random.nextInt(4)) {
            case 0 -> new Outcome.Done(upkeep.digest(), NOW);
            case 1 -> differs(1 + random.nextInt(30));
            case 2 -> new Outcome.Failed("PermissionDenied", "no", NOW);
            default -> new Outcome.Lost(NOW);
        };
    }
}
