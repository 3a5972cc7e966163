/** Tests of the promises of {@code models}. */
@NullMarked
package dev.aquifer.sandbox.launcher.models;

import org.jspecify.annotations.NullMarked;
