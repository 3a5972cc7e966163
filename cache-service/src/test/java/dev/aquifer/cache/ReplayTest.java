package dev.aquifer.cache;

import static dev.aquifer.cache.PlayedFleet.TIME;
import static dev.aquifer.cache.PlayedFleet.cache;
import static dev.aquifer.cache.PlayedFleet.cluster;
import static dev.aquifer.cache.PlayedFleet.completed;
import static dev.aquifer.cache.PlayedFleet.deployment;
import static dev.aquifer.cache.PlayedFleet.failed;
import static dev.aquifer.cache.PlayedFleet.observed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.events.CacheEvent.CacheRemoved;
import dev.aquifer.events.CacheEvent.CacheUseGranted;
import dev.aquifer.events.CacheEvent.CacheVerified;
import dev.aquifer.events.CacheEvent.HydrationCompleted;
import dev.aquifer.events.ClusterEvent.ClusterReady;
import dev.aquifer.events.ClusterEvent.ClusterStorageReady;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.DeploymentEvent.CacheUseRequested;
import dev.aquifer.events.DesiredEvent.CacheRequested;
import dev.aquifer.events.DesiredEvent.CacheWithdrawn;
import dev.aquifer.events.DesiredEvent.ClusterRequested;
import dev.aquifer.events.Event;
import dev.aquifer.events.Metadata;
import dev.aquifer.events.ObservationEvent.Input;
import dev.aquifer.events.ObservationEvent.Readiness;
import dev.aquifer.events.ObservationEvent.WorkObserved;
import dev.aquifer.events.ObservationEvent.WorkRemoved;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Uid;
import dev.aquifer.events.WorkEvent.WorkRequested;
import dev.aquifer.events.WorkEvent.WorkWithdrawn;
import dev.aquifer.events.spec.InferenceClusterSpec;
import dev.aquifer.events.spec.ModelCacheSpec;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Topics and keys come in any order against each other, records are heard twice, late signals come
 * in between, and in the end everything is heard again: what is stored and what is published is the
 * same, byte for byte.
 */
class ReplayTest {
    private static final Subject ONE = cache("ml", "one", 1);
    private static final Subject TWO = cache("ml", "two", 1);
    private static final Rehearsal SERVICE = new Rehearsal();
    private static final State EXPECTED = new Run(new Random(0), false).state();

    private record State(List<String> tables, Map<String, String> facts) {
        /** Of two clusters that complete a revision either one is the first. */
        static String whoeverWasFirst(String row) {
            return row.replaceAll("\"pin_cluster\": \"c[12]\"", "\"pin_cluster\": \"first\"");
        }
    }

    @Property
    void theEndIsTheSameByteForByte(@ForAll long seed) {
        var run = new Run(new Random(seed), true);

        assertThat(run.state().facts()).isEqualTo(EXPECTED.facts());
        assertThat(run.state().tables()).isEqualTo(EXPECTED.tables());
        for (var name : List.of("c1", "c2")) {
            assertThat(
                            SERVICE.fact(
                                    ONE.resource() + "/hydration/" + name,
                                    HydrationCompleted.class))
                    .hasValueSatisfying(
                            done -> {
                                assertThat(done.revision()).isEqualTo("etag:2");
                                assertThat(done.attempt()).isEqualTo(2);
                            });
        }
        for (var name : List.of("c1", "c2")) {
            assertThat(SERVICE.fact(ONE.resource() + "/verified/" + name, CacheVerified.class))
                    .hasValueSatisfying(verdict -> assertThat(verdict.ok()).isTrue());
        }
        assertThat(SERVICE.fact(ONE.resource() + "/use/c2/ml/chat", CacheUseGranted.class))
                .isPresent();
        assertThat(SERVICE.fact(TWO.resource() + "/deletion", CacheRemoved.class)).isPresent();
    }

    @Property
    void hearingEverythingAgainSaysNothingAndChangesNothing(@ForAll long seed) {
        var random = new Random(seed);
        var run = new Run(random, true);
        var before = SERVICE.published().size();

        var levels = new ArrayList<>(run.heard.values());
        Collections.shuffle(levels, random);
        levels.forEach(SERVICE::handle);

        assertThat(SERVICE.published().subList(before, SERVICE.published().size())).isEmpty();
        assertThat(run.state()).isEqualTo(EXPECTED);
    }

    /** One life of a small fleet, from nothing; each phase ends when nobody has more to say. */
    private static final class Run {
        private final Random random;
        private final boolean disturbed;
        private final Map<String, Event> heard = new LinkedHashMap<>();
        private final Map<String, Deque<Event>> waiting = new TreeMap<>();
        private final Map<String, Event> finished = new TreeMap<>();
        private final Set<String> mended = new TreeSet<>();
        private int reacted;

        Run(Random random, boolean disturbed) {
            this.random = random;
            this.disturbed = disturbed;
            SERVICE.forgetEverything();
            // Who finds out a revision depends on who is there first, so the clusters come first.
            phase(fleet());
            phase(
                    List.of(
                            new CacheRequested(ONE, Metadata.NONE, source("one"), TIME),
                            new CacheRequested(TWO, Metadata.NONE, source("two"), TIME),
                            new CacheUseRequested(
                                    deployment("ml", "chat"),
                                    ONE.resource(),
                                    new ClusterName("c2"),
                                    TIME)));
            phase(
                    List.of(
                            new CacheRequested(
                                    cache("ml", "one", 2), Metadata.NONE, source("other"), TIME),
                            new CacheWithdrawn(cache("ml", "two", 2), TIME)));
            phase(
                    List.of(
                            new CacheRequested(
                                    cache("ml", "one", 2),
                                    new Metadata(Map.of(), Map.of("aquifer.dev/verify", "now")),
                                    source("other"),
                                    TIME)));
            SERVICE.sweep();
        }

        State state() {
            return new State(
                    SERVICE.tables().stream().map(State::whoeverWasFirst).toList(),
                    SERVICE.facts());
        }

        private static ModelCacheSpec source(String name) {
            return PlayedFleet.http("https://models.example/" + name, Map.of());
        }

        private static List<Event> fleet() {
            var events = new ArrayList<Event>();
            for (var name : List.of("c1", "c2")) {
                var spec =
                        new InferenceClusterSpec(
                                new InferenceClusterSpec.Cluster("Existing", null, null),
                                null,
                                null);
                events.add(new ClusterRequested(cluster(name), Metadata.NONE, spec, TIME));
                events.add(new ClusterReady(cluster(name), "v1.33.1", List.of(), TIME));
                events.add(new ClusterStorageReady(cluster(name), List.of("shared"), TIME));
            }
            return events;
        }

        /** Of one slot the older comes first; else any order. */
        private void phase(List<Event> events) {
            events.forEach(this::queue);
            do {
                hearAll();
                SERVICE.pass(Duration.ZERO);
                react();
            } while (!waiting.isEmpty());
        }

        private void hearAll() {
            while (!waiting.isEmpty()) {
                var slots = List.copyOf(waiting.keySet());
                var slot = slots.get(disturbed ? random.nextInt(slots.size()) : 0);
                var queue = Objects.requireNonNull(waiting.get(slot));
                var event = queue.removeFirst();
                if (queue.isEmpty()) {
                    waiting.remove(slot);
                }
                hear(slot, event);
            }
        }

        private void queue(Event event) {
            var topic =
                    Objects.requireNonNull(event.getClass().getEnclosingClass()).getSimpleName();
            waiting.computeIfAbsent(topic + " " + event.slot(), s -> new ArrayDeque<>())
                    .addLast(event);
        }

        private void hear(String slot, Event event) {
            heard.put(slot, event);
            SERVICE.handle(event);
            if (disturbed && random.nextInt(3) == 0) {
                SERVICE.handle(event);
            }
            if (disturbed && random.nextInt(4) == 0) {
                late();
            }
            react();
        }

        /** cluster-service answers what was published since; each attempt fetches its edit. */
        private void react() {
            for (; reacted < SERVICE.published().size(); reacted++) {
                switch (SERVICE.published().get(reacted)) {
                    case WorkRequested work when work.purpose().equals("hydration") -> {
                        var revision = "etag:" + work.subject().generation();
                        queue(given(PlayedFleet.planned(work, revision)));
                        var digest = "d" + work.subject().generation();
                        finish(work, completed(work.attempt(), revision, digest));
                    }
                    case WorkRequested work when work.purpose().equals("verification") ->
                            finish(work, tended(work));
                    case WorkWithdrawn work ->
                            queue(
                                    new WorkRemoved(
                                            work.subject(),
                                            work.cluster(),
                                            work.work(),
                                            attempt(work),
                                            1,
                                            TIME));
                    default -> {}
                }
            }
        }

        private void finish(WorkRequested work, String report) {
            var done = given(observed(work, Readiness.READY, report, List.of()));
            queue(done);
            finished.put(work.slot().toString(), done);
        }

        /** What is read first differs in a file, until that is fetched again. */
        private String tended(WorkRequested work) {
            var asked = RehearsedCache.request(work);
            var slot = work.slot().toString();
            if (asked.has("repair")) {
                mended.add(slot);
            }
            return asked.path("mode").asText().equals("verify") && !mended.contains(slot)
                    ? "{\"outcome\":\"failed\",\"attempt\":%d,\"code\":\"DigestMismatch\",\"detail\":{\"paths\":[\"a\"],\"count\":1}}"
                            .formatted(work.attempt())
                    : completed(work.attempt(), "etag:2", "d2");
        }

        private static WorkObserved given(WorkObserved seen) {
            return new WorkObserved(
                    seen.subject(),
                    seen.cluster(),
                    seen.work(),
                    seen.attempt(),
                    seen.session(),
                    seen.objects(),
                    TIME,
                    TIME,
                    List.of(new Input("Secret", "ml", "web", "v1")),
                    List.of());
        }

        private long attempt(WorkWithdrawn work) {
            return finished.get(work.slot().toString()) instanceof WorkObserved done
                    ? done.attempt()
                    : 1;
        }

        /** Words about older lives, attempts and sessions. */
        private void late() {
            for (var slot : finished.keySet()) {
                SERVICE.fact(slot, WorkRequested.class)
                        .ifPresent(
                                work -> {
                                    SERVICE.handle(failure(work, work.attempt() - 1, 9));
                                    SERVICE.handle(failure(ofAnotherLife(work), 1, 9));
                                    if (heard.containsValue(finished.get(slot))) {
                                        SERVICE.handle(failure(work, work.attempt(), 0));
                                    }
                                });
            }
            SERVICE.handle(
                    new CacheWithdrawn(new Subject(ONE.resource(), new Uid("former"), 9), TIME));
        }

        private static WorkRequested ofAnotherLife(WorkRequested work) {
            return new WorkRequested(
                    new Subject(work.subject().resource(), new Uid("former"), 1),
                    work.cluster(),
                    work.work(),
                    work.purpose(),
                    work.revision(),
                    work.attempt(),
                    work.manifests(),
                    work.secrets(),
                    work.reportsProgress(),
                    work.since());
        }

        private static WorkObserved failure(WorkRequested work, long attempt, long session) {
            var seen =
                    observed(work, Readiness.FAILED, failed(attempt, "Late", "Never"), List.of());
            return new WorkObserved(
                    seen.subject(),
                    seen.cluster(),
                    seen.work(),
                    attempt,
                    session,
                    seen.objects(),
                    TIME,
                    TIME);
        }
    }
}
