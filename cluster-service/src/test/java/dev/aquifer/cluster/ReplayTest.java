package dev.aquifer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.cluster.reconcile.ReconcileLimits;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.DesiredEvent.ClassRequested;
import dev.aquifer.events.DesiredEvent.ClassWithdrawn;
import dev.aquifer.events.DesiredEvent.ClusterRequested;
import dev.aquifer.events.DesiredEvent.ClusterWithdrawn;
import dev.aquifer.events.Event;
import dev.aquifer.events.Metadata;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Topic;
import dev.aquifer.events.Uid;
import dev.aquifer.events.WorkEvent.WorkRequested;
import dev.aquifer.events.WorkEvent.WorkWithdrawn;
import dev.aquifer.events.WorkId;
import dev.aquifer.events.spec.InferenceClassSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import org.jspecify.annotations.Nullable;

/**
 * Topics and keys come in any order against each other, records are heard twice, and in the end
 * everything is heard again: what is stored and what is published is the same, byte for byte.
 */
class ReplayTest {
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");
    private static final Duration LONG = Duration.ofDays(1);

    /** Nobody reconciles: the flows alone. */
    private static final Rig RIG = new Rig(new ReconcileLimits(LONG, LONG, LONG, LONG, LONG, LONG));

    private static final State EXPECTED = lived(new Random(0), false);

    private record State(List<String> tables, Map<String, String> facts) {}

    /**
     * A record.
     *
     * @param event null for a tombstone
     */
    private record Heard(Topic topic, String key, @Nullable Event event) {}

    @AfterContainer
    static void close() {
        RIG.close();
    }

    @Property(tries = 50)
    void theEndIsTheSameByteForByte(@ForAll long seed) {
        var state = lived(new Random(seed), true);

        assertThat(state.facts()).isEqualTo(EXPECTED.facts());
        assertThat(state.tables()).isEqualTo(EXPECTED.tables());
    }

    /** What each key says, in its order. */
    private static Map<String, List<Heard>> story() {
        var story = new TreeMap<String, List<Heard>>();
        story.put("a", of(Topic.DESIRED, "InferenceClass/-/a", gpus("a", 1), gpus("a", 2)));
        story.put(
                "b",
                of(
                        Topic.DESIRED,
                        "InferenceClass/-/b",
                        gpus("b", 1),
                        new ClassWithdrawn(gpuClass("b", 2), TIME),
                        null));
        story.put(
                "east",
                of(
                        Topic.DESIRED,
                        "InferenceCluster/-/east",
                        cluster("east", 1, "one"),
                        cluster("east", 2, "other")));
        story.put(
                "west",
                of(
                        Topic.DESIRED,
                        "InferenceCluster/-/west",
                        cluster("west", 1, "one"),
                        new ClusterWithdrawn(World.cluster("west", "uid-west", 2), TIME)));
        story.put("claim", work("claim", requested("claim", 1, 1, "a")));
        story.put("job", work("job", requested("job", 1, 1, "a"), requested("job", 1, 2, "b")));
        story.put(
                "edited",
                work("edited", requested("edited", 1, 0, "a"), requested("edited", 2, 0, "b")));
        story.put("gone", work("gone", requested("gone", 1, 0, "a"), withdrawn("gone"), null));
        story.put("never", work("never", withdrawn("never")));
        return story;
    }

    private static List<Heard> work(String work, @Nullable Event... events) {
        return of(Topic.WORKS, "east/" + work, events);
    }

    private static List<Heard> of(Topic topic, String key, @Nullable Event... events) {
        return Arrays.stream(events)
                .map(event -> new Heard(topic, key, event))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static Subject gpuClass(String name, long generation) {
        return new Subject(
                ResourceRef.clusterScoped("InferenceClass", name),
                new Uid("u-" + name),
                generation);
    }

    private static ClassRequested gpus(String name, long generation) {
        var gpu = new InferenceClassSpec.Gpu((int) generation, "24Gi");
        var spec = new InferenceClassSpec(null, null, new InferenceClassSpec.Resources(gpu));
        return new ClassRequested(gpuClass(name, generation), Metadata.NONE, spec, TIME);
    }

    private static ClusterRequested cluster(String name, long generation, String secret) {
        return new ClusterRequested(
                World.cluster(name, "uid-" + name, generation),
                Metadata.NONE,
                World.existing(secret),
                TIME);
    }

    private static WorkRequested requested(
            String work, long generation, long attempt, String value) {
        var config =
                "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'%s'},'data':{'a':'%s'}}"
                        .formatted(work, value);
        return new WorkRequested(
                Play.cache(generation),
                new ClusterName("east"),
                new WorkId(work),
                "test",
                0,
                attempt,
                List.of(World.json(config)),
                List.of(),
                false,
                TIME);
    }

    private static WorkWithdrawn withdrawn(String work) {
        return new WorkWithdrawn(
                Play.cache(1), new ClusterName("east"), new WorkId(work), "test", TIME);
    }

    /** Everything is told; at the end, and when it is disturbed in between, some of it again. */
    private static State lived(Random random, boolean disturbed) {
        RIG.forgetEverything();
        var story = story();
        var newest = new TreeMap<String, Heard>();
        while (!story.isEmpty()) {
            var keys = List.copyOf(story.keySet());
            var key = keys.get(disturbed ? random.nextInt(keys.size()) : 0);
            var next = Objects.requireNonNull(story.get(key)).removeFirst();
            story.values().removeIf(List::isEmpty);
            hear(next);
            newest.put(key, next);
            if (disturbed && random.nextInt(3) == 0) {
                var again = List.copyOf(newest.values());
                hear(again.get(random.nextInt(again.size())));
            }
        }
        newest.values().forEach(ReplayTest::hear);
        return new State(RIG.tables(), facts());
    }

    private static void hear(Heard heard) {
        if (heard.event() == null) {
            RIG.hearGone(heard.topic(), heard.key());
        } else {
            RIG.hear(heard.topic(), heard.event());
        }
    }

    /** The newest of each slot. */
    private static Map<String, String> facts() {
        var facts = new TreeMap<String, String>();
        for (var event : RIG.published) {
            var words = event.toString().replaceAll("since=[^],]+", "since");
            facts.put(event.getClass().getSimpleName() + " " + event.slot(), words);
        }
        return facts;
    }
}
