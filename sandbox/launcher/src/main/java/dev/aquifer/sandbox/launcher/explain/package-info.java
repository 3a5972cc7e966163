/** What the aggregator answered, as a user reads it in a terminal. */
@NullMarked
package dev.aquifer.sandbox.launcher.explain;

import org.jspecify.annotations.NullMarked;
