package dev.aquifer.ledger;

import static org.awaitility.Awaitility.await;

import dev.aquifer.events.CacheEvent.SourcePinned;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Topic;
import dev.aquifer.events.Uid;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.jdbi.v3.core.Jdbi;

/** A replica in a process of its own that relays and has locked a name when it says so. */
final class FrozenReplica {
    static final Duration FROZEN_AFTER = Duration.ofSeconds(3);
    static final String NAME = "what both want";

    private FrozenReplica() {}

    static LedgerSettings settings(String service, String bootstrapServers) {
        return LedgerSettings.of(service, bootstrapServers)
                .withBackoff(Duration.ofMillis(20), Duration.ofMillis(200))
                .withFrozenAfter(FROZEN_AFTER);
    }

    static SourcePinned pinned(String service, String revision) {
        return new SourcePinned(
                new Subject(new ResourceRef("ModelCache", service, "gemma"), new Uid("uid"), 1),
                revision,
                Scene.TIME);
    }

    /** Arguments: bootstrap servers, address of the database, name of the service. */
    public static void main(String[] arguments) {
        var database = Jdbi.create(arguments[1]);
        var ledger = EventLedger.builder(settings(arguments[2], arguments[0]), database).build();
        ledger.start();
        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(
                        () ->
                                ledger.inTransaction(
                                        Cause.continuing("of the frozen one"),
                                        tx -> {
                                            tx.publish(Topic.CACHES, pinned(arguments[2], "1"));
                                            return true;
                                        }));
        ledger.inTransaction(
                Cause.continuing("of the frozen one"),
                tx -> {
                    Locks.of(tx).exclusively(NAME);
                    System.out.println("locked");
                    awaitForEver();
                    return tx;
                });
    }

    private static void awaitForEver() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
