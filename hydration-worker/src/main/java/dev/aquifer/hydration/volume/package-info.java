/**
 * The volume as a place that survives: staging with a journal, leases against a second worker,
 * publication by rename, and markers as the only proof of hydration.
 */
@NullMarked
package dev.aquifer.hydration.volume;

import org.jspecify.annotations.NullMarked;
