/**
 * Keeps a set of processes running on one machine: starts them in the order of what they need,
 * restarts what dies, stops them in reverse, and never touches a process that it did not start.
 */
@NullMarked
package dev.aquifer.sandbox.launcher.processes;

import org.jspecify.annotations.NullMarked;
