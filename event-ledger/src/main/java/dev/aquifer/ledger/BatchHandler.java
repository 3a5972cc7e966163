package dev.aquifer.ledger;

import java.util.List;

/** Takes what a reader read. */
@FunctionalInterface
public interface BatchHandler {
    /**
     * Handles a batch, in the order of each partition. When it throws, the same batch comes again
     * after a pause.
     */
    void on(List<Received> batch);
}
