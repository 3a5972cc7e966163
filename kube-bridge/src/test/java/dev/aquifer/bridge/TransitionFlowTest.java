package dev.aquifer.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.bridge.domain.ControlWriter;
import dev.aquifer.bridge.domain.Declaration;
import dev.aquifer.bridge.domain.Marks;
import dev.aquifer.bridge.domain.Note;
import dev.aquifer.bridge.domain.Resource;
import dev.aquifer.bridge.domain.StatusPatch;
import dev.aquifer.events.Condition;
import dev.aquifer.events.EventMeta;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Topic;
import dev.aquifer.events.TransitionEvent.ConditionChanged;
import dev.aquifer.events.Uid;
import dev.aquifer.ledger.Received;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What happened to declared objects before they came into sight. */
class TransitionFlowTest {
    private static final Uid OWNER = new Uid("uid-of-deployment");

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final Map<ResourceRef, Resource> inSight = new HashMap<>();
    private final Notes told = new Notes();
    private final TransitionFlow flow =
            new TransitionFlow(
                    inSight::get,
                    told,
                    Duration.ofHours(1),
                    ((InstantSource) () -> now).withZone(ZoneOffset.UTC),
                    BridgeLog.LOG);

    private static ResourceRef replica(int number) {
        return new ResourceRef("ModelReplica", "ml-team", "d-" + number);
    }

    private void happens(ResourceRef name, String reason) {
        var after = new Condition("Ready", Condition.Status.True, reason, "", 1, now);
        var meta = new EventMeta(reason, "/test", now, "c", null, 1, List.of(), null);
        var changed = new ConditionChanged(new Subject(name, OWNER, 1), null, after, "t", now);
        flow.on(List.of(new Received.Fact(meta, changed, Topic.TRANSITIONS, 0, 1)));
    }

    private void comesIntoSight(ResourceRef name) {
        inSight.put(
                name,
                new Resource(
                        name,
                        new Uid("uid"),
                        1,
                        "7",
                        Map.of(Marks.DECLARED_BY, OWNER.value()),
                        Map.of(),
                        List.of(),
                        List.of(new Resource.Owner("ModelDeployment", "d", OWNER)),
                        now,
                        null,
                        Map.of(),
                        Map.of()));
        assertThat(flow.seen(List.of(name))).isEmpty();
    }

    @Test
    void whatNeverCameIntoSightMakesRoomOnceItIsOld() {
        for (int number = 0; number < 1000; number++) {
            happens(replica(number), "Early");
        }
        now = now.plus(Duration.ofHours(2));

        happens(replica(1000), "Late");
        comesIntoSight(replica(1000));

        assertThat(told.reasons).containsExactly("Late");
    }

    @Test
    void ofOneObjectTheNewestAreKept() {
        IntStream.range(0, 50).forEach(i -> happens(replica(0), "Change" + i));

        comesIntoSight(replica(0));

        assertThat(told.reasons).hasSize(20).startsWith("Change30").endsWith("Change49");
    }

    @Test
    void whatIsGoneIsNotWaitedFor() {
        happens(replica(0), "Before");
        var gone = now;
        now = now.plusSeconds(1);
        happens(replica(0), "OfTheNextLife");

        flow.gone(replica(0), gone);
        comesIntoSight(replica(0));

        assertThat(told.reasons).containsExactly("OfTheNextLife");
    }

    private static final class Notes implements ControlWriter {
        private final List<String> reasons = new ArrayList<>();

        @Override
        public void tell(Note note) {
            reasons.add(note.reason());
        }

        @Override
        public Resource guard(Resource resource) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Resource release(Resource resource) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void patchStatus(StatusPatch patch) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void apply(Declaration declaration) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void delete(Resource resource) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean namespaceOpen(String namespace) {
            throw new UnsupportedOperationException();
        }
    }
}
