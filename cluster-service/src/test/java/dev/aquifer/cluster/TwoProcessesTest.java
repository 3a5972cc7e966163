package dev.aquifer.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.aquifer.cluster.testkit.TestCluster;
import dev.aquifer.events.ObservationEvent.Readiness;
import dev.aquifer.events.ObservationEvent.WorkObserved;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Topic;
import dev.aquifer.ledger.testkit.OtherProcess;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Utils;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

/**
 * Two processes share the clusters; one is killed in the middle, and nothing runs or ends twice.
 */
class TwoProcessesTest {
    private static final List<String> CLUSTERS =
            IntStream.range(0, 6).mapToObj(i -> "c" + i).toList();

    private final TestCluster kube = TestCluster.embeddedOfItsOwn();
    private final Subject cache = World.cache("team", "qwen");
    private final Map<String, Set<String>> made = new ConcurrentHashMap<>();

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofMinutes(2)).ignoreExceptions();
    }

    private final class Uids implements ResourceEventHandler<Job> {
        @Override
        public void onAdd(Job job) {
            made.computeIfAbsent(name(job), name -> ConcurrentHashMap.newKeySet())
                    .add(job.getMetadata().getUid());
        }

        @Override
        public void onUpdate(Job before, Job now) {
            onAdd(now);
        }

        @Override
        public void onDelete(Job job, boolean unknown) {
            onAdd(job);
        }
    }

    private static String name(HasMetadata object) {
        return object.getMetadata().getName();
    }

    private void work(World world, String cluster, String name) {
        world.requestWork(cache, cluster, name, 1, Play.JOB.formatted(name));
    }

    /** Whether a process was given the partition of a cluster, by its own words. */
    private static boolean has(OtherProcess process, String cluster) {
        var bytes = cluster.getBytes(StandardCharsets.UTF_8);
        var partition = Topic.WORKS.topicName() + "-" + Utils.toPositive(Utils.murmur2(bytes)) % 2;
        return process.lines().stream()
                .filter(line -> line.contains("partitions assigned"))
                .anyMatch(line -> line.contains(partition));
    }

    private static boolean isDone(World world, String work) {
        return world.observed(work, "Job")
                .filter(job -> job.readiness() == Readiness.READY)
                .filter(job -> String.valueOf(job.report()).contains(work))
                .isPresent();
    }

    /** In how many sessions an end was said; within one it is said once. */
    private static long ends(World world, String work) {
        return world.observations(work).stream()
                .filter(o -> o instanceof WorkObserved seen && seen.toString().contains("digest"))
                .count();
    }

    @Test
    void theDeathOfOneLosesNothingAndRepeatsNothing() {
        for (var name : CLUSTERS) {
            kube.secret("modelplane-system", name, "kubeconfig", kube.kubeconfig());
        }
        kube.namespace("team");
        kube.client().batch().v1().jobs().inNamespace("team").inform(new Uids());
        try (var world = new World(kube, Map.of("aquifer.clusters.renewal", "PT1S"));
                var other = world.startProcess()) {
            eventually()
                    .until(
                            () ->
                                    other.lines().stream()
                                            .anyMatch(line -> line.contains("aquifer.works-")));
            for (var name : CLUSTERS) {
                world.requestCluster(World.cluster(name, "uid-" + name, 1), World.existing(name));
                work(world, name, "early-" + name);
            }
            CLUSTERS.forEach(name -> eventually().until(() -> made.containsKey("early-" + name)));
            var ofOther = CLUSTERS.stream().filter(name -> has(other, name)).toList();
            assertThat(ofOther).isNotEmpty().hasSizeLessThan(CLUSTERS.size());

            CLUSTERS.forEach(name -> work(world, name, "late-" + name));
            CLUSTERS.forEach(
                    name -> kube.finishJob("team", "early-" + name, true, report("early-" + name)));
            other.kill();

            CLUSTERS.forEach(name -> eventually().until(() -> made.containsKey("late-" + name)));
            CLUSTERS.forEach(
                    name -> kube.finishJob("team", "late-" + name, true, report("late-" + name)));
            for (var name : CLUSTERS) {
                eventually().until(() -> isDone(world, "early-" + name));
                eventually().until(() -> isDone(world, "late-" + name));
                assertThat(ends(world, "late-" + name)).isEqualTo(1);
                var sessions = ofOther.contains(name) ? 2 : 1;
                assertThat(ends(world, "early-" + name)).isBetween(1L, (long) sessions);
            }
            assertThat(made.values()).allSatisfy(uids -> assertThat(uids).hasSize(1));
        }
    }

    private static String report(String name) {
        return "{\"digest\":\"" + name + "\"}";
    }
}
