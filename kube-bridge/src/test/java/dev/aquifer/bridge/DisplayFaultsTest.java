package dev.aquifer.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.events.Condition;
import dev.aquifer.events.DeploymentEvent.ResourceDeclared;
import dev.aquifer.events.DeploymentEvent.ResourceUndeclared;
import dev.aquifer.events.Event;
import dev.aquifer.events.EventMeta;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.StatusEvent.ResourceStatus;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Topic;
import dev.aquifer.events.Uid;
import dev.aquifer.events.wire.EventCodec;
import dev.aquifer.ledger.Received;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.logging.Level;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What people see of a deployment, status and declared resources, against a view that is late and
 * skips states, and writes that fail before or after they were done; users who meddle; terms that
 * end anywhere. In the end all is shown as it was said last, and looking again writes nothing.
 */
class DisplayFaultsTest {
    private static final ResourceRef OWNER = new ResourceRef("ModelDeployment", "ml-team", "d");
    private static final List<ResourceRef> TARGETS =
            List.of(
                    new ResourceRef("ModelReplica", "ml-team", "d-0"),
                    new ResourceRef("ModelReplica", "ml-team", "d-1"));

    @BeforeAll
    static void quiet() {
        Logs.show(Level.SEVERE);
    }

    static LongStream seeds() {
        return LongStream.range(0, Long.getLong("seeds", 150));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whateverFailedTheEndIsTheSame(long seed) {
        var world = new World(new Random(seed));

        for (int i = 0; i < 120; i++) {
            world.somethingHappens();
        }
        world.heal();

        TARGETS.forEach(world::isAsDeclared);
        world.isShown(OWNER);
        TARGETS.forEach(world::isShown);
        var writes = world.api.writes();
        world.anotherTerm();
        world.look();
        assertThat(world.api.writes()).isEqualTo(writes);
    }

    /** The bus keeps the newest fact of each slot; the flows know what they learned of it. */
    private static final class World {
        private final Random random;
        private final FakeControlApi api;
        private final Map<String, Received> bus = new HashMap<>();
        private StatusFlow status;
        private DeclaredFlow declared;
        private int said;

        World(Random random) {
            this.random = random;
            this.api = new FakeControlApi(random);
            this.status = new StatusFlow(api, api, BridgeLog.LOG);
            this.declared = new DeclaredFlow(api, api, Clock.systemUTC(), BridgeLog.LOG);
        }

        void somethingHappens() {
            var target = TARGETS.get(random.nextInt(TARGETS.size()));
            switch (random.nextInt(14)) {
                case 0 -> api.create(OWNER);
                case 1 -> removeOwner();
                case 2, 3 -> declare(target);
                case 4 -> undeclare(target);
                case 5 -> say(random.nextBoolean() ? OWNER : target);
                case 6 -> api.meddle(target, random.nextBoolean());
                case 7 -> api.meddle(OWNER, true);
                case 8 -> api.remove(target);
                case 9 -> anotherTerm();
                case 10 -> TARGETS.forEach(name -> api.collectGarbage(name, OWNER));
                default -> {
                    api.showMore(OWNER);
                    api.showMore(target);
                    look();
                }
            }
        }

        private void removeOwner() {
            if (random.nextInt(3) == 0) {
                api.remove(OWNER);
            }
        }

        private Optional<Subject> owner() {
            return Optional.ofNullable(api.truth(OWNER))
                    .map(owner -> new Subject(OWNER, owner.uid(), owner.generation()));
        }

        private void declare(ResourceRef target) {
            var spec = EventCodec.JSON.createObjectNode().put("number", random.nextInt(3));
            owner().ifPresent(
                            owner ->
                                    hear(
                                            Topic.DEPLOYMENTS,
                                            new ResourceDeclared(
                                                    owner,
                                                    target.kind(),
                                                    target.name(),
                                                    Map.of("l", "v" + random.nextInt(2)),
                                                    spec,
                                                    Instant.EPOCH)));
        }

        private void undeclare(ResourceRef target) {
            owner().ifPresent(
                            owner ->
                                    hear(
                                            Topic.DEPLOYMENTS,
                                            new ResourceUndeclared(
                                                    owner,
                                                    target.kind(),
                                                    target.name(),
                                                    Instant.EPOCH)));
        }

        private void say(ResourceRef name) {
            var condition =
                    new Condition(
                            "Ready",
                            Condition.Status.True,
                            "R" + random.nextInt(3),
                            "",
                            1,
                            Instant.EPOCH);
            var fields = EventCodec.JSON.createObjectNode().put("n", random.nextInt(3));
            owner().ifPresent(
                            owner ->
                                    hear(
                                            Topic.CONDITIONS,
                                            new ResourceStatus(
                                                    new Subject(name, owner.uid(), 1),
                                                    List.of(condition),
                                                    fields,
                                                    Instant.EPOCH)));
        }

        private void hear(Topic topic, Event event) {
            said++;
            var meta =
                    new EventMeta("" + said, "/t", Instant.EPOCH, "c", null, said, List.of(), null);
            var fact = new Received.Fact(meta, event, topic, 0, said);
            bus.put(topic.topicName() + event.slot(), fact);
            learn(fact);
        }

        private void learn(Received fact) {
            if (fact.topic() == Topic.CONDITIONS) {
                status.learn(fact);
            } else {
                declared.learn(fact);
            }
        }

        /** The bridge died anywhere: another one knows what bus and API hold. */
        void anotherTerm() {
            api.relist();
            status = new StatusFlow(api, api, BridgeLog.LOG);
            declared = new DeclaredFlow(api, api, Clock.systemUTC(), BridgeLog.LOG);
            new ArrayList<>(bus.values()).forEach(this::learn);
        }

        void look() {
            var names = new ArrayList<ResourceRef>(TARGETS);
            names.add(OWNER);
            declared.on(TARGETS);
            status.on(names);
        }

        void heal() {
            api.calm();
            for (int i = 0; i < 8; i++) {
                api.showMore(OWNER);
                TARGETS.forEach(api::showMore);
                look();
                TARGETS.forEach(name -> api.collectGarbage(name, OWNER));
            }
        }

        private Optional<ResourceDeclared> declaration(ResourceRef target) {
            var slot =
                    Topic.DEPLOYMENTS.topicName()
                            + OWNER
                            + "/declared/"
                            + target.kind()
                            + "/"
                            + target.name();
            return Optional.ofNullable(bus.get(slot))
                    .map(fact -> ((Received.Fact) fact).event())
                    .filter(ResourceDeclared.class::isInstance)
                    .map(ResourceDeclared.class::cast)
                    .filter(
                            said ->
                                    owner().filter(
                                                    o ->
                                                            o.admittedUid()
                                                                    .equals(said.subject().uid()))
                                            .isPresent());
        }

        void isAsDeclared(ResourceRef target) {
            var wanted = declaration(target);
            var there = api.truth(target);
            if (wanted.isEmpty()) {
                assertThat(there).isNull();
            } else {
                assertThat(there).isNotNull();
                assertThat(there.spec())
                        .isEqualTo(Map.of("number", wanted.get().spec().path("number").asInt()));
                assertThat(there.labels()).containsAllEntriesOf(wanted.get().labels());
                assertThat(there.ownedBy(wanted.get().subject().admittedUid())).isTrue();
            }
        }

        void isShown(ResourceRef name) {
            var there = api.truth(name);
            var fact = bus.get(Topic.CONDITIONS.topicName() + name);
            if (there == null || fact == null) {
                return;
            }
            var shown = (ResourceStatus) ((Received.Fact) fact).event();
            var lives = owner().map(Subject::admittedUid).orElse(new Uid("none"));
            if (shown.subject().admittedUid().equals(lives)) {
                assertThat(there.status()).containsEntry("n", shown.fields().path("n").asInt());
                assertThat(there.status().toString())
                        .contains("reason=" + shown.conditions().getFirst().reason())
                        .doesNotContain("meddled");
            }
        }
    }
}
