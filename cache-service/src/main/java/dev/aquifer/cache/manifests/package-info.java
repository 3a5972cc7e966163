/** The objects that are to exist on workload clusters, as values; no client of any cluster. */
@NullMarked
package dev.aquifer.cache.manifests;

import org.jspecify.annotations.NullMarked;
