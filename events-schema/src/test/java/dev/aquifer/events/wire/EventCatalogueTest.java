package dev.aquifer.events.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.events.Event;
import dev.aquifer.events.Topic;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventCatalogueTest {
    static Stream<Class<? extends Event>> events() {
        return EventCatalogue.all().types().values().stream();
    }

    @ParameterizedTest
    @MethodSource("events")
    void namesFollowTheRule(Class<? extends Event> event) {
        assertThat(EventCatalogue.typeOf(event))
                .matches("aquifer\\.[a-z]+\\." + event.getSimpleName() + "\\.v[1-9]");
    }

    @ParameterizedTest
    @MethodSource("events")
    void everyEventHasATopic(Class<? extends Event> event) {
        assertThat(Topic.values())
                .anySatisfy(topic -> assertThat(EventCatalogue.all().of(topic)).contains(event));
    }

    @ParameterizedTest
    @MethodSource("events")
    void everyKeyBeginsWithWhatThePartitionFollowsFrom(Class<? extends Event> event) {
        var slot = new Samples(true).of(event).slot();

        assertThat(slot.toString()).startsWith(slot.partition());
    }

    @Test
    void everyTopicIsFoundByItsName() {
        assertThat(Arrays.stream(Topic.values()).map(t -> Topic.named(t.topicName())))
                .containsExactly(Topic.values());
    }
}
