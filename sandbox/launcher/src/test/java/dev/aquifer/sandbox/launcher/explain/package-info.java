/** Tests of what a user reads. */
@NullMarked
package dev.aquifer.sandbox.launcher.explain;

import org.jspecify.annotations.NullMarked;
