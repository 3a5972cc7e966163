package dev.aquifer.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.events.DesiredEvent.CacheWithdrawn;
import dev.aquifer.events.Event;
import dev.aquifer.events.EventMeta;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Topic;
import dev.aquifer.events.Uid;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which facts are news to a reader without a database. */
class NewestOfSlotsTest {
    private static final String SLOT = "ModelCache/team/gemma";
    private static final Duration LONG = Duration.ofDays(15);

    private Instant now = Instant.parse("2026-05-01T10:00:00Z");
    private final NewestOfSlots newest =
            new NewestOfSlots(((InstantSource) () -> now).withZone(ZoneOffset.UTC));

    private static EventMeta meta(long sequence) {
        return new EventMeta(
                "id-" + sequence,
                "/test",
                Instant.EPOCH,
                "correlation",
                null,
                sequence,
                List.of(),
                null);
    }

    private boolean hear(Topic topic, long sequence) {
        Event event =
                new CacheWithdrawn(
                        new Subject(
                                new ResourceRef("ModelCache", "team", "gemma"), new Uid("u"), 1),
                        Instant.EPOCH);
        return newest.accept(new Received.Fact(meta(sequence), event, topic, 0, sequence), SLOT);
    }

    private boolean hearGone(long sequence) {
        return newest.accept(
                new Received.Gone(SLOT, meta(sequence), Topic.DESIRED, 0, sequence), SLOT);
    }

    @Test
    void whatWasNotHandedOverIsNewsAgain() {
        assertThat(hear(Topic.DESIRED, 1)).isTrue();
        assertThat(hear(Topic.DESIRED, 1)).isFalse();

        newest.drop();

        assertThat(hear(Topic.DESIRED, 1)).isTrue();
        newest.keep();
        newest.drop();
        assertThat(hear(Topic.DESIRED, 1)).isFalse();
    }

    @Test
    void whatComesLateAfterATombstoneIsNoNewsUntilNobodyDeliversItAnyMore() {
        assertThat(hear(Topic.DESIRED, 1)).isTrue();
        assertThat(hearGone(2)).isTrue();
        newest.keep();
        assertThat(hear(Topic.DESIRED, 1)).isFalse();

        now = now.plus(LONG);
        newest.keep();

        assertThat(hear(Topic.DESIRED, 1)).as("forgotten").isTrue();
    }

    @Test
    void aSlotThatIsThereIsRememberedForGood() {
        assertThat(hear(Topic.DESIRED, 1)).isTrue();
        assertThat(hearGone(2)).isTrue();
        newest.keep();
        assertThat(hear(Topic.DESIRED, 3)).isTrue();
        newest.keep();

        now = now.plus(LONG);
        newest.keep();

        assertThat(hear(Topic.DESIRED, 2)).isFalse();
    }

    @Test
    void whatATopicDoesNotKeepIsForgottenWhenNothingNewerCame() {
        assertThat(hear(Topic.MEASUREMENTS, 5)).isTrue();
        newest.keep();

        now = now.plus(LONG);
        newest.keep();

        assertThat(hear(Topic.MEASUREMENTS, 5)).as("forgotten").isTrue();
    }
}
