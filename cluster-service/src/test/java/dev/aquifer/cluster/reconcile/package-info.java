/** Tests of {@code dev.aquifer.cluster.reconcile}. */
@NullMarked
package dev.aquifer.cluster.reconcile;

import org.jspecify.annotations.NullMarked;
