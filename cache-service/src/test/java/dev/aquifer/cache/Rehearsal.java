package dev.aquifer.cache;

import static dev.aquifer.cache.PlayedFleet.TIME;

import dev.aquifer.cache.domain.Diligence;
import dev.aquifer.cache.domain.Patience;
import dev.aquifer.cache.domain.RetryPolicy;
import dev.aquifer.cache.store.Caches;
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
import dev.aquifer.ledger.RecordTooLargeException;
import dev.aquifer.ledger.testkit.EmbeddedDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The flow on a real database, without a broker and with a clock that stands still unless it is
 * moved: the newest of what it published of each slot, and what is in its tables.
 */
final class Rehearsal {
    static final Patience PATIENCE = new Patience(Duration.ofMinutes(3), Duration.ofMinutes(15));
    static final Diligence DILIGENCE = new Diligence(Duration.ofMinutes(5), Duration.ofHours(1));
    private static final RetryPolicy AT_ONCE =
            new RetryPolicy(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);
    private static final RetryPolicy PAUSING =
            new RetryPolicy(
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(10),
                    Duration.ofMinutes(10),
                    Duration.ofHours(6));
    private static final int LARGEST = 900_000;
    private static final EventMeta META =
            new EventMeta("e", "/test", TIME, "apply", null, 1, List.of(), null);

    private static final List<String> OWN =
            List.of(
                    "caches",
                    "clusters",
                    "hydrations",
                    "works",
                    "uses",
                    "budgets",
                    "streams",
                    "upkeep");
    private static final List<String> TABLES =
            List.of(
                    "cache.caches",
                    "cache.clusters",
                    "cache.hydrations",
                    "cache.works",
                    "cache.uses",
                    "cache.budgets",
                    "cache.streams",
                    "cache.upkeep",
                    "ledger.levels");

    private final Jdbi database;
    private final Flows flows;
    private final Map<String, Event> facts = new TreeMap<>();
    private final List<Event> published = new ArrayList<>();
    private Instant now = TIME;

    Rehearsal() {
        this(Map.of(), migrated(), AT_ONCE);
    }

    /** One that pauses after failures as it does by default. */
    static Rehearsal pausing() {
        return new Rehearsal(Map.of(), migrated(), PAUSING);
    }

    /** One whose workers trust the authorities of that file, as it is now. */
    static Rehearsal trusting(Path file) {
        var named = Map.of("aquifer.hydration.trusted-authorities", file.toString());
        return new Rehearsal(named, migrated(), AT_ONCE);
    }

    private Rehearsal(Map<String, String> named, Jdbi database, RetryPolicy retry) {
        this.database = database;
        var settings = CacheSettingsTest.read(named).hydration();
        var trusted = new TrustedAuthorities(settings.trustedAuthorities());
        this.flows =
                Flows.of(
                        new CacheDecisions(new WorkerTerms(settings, trusted), PATIENCE, DILIGENCE),
                        retry,
                        DILIGENCE.again());
    }

    private static Jdbi migrated() {
        var database = EmbeddedDatabase.shared().create();
        Flyway.configure().dataSource(database).schemas("cache").load().migrate();
        LedgerTables.in(database);
        try {
            // One connection for all: a new one costs more than a decision.
            return Jdbi.create(database.getConnection());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** From nothing again. */
    void forgetEverything() {
        facts.clear();
        published.clear();
        now = TIME;
        database.useHandle(
                handle ->
                        handle.execute(
                                "truncate "
                                        + String.join(", ", TABLES)
                                        + " restart identity cascade"));
    }

    /** The same database under a release that renders everything differently. */
    Rehearsal upgraded() {
        var image = Map.of("aquifer.hydration.image", "aquifer/hydration-worker:9");
        var next = new Rehearsal(image, database, AT_ONCE);
        next.facts.putAll(facts);
        return next;
    }

    /** Remembers the service's own tables as they are now. */
    void backUp() {
        database.useHandle(
                handle -> {
                    handle.execute("create schema backup");
                    for (var table : OWN) {
                        handle.execute("create table backup." + table + " as table cache." + table);
                    }
                });
    }

    /** Back to then. What was said since is known from the topics, and so to the ledger. */
    void restore() {
        database.useHandle(
                handle -> {
                    handle.execute("truncate cache." + String.join(", cache.", OWN) + " cascade");
                    for (var table : OWN) {
                        handle.execute("insert into cache." + table + " table backup." + table);
                    }
                });
    }

    void handle(Event event) {
        var fact = new Received.Fact(META, event, Topic.DESIRED, 0, 0);
        in(
                tx -> {
                    switch (event) {
                        case DesiredEvent _ -> flows.caches().onDesired(fact, tx);
                        case ClusterEvent _ -> flows.fleet().onCluster(fact, tx);
                        case ObservationEvent _ -> flows.attempts().onObservation(fact, tx);
                        default -> flows.uses().onDeployment(fact, tx);
                    }
                });
    }

    /** So much time passes, and the timer comes. */
    void pass(Duration time) {
        now = now.plus(time);
        database.withHandle(handle -> flows.caches().due(handle, now))
                .forEach(cache -> in(tx -> flows.caches().lookAgain(cache, tx)));
    }

    /** Everything is decided again. */
    void sweep() {
        in(tx -> new Caches(tx.jdbi()).all().forEach(c -> flows.caches().lookAgain(c, tx)));
    }

    private void in(Consumer<LedgerTransaction> body) {
        database.useTransaction(handle -> body.accept(new Recording(handle)));
    }

    /** How many observations did not count so far. */
    long staleSignals() {
        return flows.attempts().staleSignals();
    }

    /** As an earlier release left it. */
    void execute(String sql) {
        database.useHandle(handle -> handle.execute(sql));
    }

    /** The newest fact of a slot. */
    <E extends Event> Optional<E> fact(String slot, Class<E> type) {
        return Optional.ofNullable(facts.get(slot)).filter(type::isInstance).map(type::cast);
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
                                        "select to_jsonb(t)::text from " + table + " t order by 1")
                                .mapTo(String.class)
                                .forEach(row -> rows.add(table + " " + row));
                    }
                    return rows;
                });
    }

    private static void requireSmall(Event event) {
        int bytes = EventCodec.JSON.valueToTree(event).toString().length();
        if (bytes > LARGEST) {
            throw new RecordTooLargeException(event.slot().toString(), bytes, LARGEST);
        }
    }

    private final class Recording implements LedgerTransaction {
        private final Handle handle;
        private int parts;

        Recording(Handle handle) {
            this.handle = handle;
        }

        @Override
        public Handle jdbi() {
            return handle;
        }

        @Override
        public Instant now() {
            return now;
        }

        @Override
        public Cause cause() {
            return Cause.of(META);
        }

        @Override
        public void part(Runnable work) {
            var savepoint = "part_" + parts++;
            var before = new TreeMap<>(facts);
            int said = published.size();
            handle.savepoint(savepoint);
            try {
                work.run();
                handle.releaseSavepoint(savepoint);
            } catch (RuntimeException e) {
                handle.rollbackToSavepoint(savepoint);
                facts.clear();
                facts.putAll(before);
                published.subList(said, published.size()).clear();
                throw e;
            }
        }

        @Override
        public void publish(Topic topic, Event event, Cause cause) {
            requireSmall(event);
            published.add(event);
            facts.put(event.slot().toString(), event);
        }

        @Override
        public void publishTombstone(Topic topic, Slot slot) {
            facts.remove(slot.toString());
        }
    }
}
