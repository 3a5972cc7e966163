package dev.aquifer.bridge.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.bridge.domain.Asked;
import dev.aquifer.bridge.domain.RequestPlace;
import dev.aquifer.events.Topic;
import dev.aquifer.events.wire.EventCatalogue;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestDecoderTest {
    private static final RequestPlace PLACE = new RequestPlace("aquifer.requests", "id", 0, 7);
    private static final String KEY = "ModelCache/ml-team/x";
    private static final Map<String, String> HEAD =
            Map.of("ce_id", "1", "ce_source", "/ci", "ce_type", "aquifer.cache.CacheRequested.v1");

    private static Asked decode(String key, Map<String, String> headers, String value) {
        return RequestDecoder.decode(PLACE, bytes(key), headers, bytes(value));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void everyTypeThatMayBeAskedForHasAKind() {
        for (var record : EventCatalogue.all().of(Topic.REQUESTS)) {
            var type = EventCatalogue.typeOf(record);
            var kinds =
                    Stream.of(
                                    RequestTypes.wanting(type),
                                    RequestTypes.withdrawing(type),
                                    RequestTypes.verifying(type))
                            .flatMap(Optional::stream);

            assertThat(kinds).as(type).hasSize(1);
        }
    }

    @Test
    void theSpecStaysAsItWasWritten() {
        var asked = decode(KEY, HEAD, "{\"spec\": {\"typo\": 1, \"big\": 9007199254740993}}");

        assertThat(asked)
                .isInstanceOfSatisfying(
                        Asked.Request.class,
                        request ->
                                assertThat(request.wish())
                                        .isEqualTo(
                                                new Asked.Wish.Apply(
                                                        Map.of(),
                                                        Map.of(),
                                                        Map.of(
                                                                "typo",
                                                                1,
                                                                "big",
                                                                9007199254740993L))));
        assertThat(asked.origin().correlation()).isEqualTo("1");
    }

    /** A request is told by its source and its id: one alone is used by others too. */
    @Test
    void noTwoRequestsAskForTheSameVerification() {
        var asked =
                Stream.of("/ci:1", "/ci:2", "/cd:1", "/ci 1:1", "/ci:1 1", "/ci%201:1")
                        .map(both -> both.split(":", 2))
                        .map(both -> verification(both[0], both[1]))
                        .toList();

        assertThat(asked).doesNotHaveDuplicates().contains("/ci 1");
        assertThat(verification("/ci", "1")).isEqualTo(verification("/ci", "1"));
    }

    private static String verification(String source, String id) {
        var type = "aquifer.cache.CacheVerificationRequested.v1";
        var head = Map.of("ce_id", id, "ce_source", source, "ce_type", type);
        var request = (Asked.Request) decode(KEY, head, "{}");
        var annotations = ((Asked.Wish.Annotate) request.wish()).annotations();
        assertThat(annotations).containsOnlyKeys("aquifer.dev/verify");
        return annotations.getOrDefault("aquifer.dev/verify", "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"spec\": []}",
                "{}",
                "[]",
                "null",
                "\"x\"",
                "{\"spec\": {}, \"metadata\": {\"labels\": [1]}}",
                "{\"spec\": {}, \"metadata\": {\"annotations\": \"x\"}}",
                "{\"spec\": {}, \"metadata\": {\"labels\": {\"a\": {}}}}",
                "{\"spec\": {}, \"subject\": {\"resource\": \"ModelCache/ml-team/y\"}}"
            })
    void payloadsThatCannotBe(String payload) {
        assertThat(decode(KEY, HEAD, payload)).isInstanceOf(Asked.Unreadable.class);
    }

    @ParameterizedTest
    @CsvSource({
        "ModelCache/-/x,lacks the namespace",
        "ModelService/ml-team/x,names a ModelService",
        "ModelCache/ml-team,is not kind/namespace/name",
        "ModelCache/ML/x,is not a namespace name"
    })
    void keysThatCannotBe(String key, String why) {
        assertThat(decode(key, HEAD, "{\"spec\": {}}"))
                .isInstanceOfSatisfying(
                        Asked.Unreadable.class, asked -> assertThat(asked.why()).contains(why));
    }

    @Test
    void nothingThatIsSentBreaksIt() {
        var random = new Random(42);
        var names = HEAD.keySet().toArray(String[]::new);
        for (int i = 0; i < 20_000; i++) {
            var headers = new HashMap<>(HEAD);
            if (random.nextInt(3) == 0) {
                headers.put(names[random.nextInt(names.length)], noise(random));
            }
            var key = random.nextBoolean() ? KEY : noise(random);
            var value = random.nextBoolean() ? "{\"spec\": {\"a\":" + noise(random) : noise(random);

            assertThat(decode(key, headers, value).origin().place()).isEqualTo(PLACE);
        }
        assertThat(RequestDecoder.decode(PLACE, null, Map.of(), null))
                .isInstanceOf(Asked.Unreadable.class);
        var deep = "[".repeat(100_000);
        assertThat(decode(KEY, HEAD, deep)).isInstanceOf(Asked.Unreadable.class);
    }

    private static String noise(Random random) {
        var bytes = new byte[random.nextInt(12)];
        random.nextBytes(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
