package dev.aquifer.cluster.reconcile;

import dev.aquifer.events.ClusterName;

/** Another session speaks for the cluster now: this one has to end, without a word. */
final class DeposedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    DeposedException(ClusterName cluster, long session) {
        super("session " + session + " does not speak for " + cluster + " any more");
    }
}
