/** Patience with origins: which failures pass, how long to wait, how many streams to use. */
@NullMarked
package dev.aquifer.hydration.retry;

import org.jspecify.annotations.NullMarked;
