package dev.aquifer.deployment;

import dev.aquifer.deployment.ReplicaFlow.EngineAnswer;
import dev.aquifer.deployment.RoutingFlow.GatewayLook;
import dev.aquifer.deployment.domain.Reply;
import dev.aquifer.deployment.manifests.GangManifests;
import dev.aquifer.deployment.store.Due;
import dev.aquifer.deployment.store.Endpoints.EndpointRow;
import dev.aquifer.events.CacheEvent;
import dev.aquifer.events.ClusterEvent;
import dev.aquifer.events.DesiredEvent;
import dev.aquifer.events.Event;
import dev.aquifer.events.EventMeta;
import dev.aquifer.events.ObservationEvent;
import dev.aquifer.events.Slot;
import dev.aquifer.events.Topic;
import dev.aquifer.events.wire.EventCodec;
import dev.aquifer.ledger.Cause;
import dev.aquifer.ledger.LedgerTables;
import dev.aquifer.ledger.LedgerTransaction;
import dev.aquifer.ledger.Received;
import dev.aquifer.ledger.testkit.EmbeddedDatabase;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The flows on a real database, without a broker and with a clock that stands still: the newest of
 * what they published of each slot, and what is in their tables.
 */
final class Rehearsal {
    private static final EventMeta META =
            new EventMeta("e", "/test", Played.T, "apply", null, 1, List.of(), null);

    /** In an order in which they can be filled; "freed" is not worth it. */
    private static final List<String> OWN =
            List.of(
                    "deployment",
                    "revision",
                    "replica",
                    "cluster",
                    "cache",
                    "cache_on_cluster",
                    "service",
                    "endpoint",
                    "gateway");

    private static final List<String> TABLES =
            Stream.concat(OWN.stream(), Stream.of("freed", "due", "ledger.levels")).toList();

    private final DataSource source;
    private final Jdbi database;
    private final Flows flows;
    private final Map<String, Event> facts = new TreeMap<>();
    private final List<Event> published = new ArrayList<>();

    private Rehearsal(DataSource source, Jdbi database, GangWorks.Rendering rendering) {
        this.source = source;
        this.database = database;
        this.flows = Flows.of(rendering);
    }

    /** In a database of its own. */
    static Rehearsal begin() {
        var database = EmbeddedDatabase.shared().create();
        Flyway.configure().dataSource(database).load().migrate();
        LedgerTables.in(database);
        try {
            // One connection for all: a new one costs more than a decision.
            return new Rehearsal(
                    database, Jdbi.create(database.getConnection()), GangManifests::render);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Another replica, with a connection of its own, which does not wait for ever. */
    Rehearsal beside() {
        try {
            var other = Jdbi.create(source.getConnection());
            other.useHandle(handle -> handle.execute("set lock_timeout = '60s'"));
            return new Rehearsal(source, other, GangManifests::render);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Its database, for those who need a ledger of their own. */
    DataSource source() {
        return source;
    }

    /** How many observations did not count so far. */
    long staleSignals() {
        return flows.replicas().staleSignals();
    }

    /** The replicas whose engine answered. */
    List<String> answered() {
        return database.withHandle(
                handle ->
                        handle.createQuery("select name from replica where models is not null")
                                .mapTo(String.class)
                                .list());
    }

    /** How many wait for a lock by name. */
    int waiting() {
        return database.withHandle(
                handle ->
                        handle.createQuery(
                                        "select count(*) from pg_locks where not granted and"
                                                + " locktype = 'advisory'")
                                .mapTo(Integer.class)
                                .one());
    }

    /** The same database under a release that renders otherwise. */
    Rehearsal upgraded(GangWorks.Rendering rendering) {
        var next = new Rehearsal(source, database, rendering);
        next.facts.putAll(facts);
        return next;
    }

    /** From nothing again. */
    void forgetEverything() {
        facts.clear();
        published.clear();
        database.useHandle(
                handle -> {
                    handle.execute(
                            "truncate " + String.join(", ", TABLES) + " restart identity cascade");
                });
    }

    void handle(Event event) {
        handle(event, () -> {});
    }

    /** Something else happens before it commits. */
    void handle(Event event, Runnable meanwhile) {
        var fact = new Received.Fact(META, event, Topic.DESIRED, 0, 0);
        in(
                tx -> {
                    switch (event) {
                        case DesiredEvent _ -> flows.deployments().onDesired(fact, tx);
                        case ClusterEvent _ -> flows.fleet().onCluster(fact, tx);
                        case CacheEvent _ -> flows.fleet().onCache(fact, tx);
                        case ObservationEvent _ -> flows.replicas().onObservation(fact, tx);
                        default -> throw new IllegalArgumentException(event.toString());
                    }
                    meanwhile.run();
                });
        decideDue();
    }

    /** As the thread that waits for it does, but at once and without patience for failures. */
    private void decideDue() {
        for (var due :
                database.inTransaction(handle -> new Due(handle).at(Played.T.plusSeconds(1)))) {
            in(tx -> flows.deployments().decide(due, tx));
        }
    }

    void answer(EngineAnswer answer) {
        in(tx -> flows.replicas().onAnswer(answer, tx));
    }

    /** Endpoints made by hand that are to be asked now. */
    List<EndpointRow> due() {
        return database.inTransaction(handle -> flows.endpoints().due(new Recording(handle)));
    }

    /** All endpoints made by hand, as they are known. */
    List<EndpointRow> endpoints() {
        rewrite("update endpoint set ask_at = 'epoch'");
        return due();
    }

    /** One of them replied so. */
    void replied(EndpointRow asked, Reply reply) {
        in(tx -> flows.endpoints().onReply(asked, reply, tx));
    }

    /** All of them are asked, and reply so. */
    void asked(Reply reply) {
        endpoints().forEach(row -> replied(row, reply));
    }

    /** A replica of the service looked at the gateway. */
    void looked(GatewayLook look) {
        in(tx -> flows.routing().onGateway(look, tx));
    }

    /** The timer comes. */
    void tick(boolean everything) {
        in(tx -> DeploymentFlow.lookAgain(everything, tx));
        decideDue();
    }

    private void in(Consumer<LedgerTransaction> body) {
        database.useTransaction(handle -> body.accept(new Recording(handle)));
    }

    /** The newest facts of that type. */
    <E extends Event> List<E> facts(Class<E> type) {
        return facts.values().stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** The only newest fact of that type. */
    <E extends Event> E fact(Class<E> type) {
        var found = facts(type);
        if (found.size() != 1) {
            throw new AssertionError("of " + type.getSimpleName() + ": " + found);
        }
        return found.getFirst();
    }

    /** The newest facts of all slots, as they are written. */
    Map<String, String> facts() {
        var texts = new TreeMap<String, String>();
        facts.forEach(
                (slot, event) -> texts.put(slot, EventCodec.JSON.valueToTree(event).toString()));
        return texts;
    }

    /** Everything that was published so far, in order. */
    List<Event> published() {
        return List.copyOf(published);
    }

    /** All rows of all tables. */
    List<String> tables() {
        return database.withHandle(
                handle -> {
                    var rows = new ArrayList<String>();
                    for (var table : TABLES) {
                        handle.createQuery(
                                        "select (to_jsonb(t) - 'id')::text from "
                                                + table
                                                + " t order by 1")
                                .mapTo(String.class)
                                .forEach(row -> rows.add(table + " " + row));
                    }
                    return rows;
                });
    }

    /** Remembers the service's own tables as they are now. */
    void backUp() {
        database.useHandle(
                handle -> {
                    handle.execute("create schema backup");
                    for (var table : OWN) {
                        handle.execute("create table backup." + table + " as table " + table);
                    }
                });
    }

    /** Back to then. What was said since is known from the topics, and so to the ledger. */
    void restore() {
        database.useHandle(
                handle -> {
                    handle.execute("truncate " + String.join(", ", OWN) + " cascade");
                    for (var table : OWN) {
                        handle.execute("insert into " + table + " table backup." + table);
                    }
                });
    }

    /** Changes what an earlier release or an older backup would have left otherwise. */
    void rewrite(String sql) {
        database.useHandle(handle -> handle.execute(sql));
    }

    private final class Recording implements LedgerTransaction {
        private final Handle handle;

        Recording(Handle handle) {
            this.handle = handle;
        }

        @Override
        public Handle jdbi() {
            return handle;
        }

        @Override
        public Instant now() {
            return Played.T;
        }

        @Override
        public Cause cause() {
            return Cause.of(META);
        }

        @Override
        public void part(Runnable work) {
            var before = new TreeMap<>(facts);
            int said = published.size();
            handle.savepoint("part");
            try {
                work.run();
                handle.releaseSavepoint("part");
            } catch (RuntimeException e) {
                handle.rollbackToSavepoint("part");
                facts.clear();
                facts.putAll(before);
                published.subList(said, published.size()).clear();
                throw e;
            }
        }

        @Override
        public void publish(Topic topic, Event event, Cause cause) {
            published.add(event);
            facts.put(event.slot().toString(), event);
        }

        @Override
        public void publishTombstone(Topic topic, Slot slot) {
            facts.remove(slot.toString());
        }
    }
}
