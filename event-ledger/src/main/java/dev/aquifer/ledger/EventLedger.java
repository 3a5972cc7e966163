package dev.aquifer.ledger;

import dev.aquifer.events.Topic;
import dev.aquifer.events.wire.EventCodec;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * The bus side of a service with a database. Of each partition it handles one batch after the
 * other: state, mark of handling, events that follow and offset commit together. A relay publishes
 * what was committed, in order. Replicas of a service share the partitions; one relays for all.
 *
 * <p>A handler never gets an event twice that it handled with success, and never gets an older
 * event of a slot after a newer one of the same source. The reasons are in ADR 0010 and 0011.
 */
public final class EventLedger implements AutoCloseable {
    private final LedgerSettings settings;
    private final EventCodec codec;
    private final Clock clock;
    private final LedgerLog log;
    private final FaultPoints faults;
    private final HealthBoard board;
    private final Transactions transactions;
    private final OutboxRelay relay;
    private final Map<Topic, EventHandler> handlers = new EnumMap<>(Topic.class);
    private final List<Thread> threads = new ArrayList<>();
    private @Nullable ConsumerLoop consumer;
    private boolean started;

    private EventLedger(Builder builder) {
        settings = builder.settings;
        codec = builder.codec;
        clock = builder.clock;
        log = builder.log;
        faults = builder.faults;
        board = new HealthBoard(clock);
        transactions =
                new Transactions(builder.database, clock, codec, settings, log, this::reached);
        relay = new OutboxRelay(settings, log, board, transactions, faults);
    }

    private void reached(FaultPoints.Step step) {
        faults.reached(step);
        if (step == FaultPoints.Step.COMMITTED) {
            relay.wake();
        }
    }

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
        private final LedgerSettings settings;
        private final Jdbi database;
        private EventCodec codec = new EventCodec();
        private Clock clock = Clock.systemUTC();
        private LedgerLog log = LedgerLog.to(System.getLogger(EventLedger.class.getName()));
        private FaultPoints faults = FaultPoints.NONE;

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

        Builder faults(FaultPoints faults) {
            this.faults = faults;
            return this;
        }

        /** The ledger, not started. */
        public EventLedger build() {
            return new EventLedger(this);
        }
    }

    /** Consumes the topic; one handler for each topic, before the start. */
    public synchronized EventLedger on(Topic topic, EventHandler handler) {
        if (started) {
            throw new IllegalStateException("the ledger was started");
        }
        if (handlers.putIfAbsent(topic, handler) != null) {
            throw new IllegalStateException(topic + " has a handler");
        }
        return this;
    }

    /** Begins; returns at once, and waits for a database or broker that is away. */
    public synchronized void start() {
        if (started) {
            throw new IllegalStateException("the ledger was started");
        }
        started = true;
        transactions.begin(this::hasHeard);
        run(relay, "relay");
        if (handlers.isEmpty()) {
            board.running();
            return;
        }
        var chunks = new ChunkHandler(settings, codec, log, faults, transactions, handlers);
        consumer =
                new ConsumerLoop(
                        settings, log, board, clock, transactions, chunks, handlers.keySet());
        run(consumer, "consumer");
    }

    private void run(Runnable loop, String name) {
        threads.add(
                Thread.ofPlatform()
                        .daemon()
                        .name("ledger-" + settings.service() + "-" + name)
                        .start(loop));
    }

    /**
     * Runs what a timer or reconciler decides by itself. Once the ledger was started, nothing is
     * decided on a database that may have been restored: this waits some seconds until what the
     * topics hold was compared with what was said, and until the database of this very transaction
     * knows what the partitions of this replica held when they came here and all that was handled
     * of them since; and then throws {@link NotAgreedException}. What was compared and handled
     * stays so while the broker is away. Deadlocks and serialization failures are tried again; when
     * the database is away this throws, and nothing happened. When the connection is lost while the
     * commit is under way, the database is asked for some seconds what became of it; only when it
     * stays away does this throw although everything may have happened.
     */
    public <T> T inTransaction(Cause cause, Function<LedgerTransaction, T> body) {
        return transactions.runAgreed(cause, body::apply);
    }

    /**
     * Whether this replica has the partition of that resource (or cluster, for Works): the text of
     * {@code Slot.partition()}. False before all is handled that the partition held when it came
     * here, and when the database turned out to know less than was handled, until it is handled
     * again.
     */
    public synchronized boolean owns(Topic topic, String partitionKey) {
        return consumer != null && consumer.owns(topic, partitionKey);
    }

    /**
     * Whether all partitions of this replica are handled up to where they were when they came here,
     * or when the database was restored: who decides on what it heard waits for that. It takes some
     * seconds to notice a restore; {@link #inTransaction} asks the database itself.
     */
    public synchronized boolean hasCaughtUp() {
        return consumer != null && consumer.hasCaughtUp();
    }

    /**
     * Whether the database of that transaction knows all that was handled here of that partition.
     * False on one that was restored a moment ago, before anybody else noticed: to be asked right
     * before something is done that cannot be taken back.
     */
    public boolean isAbreast(Handle handle, Topic topic, String partitionKey) {
        var loop = consumer();
        return loop != null && loop.isAbreast(handle, topic, partitionKey);
    }

    private boolean hasHeard(Handle handle) {
        var loop = consumer();
        return handlers.isEmpty() || (loop != null && loop.isAbreast(handle));
    }

    private synchronized @Nullable ConsumerLoop consumer() {
        return consumer;
    }

    /** How it is. */
    public LedgerHealth health() {
        return board.health();
    }

    /**
     * Stops within two seconds, after the transaction in hand; what is committed stays for later.
     */
    @Override
    public void close() {
        var running = stop();
        long deadline = System.nanoTime() + 1_500_000_000L;
        try {
            for (var thread : running) {
                long left = (deadline - System.nanoTime()) / 1_000_000;
                if (!thread.join(Duration.ofMillis(Math.max(1, left)))) {
                    thread.interrupt();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        board.stopped();
    }

    private synchronized List<Thread> stop() {
        started = true;
        if (consumer != null) {
            consumer.stop();
        }
        relay.stop();
        transactions.stop();
        return List.copyOf(threads);
    }
}
