package dev.aquifer.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.aquifer.events.CacheEvent.SourcePinned;
import dev.aquifer.events.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Many writers at once, over two replicas. */
class ManyWritersTest {
    private static final int WRITERS = 8;
    private static final int COMMITS = 25;
    private static final int CACHES = 5;

    @Test
    void perResourceTheOrderOfCommitsIsTheOrderOnTheTopic() throws Exception {
        try (var scene = new Scene();
                var writers = Executors.newFixedThreadPool(WRITERS)) {
            scene.jdbi.useHandle(
                    handle -> {
                        handle.execute("create table counts (cache int primary key, n int)");
                        for (int cache = 0; cache < CACHES; cache++) {
                            handle.execute("insert into counts values (?, 0)", cache);
                        }
                    });
            var replicas = List.of(scene.ledger(), scene.ledger());

            var tasks = new ArrayList<Callable<Void>>();
            for (int writer = 0; writer < WRITERS; writer++) {
                var random = new Random(writer);
                var replica = replicas.get(writer % 2);
                tasks.add(
                        () -> {
                            for (int i = 0; i < COMMITS; i++) {
                                count(scene, replica, random);
                            }
                            return null;
                        });
            }
            for (var written : writers.invokeAll(tasks)) {
                written.get();
            }

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(scene.outboxRows()).isZero());
            var seen = new HashMap<String, Integer>();
            for (var received : scene.published(Topic.CACHES)) {
                var pinned = (SourcePinned) ((Received.Fact) received).event();
                int count = Integer.parseInt(pinned.revision());
                var name = pinned.subject().resource().name();
                assertThat(count).isEqualTo(seen.getOrDefault(name, 0) + 1);
                seen.put(name, count);
            }
            assertThat(seen.values().stream().mapToInt(Integer::intValue).sum())
                    .isEqualTo(2 * WRITERS * COMMITS);
        }
    }

    /** Counts two caches in any order, as users of row locks do, and publishes the counts. */
    private static void count(Scene scene, EventLedger replica, Random random) {
        int first = random.nextInt(CACHES);
        int second = (first + 1 + random.nextInt(CACHES - 1)) % CACHES;
        replica.inTransaction(
                Cause.continuing("writer"),
                tx -> {
                    for (int cache : new int[] {Math.min(first, second), Math.max(first, second)}) {
                        int count =
                                tx.jdbi()
                                        .createQuery(
                                                "update counts set n = n + 1 where cache = ?"
                                                        + " returning n")
                                        .bind(0, cache)
                                        .mapTo(Integer.class)
                                        .one();
                        tx.publish(
                                Topic.CACHES,
                                new SourcePinned(
                                        scene.cache("c" + cache, 1),
                                        Integer.toString(count),
                                        tx.now()));
                    }
                    return tx;
                });
    }
}
