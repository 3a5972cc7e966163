/**
 * The only holder of workload clusters' credentials: adopts clusters, applies Works to them, and
 * reports what it observes.
 *
 * <p>What it promises: a desired Work that is unchanged causes no request; what is not ours is
 * never taken over; one slow or dead cluster never delays another; an observation is published when
 * something that it says changes, and is never lost; unreachable is never gone.
 */
@NullMarked
package dev.aquifer.cluster;

import org.jspecify.annotations.NullMarked;
