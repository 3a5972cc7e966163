/** Tests of the promises of {@code postgres}. */
@NullMarked
package dev.aquifer.sandbox.launcher.postgres;

import org.jspecify.annotations.NullMarked;
