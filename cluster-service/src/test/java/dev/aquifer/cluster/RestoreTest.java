package dev.aquifer.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.aquifer.cluster.testkit.TestCluster;
import dev.aquifer.events.ClusterEvent.ClusterSessionRenewed;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.ObservationEvent;
import dev.aquifer.events.ObservationEvent.WorkObserved;
import dev.aquifer.events.ObservationEvent.WorkRemoved;
import dev.aquifer.events.Slot;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Topic;
import dev.aquifer.events.WorkId;
import dev.aquifer.ledger.KafkaSettings;
import dev.aquifer.ledger.Received;
import dev.aquifer.ledger.TopicReader;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A database that is set back an hour, and a topic that is lost. */
class RestoreTest {
    private static final String CONFIG =
            "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'%s'},'data':{'a':'%s'}}";
    private static final ClusterName EAST = new ClusterName("east");
    private static final int FILLING = 1500;

    private final TestCluster kube = TestCluster.embeddedOfItsOwn();
    private World world;
    private final Subject cache = World.cache("team", "qwen");

    @BeforeEach
    void open() {
        kube.namespace("modelplane-system");
        kube.namespace("team");
        kube.secret("modelplane-system", "east", "kubeconfig", kube.kubeconfig());
        world = new World(kube, Map.of("aquifer.clusters.renewal", "PT1S"));
        world.requestCluster(World.cluster("east", "uid-east", 1), World.existing("east"));
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static void eventually(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(90)).ignoreExceptions().until(condition);
    }

    private void have(String work, String value) {
        world.requestWork(cache, "east", work, 0, CONFIG.formatted(work, value));
        eventually(
                () ->
                        world.last(work) instanceof WorkObserved
                                && value.equals(map(work).getData().get("a")));
    }

    private ConfigMap map(String name) {
        return kube.client().configMaps().inNamespace("team").withName(name).get();
    }

    /** What happened between the backup and the restore: an edit, an end, a beginning. */
    private void liveForAnHour() {
        have("edited", "2");
        have("begun", "1");
        // Much is asked before the end is: whoever acts before all was heard acts on what was.
        for (int time = 0; time < FILLING; time++) {
            var asked =
                    World.request(
                            cache,
                            "east",
                            "filling",
                            time,
                            List.of(),
                            CONFIG.formatted("filling", "1"));
            var _ = world.bus.send(Topic.WORKS, asked);
        }
        world.withdrawWork(cache, "east", "ended");
        eventually(() -> world.last("ended") instanceof WorkRemoved);
        world.bus.forget(Slot.of(EAST, new WorkId("ended")));
        eventually(() -> world.bus.tombstones().contains("east/ended"));
        eventually(() -> map("filling") != null);
    }

    private List<String> changes() {
        var changes = new CopyOnWriteArrayList<String>();
        kube.client()
                .configMaps()
                .inNamespace("team")
                .inform(
                        new ResourceEventHandler<>() {
                            @Override
                            public void onAdd(ConfigMap map) {
                                changes.add("+" + map.getMetadata().getName());
                            }

                            @Override
                            public void onUpdate(ConfigMap before, ConfigMap now) {
                                changes.add(
                                        now.getMetadata().getName() + " is now " + now.getData());
                            }

                            @Override
                            public void onDelete(ConfigMap map, boolean unknown) {
                                changes.add("-" + map.getMetadata().getName());
                            }
                        });
        eventually(() -> !changes.isEmpty());
        changes.removeIf(change -> change.matches("\\+(edited|begun|filling)"));
        return changes;
    }

    private long session() {
        return world.bus.all(ClusterSessionRenewed.class).getLast().session();
    }

    private void nothingWasIssuedTwice() {
        var numbers = new HashMap<String, List<Long>>();
        for (var received : world.bus.heard()) {
            if (received instanceof Received.Fact fact) {
                numbers.computeIfAbsent(
                                fact.event().slot().toString(),
                                slot -> new CopyOnWriteArrayList<>())
                        .add(fact.meta().sequence());
            }
        }
        assertThat(numbers.values())
                .allSatisfy(of -> assertThat(of).isSorted().doesNotHaveDuplicates());
        var sessions =
                world.bus.all(ClusterSessionRenewed.class).stream()
                        .map(ClusterSessionRenewed::session)
                        .toList();
        assertThat(sessions).isSorted();
        assertThat(world.bus.all(WorkRemoved.class))
                .extracting(removed -> removed.work().value())
                .containsOnly("ended")
                .hasSize(1);
    }

    @Test
    void aDatabaseOfAnHourAgoDeletesNothingRevertsNothingAndReissuesNoNumber() {
        have("edited", "1");
        have("ended", "1");
        world.backup();
        liveForAnHour();
        var changes = changes();
        var before = session();

        world.restore();

        eventually(() -> session() > before);
        have("late", "1");
        eventually(() -> world.observations("begun").getLast().session() > before);
        eventually(() -> world.observations("edited").getLast().session() > before);
        assertThat(map("edited").getData()).containsEntry("a", "2");
        assertThat(map("ended")).isNull();
        changes.removeIf(change -> change.contains("late"));
        assertThat(changes).isEmpty();
        nothingWasIssuedTwice();
    }

    @Test
    void soDoesOneThatIsSetBackUnderTheRunningService() {
        have("edited", "1");
        have("ended", "1");
        world.backup();
        liveForAnHour();
        var changes = changes();
        var before = session();

        world.restoreUnderneath();

        eventually(() -> session() > before);
        have("late", "1");
        eventually(() -> world.observations("begun").getLast().session() > before);
        assertThat(map("edited").getData()).containsEntry("a", "2");
        changes.removeIf(change -> change.contains("late"));
        assertThat(changes).isEmpty();
        nothingWasIssuedTwice();
    }

    @Test
    void aLostTopicOfObservationsIsFilledAgainWithoutARestart() {
        have("a", "1");
        have("b", "1");
        world.withdrawWork(cache, "east", "b");
        eventually(() -> world.last("b") instanceof WorkRemoved);
        world.bus.forget(Slot.of(EAST, new WorkId("b")));
        eventually(() -> world.bus.tombstones().contains("east/b"));
        var before = world.last("a");

        world.broker.delete(Topic.OBSERVATIONS);
        world.broker.create(Topic.OBSERVATIONS);

        var found = new CopyOnWriteArrayList<Received>();
        try (var reader =
                TopicReader.of(
                                KafkaSettings.of(world.broker.bootstrapServers()),
                                Topic.OBSERVATIONS)
                        .build(found::addAll)) {
            reader.start();
            eventually(() -> observations(found).containsKey("a"));
            assertThat(observations(found)).containsOnlyKeys("a").containsEntry("a", before);
        }
    }

    private static Map<String, ObservationEvent> observations(List<Received> found) {
        return found.stream()
                .filter(Received.Fact.class::isInstance)
                .map(fact -> (ObservationEvent) ((Received.Fact) fact).event())
                .collect(Collectors.toMap(o -> o.work().value(), o -> o, (a, b) -> b));
    }
}
