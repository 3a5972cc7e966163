package dev.aquifer.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.aquifer.events.DesiredEvent.CacheWithdrawn;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LocksTest {
    private static final int CACHES = 60;

    /** Reads, thinks, and writes: what another one wrote in between would be lost. */
    private static void count(String name, LedgerTransaction tx) {
        int n =
                tx.jdbi()
                        .createQuery("select n from counts where name = ?")
                        .bind(0, name)
                        .mapTo(Integer.class)
                        .one();
        tx.jdbi().execute("select pg_sleep(0.003)");
        tx.jdbi().execute("update counts set n = ? where name = ?", n + 1, name);
    }

    private static int total(Scene scene) {
        return scene.jdbi.withHandle(
                handle ->
                        handle.createQuery("select sum(n) from counts").mapTo(Integer.class).one());
    }

    private static int deadlocks(Scene scene) {
        return scene.jdbi.withHandle(
                handle ->
                        handle.createQuery(
                                        "select deadlocks from pg_stat_database"
                                                + " where datname = current_database()")
                                .mapTo(Integer.class)
                                .one());
    }

    @Test
    void whatIsLockedByNameIsDecidedByOneAtATimeAndNothingDeadlocks() {
        try (var scene = new Scene()) {
            scene.jdbi.useHandle(
                    handle ->
                            handle.execute(
                                    "create table counts as select 'n' || i as name, 0 as n"
                                            + " from generate_series(0, 2) i"));
            for (int cache = 0; cache < CACHES; cache++) {
                scene.want("c" + cache, 1);
            }

            for (int replica = 0; replica < 2; replica++) {
                scene.ledger(
                        EventLedger.builder(scene.settings(), scene.database),
                        (received, tx) -> {
                            if (received instanceof Received.Fact fact
                                    && fact.event() instanceof CacheWithdrawn desired
                                    && scene.mine(desired.subject())) {
                                int number =
                                        Integer.parseInt(
                                                desired.subject().resource().name().substring(1));
                                var locks = Locks.of(tx);
                                if (number % 10 == 0) {
                                    locks.exclusively("all");
                                } else {
                                    locks.shared("all");
                                    locks.exclusively(
                                            List.of("n" + number % 3, "n" + (number + 1) % 3));
                                }
                                count("n" + number % 3, tx);
                                count("n" + (number + 1) % 3, tx);
                            }
                        });
            }

            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(total(scene)).isEqualTo(2 * CACHES));
            assertThat(deadlocks(scene)).isZero();
        }
    }

    @Test
    void aLaterEventOfABatchDoesNotWait() {
        try (var scene = new Scene()) {
            // Each has connections of its own.
            var other = scene.ledger();
            scene.ledger()
                    .inTransaction(
                            Cause.continuing("one"),
                            one -> {
                                Locks.of(one).exclusively("a");
                                Locks.of(one).shared("b");
                                other.inTransaction(
                                        Cause.continuing("two"),
                                        two -> {
                                            Locks.of(two).shared("b");
                                            ((OpenTransaction) two)
                                                    .because(Cause.continuing("later"));
                                            Locks.of(two).exclusively("c");
                                            assertThatThrownBy(() -> Locks.of(two).shared("a"))
                                                    .isInstanceOf(Locks.Busy.class);
                                            return Optional.of(two);
                                        });
                                return one;
                            });
        }
    }
}
