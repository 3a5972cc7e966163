/** Servers that are not ours, for tests of the worker and of whoever starts it. */
@NullMarked
package dev.aquifer.hydration.testkit;

import org.jspecify.annotations.NullMarked;
