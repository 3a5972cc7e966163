package dev.aquifer.status.fold;

import static dev.aquifer.status.fold.Story.A;
import static dev.aquifer.status.fold.Story.B;
import static dev.aquifer.status.fold.Story.CACHE;
import static dev.aquifer.status.fold.Story.completed;
import static dev.aquifer.status.fold.Story.failed;
import static dev.aquifer.status.fold.Story.matched;
import static dev.aquifer.status.fold.Story.ready;
import static dev.aquifer.status.fold.Story.renewed;
import static dev.aquifer.status.fold.Story.requested;
import static dev.aquifer.status.fold.Story.silent;
import static dev.aquifer.status.fold.Story.started;
import static dev.aquifer.status.fold.Story.supported;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.aquifer.events.Envelope;
import dev.aquifer.events.Event;
import dev.aquifer.events.wire.EventCodec;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class FleetPropertiesTest {
    private final List<Envelope<Event>> facts = facts();

    private static List<Envelope<Event>> facts() {
        var story = new Story();
        return List.of(
                story.tell(requested(1, 0)),
                story.tell(ready(A, 1)),
                story.tell(ready(B, 1)),
                story.tell(supported(1, 2)),
                story.tell(matched(1, 2, A, B)),
                story.tell(started(A, 3)),
                story.tell(renewed(A, 4)),
                story.tell(started(B, 4)),
                story.tell(failed(B, 5)),
                story.tell(completed(A, 6)),
                story.tell(silent(A, 4, 44)),
                story.tell(renewed(A, 50)),
                story.tell(requested(1, 0)),
                story.tell(completed(B, 60)));
    }

    @Provide
    Arbitrary<List<Envelope<Event>>> disturbed() {
        return Arbitraries.shuffle(facts)
                .flatMap(
                        shuffled ->
                                Arbitraries.of(facts)
                                        .list()
                                        .ofMaxSize(10)
                                        .map(
                                                repeats -> {
                                                    var all = new ArrayList<>(shuffled);
                                                    all.addAll(repeats);
                                                    return all;
                                                }));
    }

    @Property(tries = 300)
    void theSameFactsGiveTheSameStatusByteForByte(
            @ForAll("disturbed") List<Envelope<Event>> disturbed) throws JsonProcessingException {
        assertThat(bytes(disturbed)).isEqualTo(bytes(facts));
    }

    private static String bytes(List<Envelope<Event>> told) throws JsonProcessingException {
        var fleet = new Fleet(Limits.USUAL);
        told.forEach(fleet::take);
        return EventCodec.JSON.writeValueAsString(fleet.status(CACHE).orElseThrow().status());
    }
}
