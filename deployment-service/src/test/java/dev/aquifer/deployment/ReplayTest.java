package dev.aquifer.deployment;

import static dev.aquifer.deployment.Played.T;
import static dev.aquifer.deployment.Played.completed;
import static dev.aquifer.deployment.Played.deployment;
import static dev.aquifer.deployment.Played.nodes;
import static dev.aquifer.deployment.Played.observed;
import static dev.aquifer.deployment.Played.ready;
import static dev.aquifer.deployment.Played.wanted;
import static dev.aquifer.deployment.Played.wantedCache;
import static dev.aquifer.deployment.Played.wantedDeployment;
import static dev.aquifer.deployment.Played.wantedService;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.deployment.ReplicaFlow.EngineAnswer;
import dev.aquifer.events.DeploymentEvent.CacheUseRequested;
import dev.aquifer.events.DeploymentEvent.DeploymentRemoved;
import dev.aquifer.events.DeploymentEvent.EndpointPublished;
import dev.aquifer.events.DeploymentEvent.EndpointReady;
import dev.aquifer.events.DeploymentEvent.ServiceRouted;
import dev.aquifer.events.DesiredEvent.DeploymentWithdrawn;
import dev.aquifer.events.Event;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Uid;
import dev.aquifer.events.WorkEvent.WorkRequested;
import dev.aquifer.events.WorkEvent.WorkWithdrawn;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Topics and keys come in any order against each other, records are heard twice, late signals come
 * in between, and in the end everything is heard again: what is stored and what is published is the
 * same, byte for byte.
 */
class ReplayTest {
    private static final Rehearsal SERVICE = Rehearsal.begin();
    private static final State EXPECTED = new Run(new Random(0), false).state();

    private record State(List<String> tables, Map<String, String> facts) {}

    @Property(tries = 12)
    void theEndIsTheSameByteForByte(@ForAll long seed) {
        var run = new Run(new Random(seed), true);

        assertThat(run.state().facts()).isEqualTo(EXPECTED.facts());
        assertThat(run.state().tables()).isEqualTo(EXPECTED.tables());
        assertThat(SERVICE.facts(EndpointReady.class)).hasSize(2);
        assertThat(SERVICE.facts(DeploymentRemoved.class)).hasSize(1);
        assertThat(SERVICE.fact(ServiceRouted.class).backends()).hasSize(2);
    }

    @Property(tries = 4)
    void hearingEverythingAgainSaysNothingAndChangesNothing(@ForAll long seed) {
        var random = new Random(seed);
        var run = new Run(random, true);
        var before = SERVICE.published().size();

        var levels = new ArrayList<>(run.heard.values());
        Collections.shuffle(levels, random);
        levels.forEach(SERVICE::handle);

        assertThat(SERVICE.published().subList(before, SERVICE.published().size()))
                .filteredOn(e -> !(e instanceof DeploymentRemoved))
                .isEmpty();
        assertThat(run.state()).isEqualTo(EXPECTED);
    }

    /** One life of a small fleet, from nothing; each phase ends when nobody has more to say. */
    private static final class Run {
        private final Random random;
        private final boolean disturbed;
        private final Map<String, Event> heard = new LinkedHashMap<>();
        private final Map<String, Deque<Event>> waiting = new TreeMap<>();
        private int reacted;

        Run(Random random, boolean disturbed) {
            this.random = random;
            this.disturbed = disturbed;
            SERVICE.forgetEverything();
            phase(beginning());
            phase(
                    List.of(
                            wantedDeployment("chat", 2, 2, "engine:2", Map.of()),
                            new DeploymentWithdrawn(deployment("code", 2), T)));
            SERVICE.tick(false);
            SERVICE.tick(true);
        }

        State state() {
            return new State(SERVICE.tables(), SERVICE.facts());
        }

        private static List<Event> beginning() {
            var events = new ArrayList<Event>();
            for (var name : List.of("a", "b")) {
                events.addAll(List.of(wanted(name), ready(name), nodes(name, 8)));
                events.add(completed("qwen", name));
            }
            events.add(wantedCache("qwen"));
            events.add(wantedDeployment("chat", 1, 2, "engine:1", Map.of()));
            events.add(wantedDeployment("code", 1, 1, "engine:1", Map.of("name", "a")));
            events.add(wantedService("chat", "chat"));
            return events;
        }

        /** Of one slot the older comes first; else any order. */
        private void phase(List<Event> events) {
            events.forEach(this::queue);
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
            waiting.computeIfAbsent(
                            event.getClass().getSimpleName().substring(0, 4) + event.slot(),
                            s -> new ArrayDeque<>())
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

        /** cache-service, cluster-service and engines answer what was published since. */
        private void react() {
            for (; reacted < SERVICE.published().size(); reacted++) {
                switch (SERVICE.published().get(reacted)) {
                    case CacheUseRequested asked -> queue(Played.granted(asked, "sha256-d"));
                    case WorkRequested work -> {
                        queue(observed(work, work.attempt(), 1, false));
                        queue(observed(work, work.attempt(), 1, true));
                    }
                    case WorkWithdrawn work -> queue(Played.removed(work));
                    case EndpointPublished endpoint ->
                            SERVICE.answer(
                                    new EngineAnswer(
                                            endpoint.subject().admittedUid(),
                                            endpoint.replica(),
                                            endpoint.url(),
                                            List.of("qwen")));
                    default -> {}
                }
            }
        }

        /** Words about older lives, renderings, sessions and addresses. */
        private void late() {
            var former = new Subject(deployment("chat", 1).resource(), new Uid("former"), 9);
            SERVICE.facts(CacheUseRequested.class)
                    .forEach(
                            asked ->
                                    SERVICE.handle(
                                            Played.granted(
                                                    new CacheUseRequested(
                                                            former,
                                                            asked.cache(),
                                                            asked.cluster(),
                                                            T),
                                                    "sha256-former")));
            SERVICE.facts(WorkRequested.class)
                    .forEach(
                            work -> {
                                SERVICE.handle(observed(work, work.attempt() - 1, 9, true));
                                heard.values().stream()
                                        .filter(
                                                Played.observed(work, work.attempt(), 1, true)
                                                        ::equals)
                                        .findFirst()
                                        .ifPresent(
                                                _ ->
                                                        SERVICE.handle(
                                                                observed(
                                                                        work,
                                                                        work.attempt(),
                                                                        0,
                                                                        false)));
                            });
            SERVICE.facts(EndpointReady.class)
                    .forEach(
                            endpoint ->
                                    SERVICE.answer(
                                            new EngineAnswer(
                                                    endpoint.subject().admittedUid(),
                                                    endpoint.replica(),
                                                    "http://127.9.9.9:8000",
                                                    List.of("other"))));
        }
    }
}
