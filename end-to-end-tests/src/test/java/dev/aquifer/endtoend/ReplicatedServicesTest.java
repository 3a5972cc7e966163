package dev.aquifer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Two replicas of each service at once: they share the work, and when one of each stops answering,
 * the others do all of it; that the first ones wake up again, believing that all is as they left
 * it, changes nothing.
 */
@ExtendWith(SharedFleet.class)
class ReplicatedServicesTest {
    /** Those whose work is shared by partitions; of kube-bridge one leads. */
    private static final Set<String> SHARED =
            Set.of("cache-service", "cluster-service", "deployment-service");

    /** The gateway has addresses: in production a load balancer leaves out a dead one. */
    private static final List<String> FROZEN =
            List.of(
                    "cache-service",
                    "cluster-service",
                    "deployment-service",
                    "status-aggregator",
                    "kube-bridge");

    @Test
    void theyShareTheWorkAndStandInForEachOther(Fleet single) {
        Assumptions.assumeFalse(SharedFleet.onGiven(), "once is enough");
        var calm = WholePath.of(single).calm();
        var sandbox = Sandbox.embedded(SharedFleet.temporary()).replicated(2);
        try {
            sandbox.up();
            try (var fleet = new Fleet(sandbox, Kubectl.onPath().orElseThrow())) {
                fleet.applyPlatform();
                fleet.await(
                        "both replicas to have work",
                        () -> workersWithWork(sandbox).equals(twoOfEach()),
                        () -> workersWithWork(sandbox).toString());
                var path = WholePath.of(fleet);
                try (var before = Team.in(fleet, "e2e-both")) {
                    path.apply(before);
                    assertThat(path.endState(before)).isEqualTo(calm);
                    halfOfThemFreezes(fleet, path, before, calm);
                }
            }
        } finally {
            sandbox.down();
            SharedFleet.delete(sandbox.folder());
        }
    }

    private static void halfOfThemFreezes(
            Fleet fleet, WholePath path, Team before, Map<String, String> calm) {
        var lives = path.lives(before);
        var victims = new Victims(fleet);
        var frozen = FROZEN.stream().map(victims::freeze).toList();
        try (var meanwhile = Team.in(fleet, "e2e-half")) {
            try {
                path.apply(meanwhile);
                assertThat(path.endState(meanwhile)).isEqualTo(calm);
            } finally {
                frozen.forEach(Victims::thaw);
            }
            fleet.untilAllIsReady(fleet.sandbox().processes().keySet());
            assertThat(path.endState(meanwhile)).isEqualTo(calm);
            assertThat(path.attempts(meanwhile)).isEqualTo(path.attempts(before));
            assertThat(path.endState(before)).isEqualTo(calm);
            assertThat(path.lives(before)).isEqualTo(lives);
        }
    }

    private static Map<String, Integer> twoOfEach() {
        var two = new TreeMap<String, Integer>();
        SHARED.forEach(service -> two.put(service, 2));
        return two;
    }

    /** How many members of each service's consumer group have partitions. */
    private static Map<String, Integer> workersWithWork(Sandbox sandbox) {
        var address = "127.0.0.1:" + sandbox.port("broker");
        try (var admin = Admin.create(Map.of("bootstrap.servers", address))) {
            var workers = new TreeMap<String, Integer>();
            var groups = admin.describeConsumerGroups(new TreeSet<>(SHARED)).all().get();
            groups.forEach(
                    (service, group) ->
                            workers.put(
                                    service,
                                    (int)
                                            group.members().stream()
                                                    .filter(ReplicatedServicesTest::hasWork)
                                                    .count()));
            return workers;
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static boolean hasWork(MemberDescription member) {
        return !member.assignment().topicPartitions().isEmpty();
    }
}
