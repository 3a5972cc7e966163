/** Clusters for tests, and what goes wrong between a service and a cluster. */
@NullMarked
package dev.aquifer.cluster.testkit;

import org.jspecify.annotations.NullMarked;
