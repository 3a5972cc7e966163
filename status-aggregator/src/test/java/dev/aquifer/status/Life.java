package dev.aquifer.status;

import dev.aquifer.events.DesiredEvent;
import dev.aquifer.events.Envelope;
import dev.aquifer.events.Event;
import dev.aquifer.events.Topic;
import dev.aquifer.ledger.Received;
import dev.aquifer.status.fold.Fleet;
import dev.aquifer.status.fold.Limits;
import dev.aquifer.status.fold.WholeStory;
import dev.aquifer.status.history.LastSaid;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** An aggregator that is told facts, dies, and comes back, with a bus on paper. */
final class Life {
    private boolean away;
    final PaperBus bus = new PaperBus(() -> away);
    private final List<Received> told = new ArrayList<>();
    private Instant now = WholeStory.end().minusSeconds(300);
    private StatusFlow flow = begin();

    private StatusFlow begin() {
        var clock =
                new Clock() {
                    @Override
                    public ZoneOffset getZone() {
                        return ZoneOffset.UTC;
                    }

                    @Override
                    public Clock withZone(ZoneId zone) {
                        return this;
                    }

                    @Override
                    public Instant instant() {
                        return now;
                    }
                };
        var voice = new StatusVoice(bus, clock, new SilentLog());
        return new StatusFlow(new Fleet(Limits.USUAL), voice, clock, Duration.ofSeconds(40));
    }

    Life caughtUp() {
        flow.caughtUp(LastSaid.NOTHING);
        return this;
    }

    void tell(List<Envelope<Event>> facts) {
        var batch =
                facts.stream()
                        .<Received>map(
                                f -> new Received.Fact(f.meta(), f.event(), topic(f.event()), 0, 0))
                        .toList();
        told.addAll(batch);
        flow.on(batch);
        flow.publishMeasured();
    }

    private static Topic topic(Event event) {
        return event instanceof DesiredEvent ? Topic.DESIRED : Topic.CACHES;
    }

    void hear(Received received) {
        flow.on(List.of(received));
    }

    void gone(Topic topic, String key) {
        var gone = new Received.Gone(key, null, topic, 0, 0);
        told.add(gone);
        flow.on(List.of(gone));
    }

    void later(long seconds) {
        now = now.plusSeconds(seconds);
        flow.tick();
    }

    Instant now() {
        return now;
    }

    void itIs(Instant time) {
        now = time;
        flow.tick();
    }

    void away(boolean isAway) {
        away = isAway;
    }

    void lookForSilence() {
        flow.lookForSilence();
    }

    void answerOthers() {
        flow.answerOthers();
    }

    void sayAgain() {
        flow.sayAgainWhatFailed();
    }

    /** Ends in peace, and reads everything from its start. */
    void restart() {
        away = false;
        sayAgain();
        now = now.plusMillis(1); // as it takes some time
        flow = begin();
        flow.on(bus.conditions());
        flow.on(told);
        var changes = bus.transitions.stream().map(Envelope::event).toList();
        flow.caughtUp(flow.lacksStatuses() ? LastSaid.of(changes) : LastSaid.NOTHING);
    }

    /** A life in which facts were withdrawn while nobody listened. */
    void restartAfter(List<Received> missed) {
        told.addAll(missed);
        restart();
    }
}
