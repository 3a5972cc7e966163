/** Tests of the promises of {@code processes}. */
@NullMarked
package dev.aquifer.sandbox.launcher.processes;

import org.jspecify.annotations.NullMarked;
