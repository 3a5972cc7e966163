/**
 * Level-triggered reconciling: a runner per cluster, each with a queue and threads of its own, so
 * that one slow or dead cluster never delays another.
 */
@NullMarked
package dev.aquifer.cluster.reconcile;

import org.jspecify.annotations.NullMarked;
