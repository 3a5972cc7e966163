package dev.aquifer.ledger;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jdbi.v3.core.config.JdbiConfig;

/**
 * Locks on names, across all replicas of a service, until the transaction ends. What several events
 * decide about is locked by its name before it is read.
 *
 * <p>The first event of a transaction waits for what it wants, and takes several locks always in
 * the same order: by its own ranks, and within a call by name. A later event of the same batch
 * never waits, because it holds what the events before it took, in whatever order: what it cannot
 * have at once ends the batch with {@link Busy}, and the ledger handles its events one by one. So
 * nothing deadlocks.
 */
public final class Locks {
    private final LedgerTransaction transaction;
    private final Held held;

    private Locks(LedgerTransaction transaction) {
        this.transaction = transaction;
        this.held = transaction.jdbi().getConfig(Held.class);
    }

    /** Those of a transaction. */
    public static Locks of(LedgerTransaction transaction) {
        return new Locks(transaction);
    }

    /** Nobody else has any of these names, shared or not. */
    public void exclusively(Collection<String> names) {
        take(new TreeSet<>(names), "");
    }

    /** Nobody else has that name, shared or not. */
    public void exclusively(String name) {
        exclusively(List.of(name));
    }

    /** Nobody else has any of these names exclusively. */
    public void shared(Collection<String> names) {
        take(new TreeSet<>(names), "_shared");
    }

    /** Nobody else has that name exclusively. */
    public void shared(String name) {
        shared(List.of(name));
    }

    private void take(SortedSet<String> names, String mode) {
        if (names.isEmpty()) {
            return;
        }
        var cause = transaction.cause();
        boolean mayWait = held.since.isEmpty() || held.since.get().equals(cause);
        if (mayWait) {
            held.since = Optional.of(cause);
            names.forEach(name -> lock("pg_advisory_xact_lock" + mode, name));
            return;
        }
        for (var name : names) {
            if (!attempt("pg_try_advisory_xact_lock" + mode, name)) {
                throw new Busy(name);
            }
        }
    }

    private void lock(String function, String name) {
        transaction.jdbi().execute("select " + function + "(?)", Numbering.lockKey(name));
    }

    private boolean attempt(String function, String name) {
        return transaction
                .jdbi()
                .createQuery("select " + function + "(?)")
                .bind(0, Numbering.lockKey(name))
                .mapTo(Boolean.class)
                .one();
    }

    /** Another transaction has it, and waiting for it now could last for ever. */
    static final class Busy extends RuntimeException {
        Busy(String name) {
            super("another transaction has " + name);
        }
    }

    /** What a transaction knows of its locks; kept with its handle. Jdbi makes it. */
    public static final class Held implements JdbiConfig<Held> {
        private Optional<Cause> since = Optional.empty();

        @Override
        public Held createCopy() {
            return new Held();
        }
    }
}
