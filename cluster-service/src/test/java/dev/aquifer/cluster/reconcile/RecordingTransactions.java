package dev.aquifer.cluster.reconcile;

import dev.aquifer.events.ClusterName;
import dev.aquifer.events.Event;
import dev.aquifer.events.Slot;
import dev.aquifer.events.Topic;
import dev.aquifer.ledger.Cause;
import dev.aquifer.ledger.LedgerTables;
import dev.aquifer.ledger.LedgerTransaction;
import dev.aquifer.ledger.testkit.EmbeddedDatabase;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Transactions of a real database that remember what was published, and can be told to crash: at
 * the n-th use of the database, before or after the commit, and at each use after that.
 */
final class RecordingTransactions implements Transactions {
    private final Jdbi database;
    private final List<Event> published = new CopyOnWriteArrayList<>();
    private int uses;
    private int crashAt = Integer.MAX_VALUE;

    /** The process is gone; what it did is done. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1;

        Crash() {
            super("crash of the process, as the test wants it");
        }
    }

    RecordingTransactions() {
        var source = EmbeddedDatabase.shared().create();
        Flyway.configure()
                .dataSource(source)
                .schemas("cluster")
                .defaultSchema("cluster")
                .load()
                .migrate();
        LedgerTables.in(source);
        this.database = Jdbi.create(source);
    }

    /** Crashes at the use with that number, counted from now; odd ones before, even ones after. */
    void crashAt(int use) {
        uses = 0;
        crashAt = use;
    }

    /** How often the database was used since. */
    int uses() {
        return uses;
    }

    /** What was published, in its order. */
    List<Event> published() {
        return published;
    }

    private void use() {
        if (++uses >= crashAt) {
            throw new Crash();
        }
    }

    @Override
    public <T> T in(Cause cause, Function<LedgerTransaction, T> body) {
        use();
        var events = new ArrayList<Event>();
        var result =
                database.inTransaction(handle -> body.apply(new Recording(handle, cause, events)));
        published.addAll(events);
        use();
        return result;
    }

    @Override
    public <T> T read(Function<Handle, T> body) {
        use();
        return database.withHandle(body::apply);
    }

    @Override
    public boolean hasCaughtUp() {
        return true;
    }

    @Override
    public boolean isAbreast(Handle handle, ClusterName cluster) {
        return true;
    }

    @Override
    public boolean owns(ClusterName cluster) {
        return true;
    }

    private record Recording(Handle jdbi, Cause cause, Instant now, List<Event> events)
            implements LedgerTransaction {
        Recording(Handle jdbi, Cause cause, List<Event> events) {
            this(
                    jdbi,
                    cause,
                    Instant.now(Clock.systemUTC()).truncatedTo(ChronoUnit.MILLIS),
                    events);
        }

        @Override
        public void part(Runnable work) {
            throw new UnsupportedOperationException("nothing here does a part by itself");
        }

        @Override
        public void publish(Topic topic, Event event, Cause because) {
            events.add(event);
        }

        @Override
        public void publishTombstone(Topic topic, Slot slot) {}
    }
}
