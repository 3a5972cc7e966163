/**
 * The command line of the sandbox: {@code up}, {@code down}, {@code status}, {@code logs}, {@code
 * demo}, and the one place where all its processes are named ({@code SandboxTopology}).
 */
@NullMarked
package dev.aquifer.sandbox.launcher;

import org.jspecify.annotations.NullMarked;
