/**
 * A file system beneath the worker that knows what a power loss may leave of it: what was forced is
 * there, of all else any part.
 */
@NullMarked
package dev.aquifer.hydration.powerloss;

import org.jspecify.annotations.NullMarked;
