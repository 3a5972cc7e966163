package dev.aquifer.status.fold;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.aquifer.events.Envelope;
import dev.aquifer.events.Event;
import dev.aquifer.events.wire.EventCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FleetPropertiesTest {
    private final List<Envelope<Event>> facts = WholeStory.facts();

    @Provide
    Arbitrary<List<Envelope<Event>>> disturbed() {
        return Arbitraries.shuffle(facts)
                .flatMap(
                        shuffled ->
                                Arbitraries.of(facts)
                                        .list()
                                        .ofMaxSize(20)
                                        .map(
                                                repeats -> {
                                                    var all = new ArrayList<>(shuffled);
                                                    all.addAll(repeats);
                                                    return all;
                                                }));
    }

    @Property(tries = 500)
    void theSameFactsGiveTheSameStatusesByteForByte(
            @ForAll("disturbed") List<Envelope<Event>> disturbed,
            @ForAll @IntRange(max = 60) int early)
            throws JsonProcessingException {
        var fleet = new Fleet(Limits.USUAL);
        disturbed.subList(0, early % disturbed.size()).forEach(fleet::take);
        fleet.tick(WholeStory.end());
        disturbed.forEach(fleet::take);
        fleet.tick(WholeStory.end().minusSeconds(early));

        assertThat(bytes(fleet)).isEqualTo(bytes(undisturbed()));
    }

    @Property(tries = 200)
    void theSameFactsGiveTheSameExplanations(@ForAll("disturbed") List<Envelope<Event>> disturbed) {
        var fleet = new Fleet(Limits.USUAL);
        disturbed.forEach(fleet::take);
        fleet.tick(WholeStory.end());

        for (var resource : undisturbed().resources()) {
            assertThat(new Why(fleet).of(resource)).isEqualTo(new Why(undisturbed()).of(resource));
        }
    }

    @Test
    void theStoryEndsInAStallOfWhichTheFoldKnows() {
        var cache = undisturbed().status(Story.CACHE).orElseThrow().status();

        assertThat(cache.conditions().getFirst().reason()).isEqualTo("Stalled");
        assertThat(undisturbed().resources()).hasSize(7);
    }

    private Fleet undisturbed() {
        var fleet = new Fleet(Limits.USUAL);
        facts.forEach(fleet::take);
        fleet.tick(WholeStory.end());
        return fleet;
    }

    private static String bytes(Fleet fleet) throws JsonProcessingException {
        var all = new StringBuilder();
        for (var resource : new TreeSet<>(fleet.resources())) {
            all.append(
                            EventCodec.JSON.writeValueAsString(
                                    fleet.status(resource).orElseThrow().status()))
                    .append('\n');
        }
        return all.toString();
    }
}
