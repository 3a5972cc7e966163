/**
 * What this service remembers: classes, clusters and Works, and the facts it said last. Everything
 * takes the transaction it is part of.
 */
@NullMarked
package dev.aquifer.cluster.store;

import org.jspecify.annotations.NullMarked;
