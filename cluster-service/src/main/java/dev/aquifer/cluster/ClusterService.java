package dev.aquifer.cluster;

import dev.aquifer.cluster.kubernetes.ClusterClients;
import dev.aquifer.cluster.reconcile.ChangeListener;
import dev.aquifer.cluster.reconcile.Fleet;
import dev.aquifer.cluster.reconcile.ReconcileLimits;
import dev.aquifer.cluster.reconcile.Transactions;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.Topic;
import dev.aquifer.ledger.Cause;
import dev.aquifer.ledger.EventLedger;
import dev.aquifer.ledger.KafkaSettings;
import dev.aquifer.ledger.LedgerHealth;
import dev.aquifer.ledger.LedgerSettings;
import dev.aquifer.ledger.LedgerTransaction;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The whole service put together; its tables have to be there before the start. */
final class ClusterService implements AutoCloseable {
    private final EventLedger ledger;
    private final Fleet fleet;
    private final DatabaseTrouble trouble = new DatabaseTrouble();
    private final DataSource database;
    private volatile Runnable stopListening = () -> {};

    ClusterService(ClusterSettings settings, DataSource database, Vertx vertx, Clock clock) {
        this.database = database;
        var works = new WorkFlow();
        var clusters = new ClusterFlow();
        this.ledger =
                EventLedger.builder(ledgerSettings(settings), database)
                        .clock(clock)
                        .build()
                        .on(Topic.DESIRED, clusters::onDesired)
                        .on(Topic.WORKS, works::onWork);
        var of = settings.clusters();
        var clients = new ClusterClients(vertx, of.requestTimeout(), of.requestsPerSecond());
        this.fleet =
                new Fleet(
                        new LedgerTransactions(ledger, Jdbi.create(database), trouble),
                        clients,
                        clients.control(settings.control().kubeconfig()),
                        new ReconcileLimits(
                                of.renewal(),
                                Duration.ofSeconds(1),
                                of.longestBackoff(),
                                of.sweep(),
                                of.secrets(),
                                of.goneAfter()),
                        clock);
    }

    private static LedgerSettings ledgerSettings(ClusterSettings settings) {
        var usual =
                LedgerSettings.of(
                        "cluster-service",
                        new KafkaSettings(settings.kafka().bootstrap(), settings.kafka().client()));
        return settings.kafka().instance().map(usual::withInstance).orElse(usual);
    }

    void start() {
        ledger.start();
        fleet.start();
        var listener = new ChangeListener(database, fleet);
        stopListening = listener::close;
    }

    /** What keeps the service from its work, in words; empty when nothing does. */
    Optional<String> trouble() {
        var health = ledger.health();
        return health.running() ? trouble.words() : Optional.of(words(health));
    }

    private static String words(LedgerHealth health) {
        return health.reason().isEmpty() ? health.state().toString() : health.reason();
    }

    /** Whether so many clusters are silent that it is taken for a fault on our side. */
    boolean isSilenceOurs() {
        return fleet.isSilenceOurs();
    }

    @Override
    public void close() {
        stopListening.run();
        fleet.close();
        ledger.close();
    }

    private record LedgerTransactions(EventLedger ledger, Jdbi database, DatabaseTrouble trouble)
            implements Transactions {
        @Override
        public <T> T in(Cause cause, Function<LedgerTransaction, T> body) {
            return trouble.noting(() -> ledger.inTransaction(cause, body));
        }

        @Override
        public <T> T read(Function<Handle, T> body) {
            return database.withHandle(body::apply);
        }

        @Override
        public boolean owns(ClusterName cluster) {
            return ledger.owns(Topic.WORKS, cluster.value());
        }

        @Override
        public boolean hasCaughtUp() {
            return ledger.hasCaughtUp();
        }

        @Override
        public boolean isAbreast(Handle handle, ClusterName cluster) {
            return ledger.isAbreast(handle, Topic.WORKS, cluster.value());
        }
    }
}
