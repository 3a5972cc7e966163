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

    /** Whether this replica is the one for that cluster, and knows what was wanted of it. */
    boolean owns(ClusterName cluster);

    /** Whether all is handled that was there when this replica began, or a restore was noticed. */
    boolean hasCaughtUp();

    /**
     * Whether the database of that transaction knows all that was handled here about a cluster:
     * false when it was restored a moment ago.
     */
    boolean isAbreast(Handle handle, ClusterName cluster);
}
