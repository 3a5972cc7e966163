/**
 * status-aggregator: facts in, statuses and transitions out.
 *
 * <p>A plain consumer with its state in memory. It folds a batch and publishes each resource that
 * changed once. After a restart it folds from the beginning of the compacted topics, compares with
 * what it published before, and says what is new. It decides nothing: nobody acts on a condition.
 */
@NullMarked
package dev.aquifer.status;

import org.jspecify.annotations.NullMarked;
