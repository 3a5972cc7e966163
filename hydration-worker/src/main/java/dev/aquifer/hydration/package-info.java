/**
 * The hydration worker: fills one volume with one artifact. What it publishes is complete and
 * verified; what it is killed at, its next attempt continues; what fails, it names.
 */
@NullMarked
package dev.aquifer.hydration;

import org.jspecify.annotations.NullMarked;
