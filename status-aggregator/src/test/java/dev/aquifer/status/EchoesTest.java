package dev.aquifer.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.events.Envelope;
import dev.aquifer.events.EventMeta;
import dev.aquifer.events.StatusEvent.ResourceStatus;
import dev.aquifer.events.Topic;
import dev.aquifer.ledger.Received;
import dev.aquifer.status.fold.Story;
import dev.aquifer.status.fold.WholeStory;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Another aggregator says otherwise, as it was frozen, is being replaced, or folds differently. */
class EchoesTest {
    private static final String CACHE = Story.CACHE.toString();

    private final Life life = new Life();

    @BeforeEach
    void begin() {
        life.caughtUp();
        life.tell(WholeStory.facts());
        life.itIs(WholeStory.end());
        echo(life, life);
    }

    private static void echo(Life from, Life to) {
        from.bus.statuses.forEach(said -> to.hear(fact(said)));
    }

    private static Received fact(Envelope<ResourceStatus> said) {
        return new Received.Fact(said.meta(), said.event(), Topic.CONDITIONS, 0, 0);
    }

    private static EventMeta numbered(EventMeta meta, long sequence) {
        return new EventMeta(
                meta.id(),
                meta.source(),
                meta.time(),
                meta.correlationId(),
                meta.causationId(),
                sequence,
                List.of(),
                null);
    }

    private List<Envelope<ResourceStatus>> ofTheCache() {
        return life.bus.statuses.stream()
                .filter(said -> said.event().subject().resource().equals(Story.CACHE))
                .toList();
    }

    /** One that woke says its first word of the cache once more, and dies. */
    private long anOldWord() {
        var old = ofTheCache().getFirst();
        assertThat(old.event()).isNotEqualTo(ofTheCache().getLast().event());
        long number = life.bus.statuses.getLast().meta().sequence() + 1_000_000_000L;
        life.hear(fact(new Envelope<>(numbered(old.meta(), number), old.event())));
        return number;
    }

    @Test
    void theEchoOfOurWordsIsNotAnswered() {
        int said = life.bus.statuses.size();

        life.answerOthers();

        assertThat(life.bus.statuses).hasSize(said);
    }

    @Test
    void anOldWordUnderANewerNumberIsAnsweredWithOurs() {
        int changes = life.bus.transitions.size();
        var ours = ofTheCache().getLast();
        int said = life.bus.statuses.size();
        long number = anOldWord();

        life.answerOthers();
        life.answerOthers();

        assertThat(life.bus.statuses).hasSize(said + 1);
        assertThat(ofTheCache().getLast().event()).isEqualTo(ours.event());
        assertThat(ofTheCache().getLast().meta().sequence()).isGreaterThan(number);
        assertThat(life.bus.transitions).hasSize(changes);
    }

    @Test
    void whatWasTakenBackIsTakenBackAgain() {
        var old = ofTheCache().getFirst();
        life.gone(Topic.DESIRED, CACHE);
        long number = old.meta().sequence() + 1_000_000_000_000L;
        life.hear(fact(new Envelope<>(numbered(old.meta(), number), old.event())));

        life.answerOthers();

        assertThat(life.bus.takenBack).containsExactly(CACHE, CACHE);
    }

    @Test
    void whatAnotherOneTookBackIsSaidAgain() {
        int said = ofTheCache().size();
        var last = ofTheCache().getLast();
        var meta = numbered(last.meta(), last.meta().sequence() + 1_000_000_000L);
        life.hear(new Received.Gone(CACHE, meta, Topic.CONDITIONS, 0, 0));

        life.answerOthers();

        assertThat(ofTheCache()).hasSize(said + 1);
        assertThat(ofTheCache().getLast().event()).isEqualTo(last.event());
    }

    /** A newer release may know kinds that this one does not. */
    @Test
    void ofWhatWeNeverSpokeOfWeSayNothing() {
        var elsewhere = new Life();
        elsewhere.caughtUp();

        echo(life, elsewhere);
        elsewhere.answerOthers();

        assertThat(elsewhere.bus.takenBack).isEmpty();
        assertThat(elsewhere.bus.statuses).isEmpty();
    }

    @Test
    void twoThatSeeTheSameHaveNothingToAnswer() {
        var other = new Life();
        other.caughtUp();
        other.itIs(WholeStory.end().plusSeconds(3));
        other.tell(WholeStory.facts());
        int said = life.bus.statuses.size();
        int otherSaid = other.bus.statuses.size();

        echo(other, life);
        echo(life, other);
        life.answerOthers();
        other.answerOthers();

        assertThat(life.bus.statuses).hasSize(said);
        assertThat(other.bus.statuses).hasSize(otherSaid);
    }

    @Test
    void oneThatFoldsDifferentlyIsAnsweredLessAndLess() {
        int said = ofTheCache().size();
        for (int minute = 0; minute < 24 * 60; minute++) {
            anOldWord();
            life.answerOthers();
            life.later(60);
        }

        // After 0, 1, 3, 7, 15, 31 minutes, and each hour.
        assertThat(ofTheCache().size() - said).isBetween(24, 32);
    }
}
