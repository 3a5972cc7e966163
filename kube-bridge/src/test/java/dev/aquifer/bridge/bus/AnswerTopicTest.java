package dev.aquifer.bridge.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.bridge.domain.Asked.Origin;
import dev.aquifer.bridge.domain.RequestPlace;
import dev.aquifer.events.AnswerEvent.RequestAdmitted;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AnswerTopicTest {
    private static UUID id(String topic, String source, String id) {
        var place = new RequestPlace(topic, "", 0, 7);
        return AnswerTopic.id(
                RequestAdmitted.class, new Origin(place, id, source, "correlation", null));
    }

    @Test
    void theSameRequestHasTheSameAnswer() {
        assertThat(id("requests", "/ci", "a")).isEqualTo(id("requests", "/ci", "a"));
    }

    @Test
    void whereASourceEndsAndAnIdBeginsMatters() {
        assertThat(id("requests", "/ci", "a/b")).isNotEqualTo(id("requests", "/ci/a", "b"));
    }

    @Test
    void nobodyCanSpeakForAnotherTopic() {
        assertThat(id("aquifer.requests", "tenant/x", "a")).isNotEqualTo(id("tenant", "x", "a"));
        assertThat(id("one", "/ci", "a")).isNotEqualTo(id("two", "/ci", "a"));
    }
}
