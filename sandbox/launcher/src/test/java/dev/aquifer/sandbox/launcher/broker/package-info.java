/** Tests of the promises of {@code broker}. */
@NullMarked
package dev.aquifer.sandbox.launcher.broker;

import org.jspecify.annotations.NullMarked;
