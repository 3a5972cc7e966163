package dev.aquifer.cluster;

import dev.aquifer.cluster.kubernetes.ClusterClients;
import dev.aquifer.cluster.reconcile.ChangeListener;
import dev.aquifer.cluster.reconcile.Fleet;
import dev.aquifer.cluster.reconcile.ReconcileLimits;
import dev.aquifer.cluster.reconcile.Transactions;
import dev.aquifer.cluster.testkit.TestCluster;
import dev.aquifer.embeddedkubernetes.EmbeddedKubernetes;
import dev.aquifer.embeddedkubernetes.FaultyAddress;
import dev.aquifer.events.ClusterEvent.ClusterSessionRenewed;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.Event;
import dev.aquifer.events.EventMeta;
import dev.aquifer.events.Slot;
import dev.aquifer.events.Topic;
import dev.aquifer.ledger.Cause;
import dev.aquifer.ledger.EventLedger;
import dev.aquifer.ledger.LedgerSettings;
import dev.aquifer.ledger.LedgerTransaction;
import dev.aquifer.ledger.Received;
import dev.aquifer.ledger.testkit.EmbeddedDatabase;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * All reconcilers of the service between a real database and an API server, without a broker: what
 * comes is handed over, what is published is remembered. It runs in lives, as a process does, each
 * with addresses of the API server of its own: one can crash or be deposed, and another goes on.
 */
final class Rig implements AutoCloseable {
    private static final String TIME = "\\d{4}-\\d{2}-\\d{2}[T ][0-9:.]+(Z|[+]00(:00)?)";

    final EmbeddedKubernetes server = EmbeddedKubernetes.start();
    final TestCluster kube = TestCluster.of(server);
    final List<Event> published = new CopyOnWriteArrayList<>();
    private final String name = EmbeddedDatabase.shared().createNamed();
    private final DataSource source = EmbeddedDatabase.shared().named(name);
    private final Jdbi database = Jdbi.create(source);
    private final EventLedger ledger =
            // Never started, so that it needs no broker: what it would send stays in its outbox.
            EventLedger.builder(LedgerSettings.of("cluster-service", "127.0.0.1:1"), source)
                    .build();
    private final Vertx vertx = Vertx.vertx();
    private final ReconcileLimits limits;
    private final WorkFlow works = new WorkFlow();
    private final ClusterFlow clusters = new ClusterFlow();
    private final AtomicLong offsets = new AtomicLong();
    private volatile Runnable atEnd = () -> {};
    private final List<Thread> meanwhile = new CopyOnWriteArrayList<>();
    private final List<Life> lives = new CopyOnWriteArrayList<>();

    Rig(ReconcileLimits limits) {
        this.limits = limits;
        kube.namespace("modelplane-system");
        Flyway.configure()
                .dataSource(source)
                .schemas("cluster")
                .defaultSchema("cluster")
                .load()
                .migrate();
    }

    /** Starts the process; the cluster's Secret names the address of this life from now on. */
    Life start(String cluster) {
        var life = new Life();
        kube.secret(
                "modelplane-system",
                cluster,
                "kubeconfig",
                kube.kubeconfig("https://127.0.0.1:" + life.address.port()));
        life.begin();
        lives.add(life);
        return life;
    }

    /** Hands over an event, as a consumer of the bus would. */
    void hear(Topic topic, Event event) {
        var at = offsets.incrementAndGet();
        var meta =
                new EventMeta(
                        "event-" + at, "/test", Instant.now(), "c-1", null, at, List.of(), null);
        var received = new Received.Fact(meta, event, topic, 0, at);
        commit(
                new Cause("c-1", null, null),
                tx -> {
                    switch (topic) {
                        case WORKS -> works.onWork(received, tx);
                        case DESIRED -> clusters.onDesired(received, tx);
                        default -> throw new IllegalArgumentException(topic.toString());
                    }
                    return true;
                });
    }

    private <T> T commit(Cause cause, Function<LedgerTransaction, T> body) {
        var events = new ArrayList<Event>();
        var result =
                ledger.inTransaction(
                        cause,
                        tx -> {
                            events.clear();
                            return body.apply(new Noting(tx, events));
                        });
        published.addAll(events);
        return result;
    }

    private record Noting(LedgerTransaction of, List<Event> events) implements LedgerTransaction {
        @Override
        public Handle jdbi() {
            return of.jdbi();
        }

        @Override
        public Instant now() {
            return of.now();
        }

        @Override
        public Cause cause() {
            return of.cause();
        }

        @Override
        public void part(Runnable work) {
            of.part(work);
        }

        @Override
        public void publish(Topic topic, Event event, Cause cause) {
            of.publish(topic, event, cause);
            events.add(event);
        }

        @Override
        public void publishTombstone(Topic topic, Slot slot) {
            of.publishTombstone(topic, slot);
        }
    }

    /** Hands over that nothing is wanted any more under a key. */
    void hearGone(Topic topic, String key) {
        var gone = new Received.Gone(key, null, topic, 0, offsets.incrementAndGet());
        commit(
                new Cause("c-1", null, null),
                tx -> {
                    if (topic == Topic.WORKS) {
                        works.onWork(gone, tx);
                    } else {
                        clusters.onDesired(gone, tx);
                    }
                    return true;
                });
    }

    /** From nothing again. */
    void forgetEverything() {
        published.clear();
        var _ = commit(new Cause("c-1", null, null), tx -> true); // makes the ledger's tables
        database.useHandle(
                handle ->
                        handle.execute(
                                "truncate cluster.works, cluster.clusters, cluster.classes,"
                                        + " ledger.levels, ledger.outbox"));
    }

    /** Changes the database as its administrator could. */
    void rewrite(String sql) {
        database.useHandle(handle -> handle.execute(sql));
    }

    /** The tables of the service, but for times that a clock gave. */
    List<String> tables() {
        return database.withHandle(
                handle ->
                        handle.createQuery(
                                        "select (to_jsonb(w) - 'forgotten')::text from"
                                                + " cluster.works w union all select c::text from"
                                                + " cluster.clusters c union all select k::text"
                                                + " from cluster.classes k union all select topic || ' ' ||"
                                                + " slot || ' ' || type from ledger.levels order by 1")
                                .mapTo(String.class)
                                .map(row -> row.replaceAll(TIME, "a time"))
                                .list());
    }

    /** Does something in a thread of its own, as the world around a process does. */
    void soon(Runnable action) {
        meanwhile.add(Thread.ofVirtual().start(action));
    }

    /** Whether all is done that the world around was to do, late calls to the cluster among it. */
    boolean isQuiet() {
        return meanwhile.stream().noneMatch(Thread::isAlive)
                && lives.stream().allMatch(life -> life.address.heldBack() == 0);
    }

    /** Does something when the first part of a play has ended. */
    void atEnd(Runnable action) {
        atEnd = action;
    }

    /** Ends all lives in peace. */
    void end() {
        atEnd.run();
        lives.forEach(Life::end);
        lives.clear();
    }

    /** How often a session was renewed so far: a clock that ticks with the service. */
    long renewals() {
        return published.stream().filter(ClusterSessionRenewed.class::isInstance).count();
    }

    /** Everything that is stored, as text. */
    String everythingStored() {
        return database.withHandle(
                handle ->
                        handle.createQuery(
                                        "select w::text from cluster.works w union all"
                                                + " select c::text from cluster.clusters c"
                                                + " union all select convert_from(value, 'UTF8')"
                                                + " from ledger.levels"
                                                + " union all select"
                                                + " convert_from(coalesce(value, ''), 'UTF8')"
                                                + " from ledger.outbox")
                                .mapTo(String.class)
                                .list()
                                .toString());
    }

    /** From one start of the process to its end. */
    final class Life implements Transactions {
        final FaultyAddress address = server.faultyAddress();
        private final FaultyAddress control = server.faultyAddress();
        private final AtomicInteger commits = new AtomicInteger();
        private final Fleet fleet;
        private volatile Runnable stopListening = () -> {};
        private volatile boolean dead;
        private volatile boolean owner = true;
        private volatile int crashAt = Integer.MAX_VALUE;
        private volatile Runnable afterCrash = () -> {};

        private Life() {
            var clients = new ClusterClients(vertx, Duration.ofSeconds(4), 1000);
            var kubeconfig = kube.kubeconfig("https://127.0.0.1:" + control.port());
            fleet =
                    new Fleet(
                            this,
                            clients,
                            clients.control(Optional.of(file(kubeconfig))),
                            limits,
                            Clock.systemUTC());
        }

        private void begin() {
            fleet.start();
            stopListening = new ChangeListener(source, fleet)::close;
        }

        /** Crashes at that commit: odd numbers right before it, even ones right after. */
        void crashAtCommit(int step, Runnable then) {
            afterCrash = then;
            crashAt = step;
        }

        /** How many steps there were to crash at. */
        int steps() {
            return commits.get();
        }

        /** The process stands still for good; what it sent is on its way. */
        void stop() {
            dead = true;
        }

        /** From here on it reaches nothing any more, whatever its threads try. */
        void crash() {
            dead = true;
            control.refuseConnections();
            address.refuseConnections();
            Thread.ofVirtual().start(this::end);
        }

        /** Another replica has its clusters now; it will find out by itself. */
        void loseClusters() {
            owner = false;
            control.refuseConnections();
        }

        void lookAtAll() {
            fleet.lookAtAll();
        }

        private void end() {
            stopListening.run();
            fleet.close();
        }

        private void step() {
            if (dead) {
                throw new IllegalStateException("this process has crashed");
            }
            if (commits.incrementAndGet() == crashAt) {
                crash();
                afterCrash.run();
                throw new IllegalStateException("this process crashes here, as the test wants it");
            }
        }

        @Override
        public <T> T in(Cause cause, Function<LedgerTransaction, T> body) {
            step();
            var result = commit(cause, body);
            step();
            return result;
        }

        @Override
        public <T> T read(Function<Handle, T> body) {
            if (dead) {
                throw new IllegalStateException("this process has crashed");
            }
            return database.withHandle(body::apply);
        }

        @Override
        public boolean owns(ClusterName cluster) {
            return owner;
        }

        @Override
        public boolean hasCaughtUp() {
            return true;
        }

        @Override
        public boolean isAbreast(Handle handle, ClusterName cluster) {
            return true;
        }
    }

    private static Path file(String text) {
        try {
            var file = Files.createTempFile("control", ".kubeconfig");
            file.toFile().deleteOnExit();
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        lives.forEach(Life::end);
        ledger.close();
        vertx.close();
        server.close();
    }
}
