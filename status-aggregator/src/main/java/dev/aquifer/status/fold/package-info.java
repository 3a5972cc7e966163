/**
 * Status as a fold: the newest facts in, conditions out, nothing else. No clock, no order of
 * arrival: the same facts give the same status, byte for byte.
 */
@NullMarked
package dev.aquifer.status.fold;

import org.jspecify.annotations.NullMarked;
