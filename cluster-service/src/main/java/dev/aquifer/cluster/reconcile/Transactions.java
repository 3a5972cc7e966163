package dev.aquifer.cluster.reconcile;

import dev.aquifer.events.ClusterName;
import dev.aquifer.ledger.Cause;
import dev.aquifer.ledger.LedgerTransaction;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** What reconcilers need of the ledger: transactions that publish, and who has which cluster. */
public interface Transactions {
    /** Runs what is decided here; state and events commit together. */
    <T> T in(Cause cause, Function<LedgerTransaction, T> body);

    /** Reads. */
    <T> T read(Function<Handle, T> body);

    /** Whether this replica is the one for that cluster. */
    boolean owns(ClusterName cluster);
}
