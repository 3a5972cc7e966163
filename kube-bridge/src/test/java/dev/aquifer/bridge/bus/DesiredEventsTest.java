package dev.aquifer.bridge.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.bridge.domain.Kind;
import dev.aquifer.bridge.domain.Resource;
import dev.aquifer.events.DesiredEvent.CacheRequested;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Uid;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DesiredEventsTest {
    private static final Map<String, Object> SPEC =
            Map.of(
                    "artifact",
                            Map.of(
                                    "kind",
                                    "Bytes",
                                    "source",
                                    Map.of("inline", Map.of("content", "x"))),
                    "mount", Map.of("path", "/mnt/models"),
                    "storage", Map.of("backend", "PVC"));

    private static Resource cache(Map<String, String> labels, Map<String, Object> spec) {
        return new Resource(
                new ResourceRef("ModelCache", "ml-team", "qwen"),
                new Uid("uid-1"),
                1,
                "1",
                labels,
                Map.of("aquifer.dev/correlation-id", "c", "modelplane.ai/note", "n", "x/y", "z"),
                List.of(),
                List.of(),
                Instant.EPOCH,
                null,
                spec,
                Map.of());
    }

    @Test
    void anObjectBecomesAnEvent() {
        var event = DesiredEvents.requested(cache(Map.of("a", "b"), SPEC), Instant.EPOCH);

        assertThat(event).isInstanceOf(CacheRequested.class);
        assertThat(event.metadata().labels()).isEqualTo(Map.of("a", "b"));
        assertThat(event.metadata().annotations()).isEqualTo(Map.of("modelplane.ai/note", "n"));
        assertThat(DesiredEvents.tree(DesiredEvents.spec(event))).isEqualTo(SPEC);
    }

    @Test
    void theSameContentHasTheSameFingerprint() {
        var one = DesiredEvents.convert(cache(Map.of("a", "b", "c", "d"), SPEC));
        var same = DesiredEvents.convert(cache(Map.of("c", "d", "a", "b"), SPEC));
        var other = DesiredEvents.convert(cache(Map.of("a", "b"), SPEC));

        assertThat(one.content())
                .isPresent()
                .isEqualTo(same.content())
                .isNotEqualTo(other.content());
    }

    @Test
    void whatIsMissingOrOfAnotherTypeIsNamed() {
        assertThat(DesiredEvents.convert(cache(Map.of(), Map.of())).refusal())
                .contains("artifact is missing");
        var typed = Map.<String, Object>of("artifact", Map.of("kind", List.of(1)));
        assertThat(DesiredEvents.convert(cache(Map.of(), typed)).refusal())
                .isEqualTo("spec.artifact.kind does not fit");
        var large = new java.util.HashMap<>(SPEC);
        large.put("replication", "x".repeat(1_000_000));
        assertThat(DesiredEvents.convert(cache(Map.of(), large)).refusal()).contains("larger");
    }

    static List<Kind> published() {
        return Arrays.stream(Kind.values()).filter(Kind::published).toList();
    }

    @ParameterizedTest
    @MethodSource("published")
    void eachKindCanBeWithdrawn(Kind kind) {
        var ref = new ResourceRef(kind.kindName(), kind.namespaced() ? "ns" : "-", "name");
        var event = DesiredEvents.withdrawn(new Subject(ref, new Uid("u"), 1), Instant.EPOCH);

        assertThat(event.subject().resource()).isEqualTo(ref);
    }

    @Test
    void numbersRiseOverAllHolders() {
        assertThat(new Sequence(0, 0, Instant.EPOCH).next()).isEqualTo(1);
        assertThat(new Sequence(2, 7, Instant.EPOCH).next()).isEqualTo((2L << 32) + 1);
        assertThat(new Sequence(1, (5L << 32) + 3, Instant.EPOCH).next()).isEqualTo((5L << 32) + 4);
    }

    @Test
    void numbersRiseWhenLeaseAndTopicAreLost() {
        var before = new Sequence(3, 0, Instant.parse("2026-11-21T12:00:00Z"));
        var last = 0L;
        for (int i = 0; i < 1000; i++) {
            last = before.next();
        }

        var after = new Sequence(0, 0, Instant.parse("2026-11-21T12:00:01Z"));

        assertThat(after.next()).isGreaterThan(last).isLessThan(1L << 53);
    }
}
