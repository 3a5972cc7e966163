/** Tests of the promises of {@code demo}. */
@NullMarked
package dev.aquifer.sandbox.launcher.demo;

import org.jspecify.annotations.NullMarked;
