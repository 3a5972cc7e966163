/**
 * The same scenarios on a real control plane and on the embedded one, with real processes in both.
 */
@NullMarked
package dev.aquifer.sandbox.cluster;

import org.jspecify.annotations.NullMarked;
