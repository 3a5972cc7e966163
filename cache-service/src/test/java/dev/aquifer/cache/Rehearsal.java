package dev.aquifer.cache;

import static dev.aquifer.cache.PlayedFleet.TIME;

import dev.aquifer.cache.domain.Patience;
import dev.aquifer.cache.domain.RetryPolicy;
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
    private static final EventMeta META =
            new EventMeta("e", "/test", TIME, "apply", null, 1, List.of(), null);

    private final Jdbi database;
    private final CacheFlow flow;
    private final Map<String, Event> facts = new TreeMap<>();
    private final List<Event> published = new ArrayList<>();
    private Instant now = TIME;

    Rehearsal() {
        this("aquifer/hydration-worker:0.1", migrated());
    }

    private Rehearsal(String image, Jdbi database) {
        this.database = database;
        var settings = CacheSettingsTest.read(Map.of("aquifer.hydration.image", image));
        this.flow =
                new CacheFlow(
                        new CacheDecisions(settings.hydration(), PATIENCE),
                        new RetryPolicy(Duration.ZERO, Duration.ZERO, Duration.ZERO));
    }

    private static Jdbi migrated() {
        var database = EmbeddedDatabase.shared().create();
        Flyway.configure().dataSource(database).schemas("cache").load().migrate();
        LedgerTables.in(database);
        return Jdbi.create(database);
    }

    /** The same database under a release that renders everything differently. */
    Rehearsal upgraded() {
        return new Rehearsal("aquifer/hydration-worker:9", database);
    }

    void handle(Event event) {
        var fact = new Received.Fact(META, event, Topic.DESIRED, 0, 0);
        in(
                tx -> {
                    switch (event) {
                        case DesiredEvent _ -> flow.onDesired(fact, tx);
                        case ClusterEvent _ -> flow.onCluster(fact, tx);
                        case ObservationEvent _ -> flow.onObservation(fact, tx);
                        default -> flow.onDeployment(fact, tx);
                    }
                });
    }

    /** So much time passes, and the timer comes. */
    void pass(Duration time) {
        now = now.plus(time);
        in(tx -> flow.onTime(false, now, tx));
    }

    /** Everything is decided again. */
    void sweep() {
        in(tx -> flow.onTime(true, now, tx));
    }

    private void in(Consumer<LedgerTransaction> body) {
        database.useTransaction(handle -> body.accept(new Recording(handle)));
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
                    for (var table : List.of("caches", "clusters", "hydrations", "works", "uses")) {
                        handle.createQuery(
                                        "select row_to_json(t)::text from cache."
                                                + table
                                                + " t order by 1")
                                .mapTo(String.class)
                                .forEach(row -> rows.add(table + " " + row));
                    }
                    return rows;
                });
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
            return now;
        }

        @Override
        public Cause cause() {
            return Cause.of(META);
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
