package dev.aquifer.ledger;

import dev.aquifer.events.wire.EventCodec;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Begins and commits: the only place where the outbox is written. */
final class Transactions {
    private static final int RACES = 5;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);
    private static final long BETWEEN_TRIES = TimeUnit.MILLISECONDS.toNanos(50);

    private final Jdbi database;
    private final Clock clock;
    private final EventCodec codec;
    private final LedgerSettings settings;
    private final Numbering numbering;
    private final Outbox outbox;
    private final FaultPoints faults;
    private volatile boolean prepared;
    private volatile boolean checking;
    private volatile Predicate<Handle> abreast = _ -> true;
    private volatile boolean stopping;

    Transactions(
            Jdbi database,
            Clock clock,
            EventCodec codec,
            LedgerSettings settings,
            LedgerLog log,
            FaultPoints faults) {
        this.database = database;
        this.clock = clock;
        this.codec = codec;
        this.settings = settings;
        this.numbering = new Numbering(database, clock, log);
        this.outbox = new Outbox(numbering);
        this.faults = faults;
    }

    Jdbi database() {
        return database;
    }

    Numbering numbering() {
        return numbering;
    }

    Outbox outbox() {
        return outbox;
    }

    /** Makes the tables and begins this start's incarnation, unless that was done. */
    synchronized void prepare() {
        if (!prepared) {
            LedgerSchema.migrate(database);
            numbering.renew();
            prepared = true;
        }
    }

    /**
     * From here on nothing runs on a database of which nobody knows what it misses.
     *
     * @param heard whether the database of a transaction knows what was heard here; asked for what
     *     is decided without hearing anything
     */
    void begin(Predicate<Handle> heard) {
        abreast = heard;
        checking = true;
    }

    /** Nobody waits any more. */
    void stop() {
        stopping = true;
    }

    /** Runs the body; what it published is committed with it. Lost races are run again. */
    <T> T run(Cause cause, Function<OpenTransaction, T> body) {
        if (!prepared) {
            prepare();
        }
        for (int race = 1; ; race++) {
            try {
                return once(cause, body);
            } catch (RuntimeException e) {
                if (race == RACES || !Troubles.lostRace(e)) {
                    throw e;
                }
            }
        }
    }

    private <T> T once(Cause cause, Function<OpenTransaction, T> body) {
        var result = database.inTransaction(handle -> within(handle, cause, body));
        faults.reached(FaultPoints.Step.COMMITTED);
        return result;
    }

    private <T> T within(Handle handle, Cause cause, Function<OpenTransaction, T> body) {
        faults.reached(FaultPoints.Step.TRANSACTION_BEGUN);
        if (checking && !AgreedMark.isSet(handle, settings.frozenAfter())) {
            throw new NotAgreedException();
        }
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var open = new OpenTransaction(handle, now, codec, settings, cause);
        var decided = body.apply(open);
        outbox.write(handle, open.outgoing(), now);
        faults.reached(FaultPoints.Step.OUTBOX_WRITTEN);
        return decided;
    }

    /**
     * The same, once the database has agreed with the topics and knows what was heard here; waits
     * for that, but not for long.
     */
    <T> T runAgreed(Cause cause, Function<OpenTransaction, T> body) {
        long deadline = System.nanoTime() + PATIENCE;
        while (true) {
            try {
                return runAndKnow(cause, body);
            } catch (NotAgreedException e) {
                boolean enough = System.nanoTime() - deadline >= 0;
                if (enough || stopping || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                LockSupport.parkNanos(BETWEEN_TRIES);
            }
        }
    }

    /**
     * Runs the body as {@link #run} does. When the connection is lost while the commit is under
     * way, the database is asked what became of it.
     */
    private <T> T runAndKnow(Cause cause, Function<OpenTransaction, T> body) {
        var commit = new CommitUnderWay<T>();
        try {
            return run(
                    cause,
                    open -> {
                        commit.over();
                        if (!abreast.test(open.jdbi())) {
                            throw new NotAgreedException();
                        }
                        var decided = body.apply(open);
                        commit.begins(open.jdbi(), decided);
                        return decided;
                    });
        } catch (RuntimeException e) {
            var committed =
                    Troubles.passing(e) ? commit.ifCommitted(database) : Optional.<T>empty();
            if (committed.isEmpty()) {
                throw e;
            }
            faults.reached(FaultPoints.Step.COMMITTED);
            return committed.get();
        }
    }
}
