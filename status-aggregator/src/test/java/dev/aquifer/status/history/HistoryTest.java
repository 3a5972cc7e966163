package dev.aquifer.status.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.aquifer.events.Condition;
import dev.aquifer.events.Condition.Status;
import dev.aquifer.events.StatusEvent.ResourceStatus;
import dev.aquifer.events.Subject;
import dev.aquifer.events.TransitionEvent.ConditionChanged;
import dev.aquifer.events.Uid;
import dev.aquifer.status.fold.Story;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private static Subject life(String uid) {
        return new Subject(Story.CACHE, new Uid(uid), 1);
    }

    private static Condition ready(Status status, String reason, long since) {
        return new Condition("Ready", status, reason, "words", 1, Story.at(since));
    }

    private static Said.Changed changed(long at, String id, String uid, Condition after) {
        return new Said.Changed(
                Story.at(at),
                id,
                Optional.of("fact"),
                new ConditionChanged(
                        life(uid), null, after, "aquifer.x.Y.v1", after.lastTransitionTime()));
    }

    private static Said.Whole whole(long at, String uid, Condition condition) {
        var fields = JsonNodeFactory.instance.objectNode().put("at", at);
        return new Said.Whole(
                Story.at(at),
                new ResourceStatus(life(uid), List.of(condition), fields, Story.at(at)));
    }

    private final Condition hydrating = ready(Status.False, "Hydrating", 10);
    private final Condition staged = ready(Status.True, "Ready", 20);
    private final History history =
            History.of(
                    List.of(
                            changed(11, "1", "one", hydrating),
                            changed(21, "2", "one", staged),
                            changed(21, "2", "one", staged),
                            changed(50, "3", "one", staged),
                            changed(71, "4", "two", hydrating)),
                    List.of(
                            whole(11, "one", hydrating),
                            whole(21, "one", staged),
                            new Said.Gone(Story.at(60)),
                            whole(71, "two", hydrating)));

    private String stateAt(long second) {
        return switch (history.at(Story.at(second))) {
            case StateThen.There there ->
                    there.subject().uid() + " " + there.conditions().getFirst().reason();
            case StateThen.NotThere gone -> gone.goneSince().map(s -> "gone").orElse("unknown");
        };
    }

    @Test
    void tellsWhatCouldBeReadThen() {
        assertThat(stateAt(10)).isEqualTo("unknown");
        assertThat(stateAt(11)).isEqualTo("one Hydrating");
        assertThat(stateAt(20)).isEqualTo("one Hydrating");
        assertThat(stateAt(21)).isEqualTo("one Ready");
        assertThat(stateAt(59)).isEqualTo("one Ready");
        assertThat(stateAt(60)).isEqualTo("gone");
        assertThat(stateAt(500)).isEqualTo("two Hydrating");
    }

    @Test
    void theFieldsAreThoseOfThen() {
        var then = (StateThen.There) history.at(Story.at(30));

        assertThat(then.fields().orElseThrow().path("at").asLong()).isEqualTo(21);
    }

    @Test
    void whatWasSaidTwiceOrWasSoAlreadyIsNoChange() {
        assertThat(history.changes())
                .extracting(Said::at)
                .containsExactly(Story.at(11), Story.at(21), Story.at(60), Story.at(71));
    }

    @Test
    void aLifeIsToldApartFromTheOthersOfItsName() {
        assertThat(history.ofLife(new Uid("one")).changes())
                .extracting(Said::at)
                .containsExactly(Story.at(11), Story.at(21), Story.at(60));
        assertThat(history.ofLife(new Uid("two")).changes()).hasSize(1);
        assertThat(history.ofLife(new Uid("three")).isEmpty()).isTrue();
    }

    @Test
    void whereStatusesWereCompactedTheTransitionsTellTheState() {
        var compacted = History.of(List.of(changed(11, "1", "one", hydrating)), List.of());

        assertThat(compacted.at(Story.at(30)))
                .isInstanceOfSatisfying(
                        StateThen.There.class,
                        there -> {
                            assertThat(there.conditions()).containsExactly(hydrating);
                            assertThat(there.fields()).isEmpty();
                        });
    }
}
