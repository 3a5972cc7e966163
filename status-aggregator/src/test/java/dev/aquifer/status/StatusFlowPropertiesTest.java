package dev.aquifer.status;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.events.Condition;
import dev.aquifer.events.Envelope;
import dev.aquifer.events.Event;
import dev.aquifer.events.TransitionEvent.ConditionChanged;
import dev.aquifer.status.fold.WholeStory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** Whatever happens to the aggregator on the way: it ends in the same words, and says each once. */
class StatusFlowPropertiesTest {

    @Property(tries = 300)
    void whateverHappensTheEndIsTheSameAndEachChangeIsSaidOnce(@ForAll long seed) {
        var life = disturbed(new Random(seed));

        assertThat(life.bus.newest()).isEqualTo(undisturbed().bus.newest());
        eachChangeOnce(life.bus.transitions);
        eachStatusIsNews(life.bus);
    }

    private static Life undisturbed() {
        var life = new Life().caughtUp();
        life.tell(WholeStory.facts());
        life.itIs(WholeStory.end());
        return life;
    }

    /** Late, twice, in pieces, with deaths, with a broker that goes and a topic that is lost. */
    private static Life disturbed(Random random) {
        var told = new ArrayList<>(WholeStory.facts());
        for (int repeat = 0; repeat < 10; repeat++) {
            told.add(told.get(random.nextInt(told.size())));
        }
        Collections.shuffle(told, random);
        var life = new Life().caughtUp();
        int at = 0;
        while (at < told.size()) {
            int until = Math.min(told.size(), at + 1 + random.nextInt(6));
            life.tell(List.<Envelope<Event>>copyOf(told.subList(at, until)));
            at = until;
            switch (random.nextInt(7)) {
                case 0 -> life.restart();
                case 1 -> life.away(true);
                case 2 -> life.away(false);
                case 3 -> life.sayAgain();
                case 4 -> life.later(random.nextInt(5));
                case 5 -> {
                    life.restart();
                    life.bus.loseConditions();
                    life.restart();
                }
                default -> {}
            }
        }
        life.away(false);
        life.sayAgain();
        life.itIs(WholeStory.end());
        return life;
    }

    private record Place(String resource, String uid, String type) {}

    /** The changes of a condition are a chain: each begins where the one before ended. */
    private static void eachChangeOnce(List<Envelope<ConditionChanged>> transitions) {
        assertThat(transitions).extracting(t -> t.meta().id()).doesNotHaveDuplicates();
        Map<Place, Condition> now = new HashMap<>();
        for (var transition : transitions) {
            var change = transition.event();
            var subject = change.subject();
            var place =
                    new Place(
                            subject.resource().toString(),
                            String.valueOf(subject.uid()),
                            change.after().type());
            assertThat(state(change.before())).as("%s", change).isEqualTo(state(now.get(place)));
            assertThat(state(change.after())).isNotEqualTo(state(change.before()));
            now.put(place, change.after());
        }
    }

    private static String state(@Nullable Condition condition) {
        return condition == null ? "" : condition.status() + "/" + condition.reason();
    }

    private static void eachStatusIsNews(PaperBus bus) {
        // One id, one content: a repeat is known by it.
        bus.statuses.stream()
                .collect(groupingBy(s -> s.meta().id()))
                .forEach(
                        (id, same) ->
                                assertThat(
                                                same.stream()
                                                        .map(s -> s.event().conditions())
                                                        .collect(toSet()))
                                        .hasSize(1));
        assertThat(bus.statuses)
                .extracting(s -> s.meta().sequence())
                .isSorted()
                .doesNotHaveDuplicates();
    }
}
