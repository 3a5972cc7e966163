/** Tests of the promises of {@code terminal}. */
@NullMarked
package dev.aquifer.sandbox.launcher.terminal;

import org.jspecify.annotations.NullMarked;
