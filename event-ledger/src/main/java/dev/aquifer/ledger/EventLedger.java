package dev.aquifer.ledger;

import dev.aquifer.events.Topic;
import dev.aquifer.events.wire.EventCodec;
import java.time.Clock;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/**
 * The bus side of a service with a database. Of each partition it handles one batch after the
 * other: state, mark of handling, events that follow and offset commit together. A relay publishes
 * what was committed, in order. Replicas of a service share the partitions; one relays for all.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class EventLedger implements AutoCloseable {
    @SuppressWarnings("UnusedVariable")
    private EventLedger(Builder builder) {}

    /** A ledger in that database; its tables are in the schema {@code ledger}. */
    public static Builder builder(LedgerSettings settings, DataSource database) {
        return new Builder(settings, Jdbi.create(database));
    }

    /** The same for a Jdbi that has plugins or mappers of the service. */
    public static Builder builder(LedgerSettings settings, Jdbi database) {
        return new Builder(settings, database);
    }

    /** What can be chosen about a ledger. */
    public static final class Builder {
        final LedgerSettings settings;
        final Jdbi database;
        EventCodec codec = new EventCodec();
        Clock clock = Clock.systemUTC();
        LedgerLog log = LedgerLog.to(System.getLogger(EventLedger.class.getName()));

        private Builder(LedgerSettings settings, Jdbi database) {
            this.settings = settings;
            this.database = database;
        }

        /** Knows more features than the first release. */
        public Builder codec(EventCodec codec) {
            this.codec = codec;
            return this;
        }

        /** Takes the time from there. */
        public Builder clock(Clock clock) {
            this.clock = clock;
            return this;
        }

        /** Tells that log. */
        public Builder log(LedgerLog log) {
            this.log = log;
            return this;
        }

        /** The ledger, not started. */
        public EventLedger build() {
            return new EventLedger(this);
        }
    }

    /** Consumes the topic; one handler for each topic, before the start. */
    public EventLedger on(Topic topic, EventHandler handler) {
        throw new UnsupportedOperationException();
    }

    /** Begins; returns at once, and waits for a database or broker that is away. */
    public void start() {
        throw new UnsupportedOperationException();
    }

    /**
     * Runs what a timer or reconciler decides by itself. Deadlocks and serialization failures are
     * tried again; when the database is away this throws, and nothing happened or, when the commit
     * was under way, everything may have.
     */
    public <T> T inTransaction(Cause cause, Function<LedgerTransaction, T> body) {
        throw new UnsupportedOperationException();
    }

    /**
     * Whether this replica has the partition of that resource (or cluster, for Works): the text of
     * {@code Slot.partition()}. False while that is not known.
     */
    public boolean owns(Topic topic, String partitionKey) {
        throw new UnsupportedOperationException();
    }

    /** How it is. */
    public LedgerHealth health() {
        throw new UnsupportedOperationException();
    }

    /**
     * Stops within two seconds, after the transaction in hand; what is committed stays for later.
     */
    @Override
    public void close() {}
}
