package dev.aquifer.events.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.aquifer.events.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The JSON of every event is pinned, both ways. A golden file is never edited when a field is
 * added: old records stay on compacted topics. Run with {@code -Dgolden.write=true} to add the
 * files of new events.
 */
class GoldenJsonTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    static Stream<Class<? extends Event>> events() {
        return EventCatalogue.all().types().values().stream();
    }

    @ParameterizedTest
    @MethodSource("events")
    void isWrittenAsTheGoldenFileSays(Class<? extends Event> event) throws IOException {
        assertThat(json(new Samples(true).of(event))).isEqualTo(golden(event, "full", true));
        assertThat(json(new Samples(false).of(event))).isEqualTo(golden(event, "minimal", false));
    }

    @ParameterizedTest
    @MethodSource("events")
    void isReadAsItWasWritten(Class<? extends Event> event) throws IOException {
        assertThat(read(golden(event, "full", true), event)).isEqualTo(new Samples(true).of(event));
        assertThat(read(golden(event, "minimal", false), event))
                .isEqualTo(new Samples(false).of(event));
    }

    @Test
    void noGoldenFileIsLeftOfAnEventThatIsGone() throws IOException {
        try (var files = Files.list(GOLDEN)) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .allSatisfy(
                            name ->
                                    assertThat(EventCatalogue.all().types())
                                            .containsKey(
                                                    name.replaceAll(
                                                            "\\.(full|minimal)\\.json", "")));
        }
    }

    private static JsonNode golden(Class<? extends Event> event, String variant, boolean optional)
            throws IOException {
        var file = GOLDEN.resolve(EventCatalogue.typeOf(event) + "." + variant + ".json");
        if (Boolean.getBoolean("golden.write") && !Files.exists(file)) {
            var pretty = EventCodec.JSON.writerWithDefaultPrettyPrinter();
            Files.writeString(
                    file, pretty.writeValueAsString(new Samples(optional).of(event)) + "\n");
        }
        return EventCodec.JSON.readTree(Files.readString(file));
    }

    private static JsonNode json(Event event) throws IOException {
        return EventCodec.JSON.readTree(EventCodec.JSON.writeValueAsString(event));
    }

    private static Event read(JsonNode json, Class<? extends Event> event) throws IOException {
        return EventCodec.JSON.treeToValue(json, event);
    }
}
