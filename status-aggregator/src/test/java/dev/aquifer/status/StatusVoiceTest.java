package dev.aquifer.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.events.Condition;
import dev.aquifer.events.EventMeta;
import dev.aquifer.events.TransitionEvent.ConditionChanged;
import dev.aquifer.status.fold.Story;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusVoiceTest {
    private static final int MOST = 10_000;

    private boolean away;
    private final PaperBus bus = new PaperBus(() -> away);
    private int lost;
    private final StatusVoice voice =
            new StatusVoice(
                    bus,
                    Clock.systemUTC(),
                    new SilentLog() {
                        @Override
                        public void transitionLost() {
                            lost++;
                        }
                    });

    private void change(int times) {
        var after = new Condition("Ready", Condition.Status.True, "Ready", "", 1, Story.at(1));
        var change = new ConditionChanged(Story.cache(1), null, after, "t", Story.at(1));
        var cause = new EventMeta("id", "/test", Story.at(1), "c", null, 1, List.of(), null);
        for (int time = 0; time < times; time++) {
            voice.say(change, cause, "occasion " + time);
        }
    }

    @Test
    void ofWhatTheBrokerDoesNotTakeSoManyAreKept() {
        away = true;
        change(MOST + 2);
        assertThat(lost).isEqualTo(2);

        away = false;
        assertThat(voice.sayUnsaidTransitions()).isTrue();
        assertThat(bus.transitions).hasSize(MOST);
        away = true;
        change(MOST);

        assertThat(lost).isEqualTo(2);
    }
}
